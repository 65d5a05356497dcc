// Redaction: what is printed of client properties, with secrets replaced.

/** Keys whose values are secrets in Kafka's clients, brokers and Connect (type PASSWORD), and our own guesses on the safe side. */
const SECRET_KEY = /password|secret|jaas\.config|ssl\.keystore\.key$|credentials|token$|api\.?key/i;

/** A JAAS line inside another value, or user:password@ of a URL. */
const SECRET_VALUE = /password\s*=|:\/\/[^/@\s:]+:[^/@\s]+@|-----BEGIN [A-Z ]*PRIVATE KEY/i;

export const REDACTED = '[redacted]';

export function isSecret(key: string, value: string): boolean {
  return SECRET_KEY.test(key) || SECRET_VALUE.test(value);
}

/** A copy with every secret replaced by `[redacted]`; a pure reference such as `${env:NAME}` stays, it is not the secret. */
export function redactProperties(properties: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => {
      const reference = /^\$\{(env|file):[^}]+\}$/.test(value);
      return [key, !reference && isSecret(key, value) ? REDACTED : value];
    }),
  );
}

// Errors of config: what is wrong with a file the user wrote, and where.
import { errorsOf } from '../base/core.ts';
import type { ErrorTable } from '../base/core.ts';

export const CONFIG_ERRORS = {
  TIDE_CONFIG_INVALID: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) =>
      `${f.file} is not a valid Tideover deployment: ${f.count === 1 ? '1 problem' : `${f.count} problems`}.\n${f.problems}`,
    why: () =>
      'Every key is checked before anything starts, so that a misspelt limit is never taken for a default. Nothing was started or changed.',
    next: (f) => `Correct the lines named above, then run: tideover config validate ${f.file}`,
  },
  TIDE_CONFIG_UNREADABLE: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The file ${f.file} could not be read.`,
    why: (f) => `The operating system answered ${f.reason}.`,
    next: () => 'Check the path and its permissions; name another file with --file.',
  },
  TIDE_CONFIG_PROPERTIES_INVALID: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `${f.file}:${f.line}: ${f.problem}.`,
    why: () => 'The file is read by the rules of java.util.Properties, as the Kafka tools read it.',
    next: (f) => `Correct line ${f.line} of ${f.file}.`,
  },
  TIDE_CONFIG_JKS: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `${f.key} of ${f.file} names a JKS store, which Node cannot read.`,
    why: () => 'JKS is a format of the JVM alone; PKCS12 and PEM are read by Kafka clients of every language.',
    next: (f) =>
      `Convert it: keytool -importkeystore -srckeystore ${f.store} -destkeystore ${String(f.store).replace(/\.jks$/, '')}.p12 -deststoretype PKCS12; then set ${f.typeKey}=PKCS12.`,
  },
  TIDE_CONFIG_SECRET_MISSING: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `${f.key} refers to ${f.reference}, which does not exist.`,
    why: (f) => String(f.reason),
    next: (f) => `Provide ${f.reference}, or change ${f.key}.`,
  },
} as const satisfies ErrorTable;

export const configError = errorsOf(CONFIG_ERRORS);

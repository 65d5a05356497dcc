// The pure door of config: text in, deployment or problems out.
export { CONFIG_ERRORS } from './errors.ts';
export { didYouMean, editDistance } from './did-you-mean.ts';
export { mergeClientProperties, refuseJks } from './client-properties.ts';
export { deploymentJsonSchema } from './json-schema.ts';
export { parseDeployment } from './parse.ts';
export { parseProperties } from './properties.ts';
export { REDACTED, isSecret, redactProperties } from './redact.ts';
export { redactDeployment } from './redact-deployment.ts';
export { resolveSecrets } from './secrets.ts';
export type { SecretSources } from './secrets.ts';
export type { Deployment } from './schema/deployment.ts';

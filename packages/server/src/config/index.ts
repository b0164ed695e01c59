export { type Configuration, type Options, readConfiguration } from './configuration.ts'
export { loadConfiguration } from './load-configuration.ts'
export { parseSecretReference, readSecret, type SecretReference } from './secret-reference.ts'
export type { SignOnProvider } from './sign-on.ts'

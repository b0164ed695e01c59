export {
  type CallOptions,
  type Client,
  type ClientOptions,
  clientFor,
  createClient,
  type OperationEntry,
  type OperationName,
} from './client.ts'
export { AzukariApiError, AzukariConnectionError, type ErrorPlace } from './errors.ts'
export type * from './generated/schema.ts'
export { readNdjson, writeNdjson } from './ndjson.ts'
export type { RetryOptions } from './retry.ts'

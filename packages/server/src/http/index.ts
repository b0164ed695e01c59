export type { Attempt, Denial, Doors } from './doors.ts'
export type { HttpLimits } from './limits.ts'
export { DEFAULT_LIMITS } from './limits.ts'
export type { ListenOptions } from './listener.ts'
export { type DocumentInfo, type OpenapiDocument, openapiDocument } from './openapi/openapi.ts'
export type { PageReply, PageRequest, Pages } from './serve/serve-page.ts'
export {
  createServer,
  type HttpServer,
  type OpenStream,
  publicDocument,
  type ServerOptions,
} from './server.ts'
export type { TlsMaterial, TlsSource } from './tls/tls.ts'

import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino'

/**
 * What a log line may carry. A closed set: opaque ids, counts, durations, codes and names that come from the program or the
 * policy. There is no member for a value, a message from outside or an error object, so record data has no way in (clause A25).
 */
export interface LogFields {
  readonly room?: string
  readonly operation?: string
  readonly code?: string
  readonly sqlstate?: string
  readonly status?: number
  readonly count?: number
  readonly size?: number
  readonly bytes?: number
  readonly ms?: number
  readonly pid?: number
  readonly port?: number
  readonly version?: string
  readonly number?: number
  readonly tenant?: string
  readonly principal?: string
  readonly record?: string
  readonly collection?: string
  readonly entry?: string
  readonly lane?: string
  readonly key?: string
  readonly request?: string
  readonly clause?: string
}

export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

const NAMES = [
  'room',
  'operation',
  'code',
  'sqlstate',
  'status',
  'count',
  'size',
  'bytes',
  'ms',
  'pid',
  'port',
  'version',
  'number',
  'tenant',
  'principal',
  'record',
  'collection',
  'entry',
  'lane',
  'key',
  'request',
  'clause',
] as const satisfies readonly (keyof LogFields)[] // prettier-ignore

const SAFE_TEXT = /^[\w.:/@+-]{1,128}$/

/**
 * Structured logs as JSON lines (pino). Types stop record data at compile time; at run time only the named fields are copied,
 * and a text that does not look like an id, code or name is replaced by `?`.
 */
export function createLogger(level: LogLevel = 'info', destination?: DestinationStream): Logger {
  const out: PinoLogger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination(2),
  )
  const line = (to: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
    out[to](clean(fields), message)
  }
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

function clean(fields: LogFields | undefined): Record<string, string | number> {
  const kept: Record<string, string | number> = {}
  if (!fields) return kept
  for (const name of NAMES) {
    const value = fields[name]
    if (typeof value === 'number') kept[name] = value
    else if (typeof value === 'string')
      kept[name] = SAFE_TEXT.test(value) && !value.includes('@') ? value : '?'
  }
  return kept
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

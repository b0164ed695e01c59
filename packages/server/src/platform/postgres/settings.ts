export interface ServerSettings {
  /** Listen on 127.0.0.1 too. Without it the number only names the socket file. */
  readonly tcp: boolean
  readonly port: number
  readonly socketDirectory: string
  readonly maxConnections: number
  readonly sharedBuffers: string
  /** False only for throw-away clusters of tests: a crash of the machine loses or breaks them. */
  readonly durable: boolean
}

/** Command-line settings of the server. On the command line because `ALTER SYSTEM` and an edited file cannot undo them there. */
export function serverFlags(s: ServerSettings): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: s.tcp ? '127.0.0.1' : '',
    port: s.port,
    unix_socket_directories: s.socketDirectory,
    unix_socket_permissions: '0700',
    password_encryption: 'scram-sha-256',
    max_connections: s.maxConnections,
    shared_buffers: s.sharedBuffers,
    max_wal_size: '1GB',
    huge_pages: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    fsync: s.durable ? 'on' : 'off',
    synchronous_commit: s.durable ? 'on' : 'off',
    full_page_writes: s.durable ? 'on' : 'off',
    ...SILENT,
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/**
 * No record data in the server's own log. The message of an ERROR can quote a value ('invalid input syntax … "…"'), so errors are not logged there
 * at all (`log_min_messages=log`); what is left are start, stop, crashes and refused connections. `terse` drops DETAIL, which quotes
 * rows and statements.
 */
const SILENT = {
  logging_collector: 'off',
  log_destination: 'stderr',
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_statement: 'none',
  log_min_duration_statement: -1,
  log_min_duration_sample: -1,
  log_transaction_sample_rate: 0,
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0,
  log_temp_files: -1,
  log_autovacuum_min_duration: -1,
  log_checkpoints: 'off',
  log_connections: 'off',
  log_disconnections: 'off',
  log_lock_waits: 'off',
  debug_print_parse: 'off',
  debug_print_rewritten: 'off',
  debug_print_plan: 'off',
  log_statement_stats: 'off',
  track_activity_query_size: 256,
} as const

/** Who may connect: with a SCRAM password, over the socket or from this machine. No replication, no trust. */
export const HBA = `# Written by Azukari at every start.
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
`

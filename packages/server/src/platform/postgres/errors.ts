import { defineError } from '../errors.ts'

export const databaseUrlInvalid = defineError(
  'database_url_invalid',
  500,
  'The database URL is not one that Azukari accepts',
)
export const databasePlaintextRefused = defineError(
  'database_plaintext_refused',
  500,
  'A database on another machine must be reached through verified TLS',
)
export const dataDirectoryInUse = defineError(
  'data_directory_in_use',
  409,
  'Another process uses this data directory',
)
export const dataDirectoryUnsafe = defineError(
  'data_directory_unsafe',
  500,
  'The data directory is open to other users',
)
export const dataDirectoryUnusable = defineError(
  'data_directory_unusable',
  500,
  'The data directory cannot be used',
)
export const postgresNotStarted = defineError(
  'postgres_not_started',
  500,
  'The embedded PostgreSQL did not start',
)
export const databaseRolesUnknown = defineError(
  'database_roles_unknown',
  500,
  'The passwords of the database roles are not known',
)
export const schemaNewerThanProgram = defineError(
  'schema_newer_than_program',
  500,
  'The database was migrated by a newer version of Azukari',
)
export const migrationChanged = defineError(
  'migration_changed',
  500,
  'A migration that was already applied has been changed',
)
export const migrationFailed = defineError('migration_failed', 500, 'A migration could not be applied')
export const postgresTooOld = defineError('postgres_too_old', 500, 'This PostgreSQL is too old')

import type { Command } from 'commander'

/** The options by which every command finds the data. */
export function withData(command: Command): Command {
  return command
    .option('--data <dir>', 'data directory (azukari-data)')
    .option('--database <ref>', 'PostgreSQL of your own: env:NAME or file:PATH with its URL')
    .option('--keys <provider>', 'file:DIR or aws-kms:REGION (file:DATA/keys)')
    .option('--environment <name>', 'name of the environment (production)')
}

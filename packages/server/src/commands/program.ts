import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { applyCommand } from './apply.ts'
import { breakGlassCommand } from './break-glass.ts'
import { clockCommand } from './clock.ts'
import { demoCommand } from './demo.ts'
import { deviceCommand } from './device.ts'
import { explainCommand } from './explain.ts'
import { grantCommand } from './grant.ts'
import { importCommand } from './import-sp-api.ts'
import { keyCommand } from './key.ts'
import { keysCommand } from './keys.ts'
import { logCommand } from './log.ts'
import { networkCommand } from './network.ts'
import { personCommand } from './person.ts'
import { planCommand } from './plan.ts'
import { approveCommand, policyCommand } from './policy.ts'
import { sampleCommand } from './sample.ts'
import { scanCommand } from './scan.ts'
import { type ServeOptions, serve } from './serve.ts'
import { serviceCommand } from './service.ts'
import { statusCommand } from './status.ts'
import { tenantCommand } from './tenant.ts'
import { withData } from './with-data.ts'

const { version: VERSION } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as { version: string }

/** The `azukari` command: every subcommand is a file of this folder. */
export function buildProgram(): Command {
  const program = new Command('azukari')
  program.description("keeps other people's personal data the way a written policy says, and proves it")
  program.version(VERSION, '-V, --version', 'print the version')
  program.addCommand(serveCommand())
  for (const make of [
    demoCommand,
    planCommand,
    applyCommand,
    approveCommand,
    policyCommand,
    statusCommand,
    importCommand,
    logCommand,
    serviceCommand,
    personCommand,
    tenantCommand,
    keyCommand,
    grantCommand,
    explainCommand,
    keysCommand,
    clockCommand,
    breakGlassCommand,
    networkCommand,
    deviceCommand,
    sampleCommand,
    scanCommand,
  ]) {
    program.addCommand(make())
  }
  return program
}

function serveCommand(): Command {
  return withData(new Command('serve'))
    .description('serve on a data directory (made on the first start) until stopped')
    .option('--port <n>', 'port to listen on; 0 takes a free one (7070)')
    .option('--host <address>', 'address to listen on; without TLS only a loopback one (127.0.0.1)')
    .option(
      '--policy <dir>',
      'policy that a first start applies: a shipped one by name, or a directory (marketplace)',
    )
    .option('--json', 'one JSON line when ready')
    .option('--new-setup-link', 'void the set-up link that is out, and print another')
    .action((options: ServeOptions) => serve(options))
}

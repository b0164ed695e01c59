import { basename, resolve } from 'node:path'
import { Command } from 'commander'
import { z } from 'zod'
import type { Options } from '../config/index.ts'
import { type Scan, scanDirectory } from '../connectors/secret-scan/index.ts'
import { operatorCaller, recordSecretScan, type SecretScan } from '../identity/index.ts'
import { say, sayJson } from './output.ts'
import { type RemoteOptions, remoteOf, withUrl } from './remote.ts'
import { withApp } from './with-app.ts'
import { withData } from './with-data.ts'

interface ScanOptions extends Options, RemoteOptions {
  readonly repository?: string
  readonly json?: boolean
}

/** `azukari scan DIR`: secrets in code, the marketplace's tokens among them. What was found is never shown. */
export function scanCommand(): Command {
  return withUrl(withData(new Command('scan')))
    .argument('<dir>', 'a checkout, or any directory')
    .description(
      'look for secrets in a repository; with --data or --url the result is kept as a fact. Exit code 1 when something was found',
    )
    .option('--repository <label>', 'what the repository is called (name of the directory)')
    .option('--json', 'one JSON object')
    .action(async (dir: string, options: ScanOptions) => {
      const scan = await scanDirectory(dir)
      const recorded = await record(factOf(scan, options.repository ?? labelOf(dir)), options)
      if (options.json) sayJson({ ok: scan.findings.length === 0, ...scan, ...recorded })
      else sayScan(scan)
      if (scan.findings.length > 0) process.exitCode = 1
    })
}

/** Only letters that a label may have: a directory may be called anything. */
const labelOf = (dir: string) => basename(resolve(dir)).replace(/[^A-Za-z0-9._-]/g, '-') || 'root'

function factOf(scan: Scan, repository: string): SecretScan {
  const byRule: Record<string, number> = {}
  for (const { rule } of scan.findings) byRule[rule] = (byRule[rule] ?? 0) + 1
  const { commit, files, bytes, skipped, allowed, scanner } = scan
  return {
    repository,
    commit,
    files,
    bytes,
    skipped,
    findings: scan.findings.length,
    allowed,
    byRule,
    scanner,
  }
}

const reply = z.object({ id: z.string() })

/** To a server or a data directory where one is named; a scan alone needs neither. */
async function record(fact: SecretScan, options: ScanOptions): Promise<{ recorded?: string }> {
  const remote = remoteOf(options)
  if (remote) {
    const { scannedMs: _, ...body } = fact
    const { id } = await remote.post('/secret-scans', body, reply)
    return { recorded: id }
  }
  if (options.data === undefined && options.database === undefined) return {}
  return await withApp(options, async (app) => {
    const deps = { writer: app.writers.app, clock: app.clock }
    const { id } = await recordSecretScan(deps, operatorCaller(app.tenant.tenant, app.tenant.id), fact)
    return { recorded: id }
  })
}

function sayScan({ findings, files, skipped, allowed, scanner }: Scan): void {
  for (const { path, line, column, rule } of findings) say(`${path}:${line}:${column}: ${rule}`)
  say(
    `${findings.length} found, ${allowed} allowed, in ${files} files; ${skipped} binary files not read (${scanner})`,
  )
}

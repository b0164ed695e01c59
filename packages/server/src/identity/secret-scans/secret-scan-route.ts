import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import { scanTimeInvalid } from '../errors.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { recordSecretScan } from './secret-scans.ts'

const count = z.int().min(0).max(2_000_000_000)
// A label that people give; no path of a machine and nothing of what was found.
const repository = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/)
const rule = z.string().regex(/^[@A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/)

export const secretScanBody = z.strictObject({
  repository,
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/)
    .optional(),
  files: count,
  bytes: z.int().min(0),
  skipped: count,
  findings: count,
  allowed: count,
  byRule: z.record(rule, count),
  scanner: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 .,_/-]{0,199}$/),
  scanned: z.iso.datetime().optional(),
})

/** Where `azukari scan` reports to. For whoever may say that a repository is clean, which is evidence for A20: a build server holds `report-scan` and nothing else. */
export function secretScanRoutes(deps: Pick<IdentityDeps, 'writer' | 'clock'>): readonly Route[] {
  return [
    route({
      operation: 'secret-scan.record',
      method: 'POST',
      path: '/secret-scans',
      summary: 'Keeps the result of a scan of a repository for secrets: counts by rule, never what was found',
      access: { action: 'report-scan' },
      body: secretScanBody,
      reply: z.object({ id: z.string().regex(/^scn_[0-9a-f]{32}$/) }),
      statuses: [201],
      errors: [scanTimeInvalid],
      async handle({ caller, body }) {
        const { scanned, ...scan } = body
        const at = scanned === undefined ? {} : { scannedMs: Date.parse(scanned) }
        return { status: 201, body: await recordSecretScan(deps, caller, { ...scan, ...at }) }
      },
    }),
  ]
}

import { type Check, check } from '../../platform/check.ts'
import { formatId, newId } from '../../platform/ids.ts'
import type { Why } from '../../platform/reasons.ts'
import type { Caller } from '../../platform/route.ts'
import { addDuration, parameterDuration, readAppliedPolicy } from '../../policy/index.ts'
import { entryBy } from '../acting.ts'
import { scanTimeInvalid } from '../errors.ts'
import { secretScanRecorded } from '../events.ts'
import type { IdentityDeps } from '../identity-deps.ts'

/** What a scan of a repository found: counts, never what. */
export interface SecretScan {
  readonly repository: string
  readonly commit?: string | undefined
  readonly files: number
  readonly bytes: number
  readonly skipped: number
  readonly findings: number
  readonly allowed: number
  readonly byRule: Readonly<Record<string, number>>
  readonly scanner: string
  /** Milliseconds since 1970; now when left out. */
  readonly scannedMs?: number | undefined
}

const SKEW_MS = 5 * 60_000

/** Keeps a scan as a fact. Commit point: before it nothing, after it the row and its entry. Throws `scan_time_invalid`. */
export async function recordSecretScan(
  deps: Pick<IdentityDeps, 'writer' | 'clock'>,
  by: Caller,
  scan: SecretScan,
): Promise<{ readonly id: string }> {
  const nowMs = deps.clock.now()
  const scannedMs = scan.scannedMs ?? nowMs
  if (scannedMs > nowMs + SKEW_MS) throw scanTimeInvalid('it lies in the future')
  const id = newId(nowMs)
  const { repository, commit, files, bytes, skipped, findings, allowed, byRule, scanner } = scan
  await deps.writer.transaction(by.tenant, async (tx, entries) => {
    await tx.query(
      {
        text: `INSERT INTO identity.secret_scan (tenant, id, repository, commit_id, files, bytes, skipped, findings, allowed, by_rule,
                 scanner, scanned_ms, made_by, made_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12, $13, $14)`,
      },
      [
        by.tenant,
        id,
        repository,
        commit ?? null,
        files,
        bytes,
        skipped,
        findings,
        allowed,
        JSON.stringify(byRule),
        scanner,
        scannedMs,
        by.kind === 'person' ? 'person' : by.principalId,
        nowMs,
      ],
    )
    entries.add({
      kind: secretScanRecorded,
      outcome: 'success',
      ...entryBy(by),
      detail: { scan: formatId('scn', id), repository, commit, files, skipped, findings, allowed, scanner },
    })
  })
  return { id: formatId('scn', id) }
}

const SCAN_EVERY = 'scan_every'

const NEWEST = {
  text: `SELECT DISTINCT ON (tenant, repository) findings, allowed, skipped, scanned_ms AS at FROM identity.secret_scan
    ORDER BY tenant, repository, scanned_ms DESC, made_ms DESC`,
}

/** A20, by what scanners reported: the newest scan of each repository found nothing, and is no older than the policy in force allows. */
export const secretsNotInCode: Check = check('identity.secrets-not-in-code', async ({ read, clock }) => {
  const { model } = await readAppliedPolicy(read)
  const every = parameterDuration(model, SCAN_EVERY)
  const scans = await read.query<{ findings: number; allowed: number; skipped: number; at: number }>(NEWEST)
  const nowMs = clock.now()
  const sum = (of: 'findings' | 'allowed' | 'skipped') => scans.reduce((n, s) => n + s[of], 0)
  const oldest = Math.min(...scans.map((s) => s.at))
  const figures = {
    repositories: scans.length,
    findings: sum('findings'),
    allowed: sum('allowed'),
    notRead: sum('skipped'),
    oldestMs: scans.length === 0 ? 0 : nowMs - oldest,
  }
  const unknown = (why: Why) => ({ state: 'unknown' as const, figures, why })
  if (figures.findings > 0)
    return { state: 'violated', figures, why: 'a scan found what looks like a secret in a repository' }
  if (scans.length === 0) return unknown('no repository was scanned yet: azukari scan DIR')
  if (every === undefined) return unknown(`the policy has no parameter ${SCAN_EVERY}`)
  if (addDuration(oldest, every, 'UTC') < nowMs)
    return unknown('the last scan of a repository is older than the policy allows')
  return { state: 'satisfied', figures }
})

import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Check, check, type Measurement } from '../platform/check.ts'
import type { Why } from '../platform/reasons.ts'
import { DAY_MS } from './days.ts'
import { endedBuckets } from './destroy/destroy-bucket.ts'
import { epochsIn } from './epochs.ts'
import type { RootProvider } from './root/provider.ts'

const judged = (ok: boolean, figures: Measurement['figures'], why: Why): Measurement =>
  ok ? { state: 'satisfied', figures } : { state: 'violated', figures, why }

/** Looks at every file under the key directory: none is a link, none is open to group or others. */
export const fileModeCheck = (directory: string): Check =>
  check('keys.file-mode', async () => {
    const names = ['', ...(await readdir(directory, { recursive: true }))]
    let open = 0
    for (const name of names) {
      const stat = await lstat(join(directory, name))
      if ((stat.mode & 0o077) !== 0 || !(stat.isFile() || stat.isDirectory())) open++
    }
    return judged(
      open === 0,
      { files: names.length, open },
      'a key file or directory is a link or open to others',
    )
  })

/** Asks the provider itself what became of destroyed epochs, and whether one is retiring for more than a day. */
export const oldEpochsGoneCheck = (provider: RootProvider): Check =>
  check('keys.old-epochs-gone', async ({ read, clock }) => {
    const destroyed = await epochsIn(read, ['destroyed'])
    const due = await read.query<{ id: Buffer }>(
      { text: `SELECT id FROM keys.epoch WHERE state = 'destroyed' AND destroyed_by_ms < $1` },
      [clock.now()],
    )
    const late = new Set(due.map((r) => r.id.toString('hex')))
    const figures = { destroyed: destroyed.length, usable: 0, overdue: 0, retiring: 0 }
    for (const epoch of destroyed) {
      const state = await provider.stateOfEpoch(epoch)
      if (state === 'usable') figures.usable++
      if (state === 'destroying' && late.has(epoch.id.toString('hex'))) figures.overdue++
    }
    const stuck = await read.query(
      { text: `SELECT FROM keys.epoch WHERE state = 'retiring' AND retired_at_ms < $1` },
      [clock.now() - DAY_MS],
    )
    figures.retiring = stuck.length
    return judged(
      figures.usable + figures.overdue + figures.retiring === 0,
      figures,
      'an epoch key that should be gone can still be used, or was not given up in time',
    )
  })

// A wrapped key of ours is exactly 60 bytes, begins with a nonce of its own, and has no run of eight zeros: a bare or padded key would show.
const STORED = [
  'SELECT wrapped FROM (SELECT wrapped FROM keys.record_key LIMIT 5000) r',
  'SELECT wrapped FROM keys.bucket_key',
  `SELECT seed AS wrapped FROM keys.bucket WHERE state = 'live'`,
  'SELECT wrapped FROM keys.secret WHERE tenant > 0',
].join(' UNION ALL ')

/** Looks at stored wraps as a stranger would, without opening any. */
export const noPlaintextCheck: Check = check('keys.no-plaintext-key-material', async ({ read }) => {
  const [row] = await read.query<{ wraps: number; odd: number; nonces: number; bare: number }>({
    text: `SELECT count(*) AS wraps,
             count(*) FILTER (WHERE length(wrapped) <> 60 OR position('\\x0000000000000000'::bytea IN wrapped) > 0) AS odd,
             count(DISTINCT substring(wrapped FROM 1 FOR 12)) AS nonces,
             (SELECT count(*) FROM keys.tenant_key WHERE length(wrapped) < 60) AS bare
           FROM (${STORED}) s`,
  })
  if (!row) return { state: 'unknown', figures: {}, why: 'nothing was answered' }
  const repeated = row.wraps - row.nonces
  const figures = { wraps: row.wraps, odd: row.odd + row.bare, repeatedNonces: repeated }
  return judged(figures.odd + repeated === 0, figures, 'a stored key does not look like a wrapped one')
})

/** Buckets whose day or month is over by more than an hour and that are still alive. */
export const endedBucketsCheck: Check = check('keys.ended-buckets-gone', async ({ read, clock }) => {
  const left = await endedBuckets(read, clock.now() - 3_600_000, 1000)
  return judged(left.length === 0, { left: left.length }, 'a bucket outlived its day')
})

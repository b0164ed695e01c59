import { type Check, check } from '../../platform/check.ts'
import type { Why } from '../../platform/reasons.ts'
import { open } from '../crypto/aead.ts'
import { bucketKeyAad } from '../keyring/wraps.ts'
import type { KeysDeps } from '../keys-deps.ts'

const TENANTS = 5

// One live bucket a tenant, the newest: what is looked at is what is being written now.
const NEWEST = {
  name: 'keys-environment-sample',
  text: `SELECT DISTINCT ON (b.tenant) b.bucket, b.tenant, b.day, k.version, k.wrapped, k.tenant_version AS under
    FROM keys.bucket b JOIN keys.bucket_key k USING (bucket)
    WHERE b.state = 'live' AND k.version = b.version ORDER BY b.tenant DESC, b.bucket DESC LIMIT ${TENANTS}`,
}

interface Row {
  readonly bucket: number
  readonly tenant: number
  readonly day: number
  readonly version: number
  readonly wrapped: Buffer
  readonly under: number
}

/**
 * Takes stored bucket keys, as they lie in the database, and tries them under this environment's name and under another: the first has to open, the
 * second must not. Holds the row of the database against the name the keys are used under.
 */
export const environmentBoundCheck = (deps: KeysDeps): Check =>
  check('keys.environment-bound', async ({ read }) => {
    const [row] = await read.query<{ name: string; injected_clock: boolean }>({
      text: 'SELECT name, injected_clock FROM platform.environment',
    })
    await deps.root.provider.check()
    const samples = await read.query<Row & object>(NEWEST)
    const figures = {
      tried: samples.length,
      opened: 0,
      openedElsewhere: 0,
      injectedClock: Number(row?.injected_clock ?? 0),
    }
    for (const sample of samples) {
      const { key } = await deps.tenantKey(sample.tenant, sample.under)
      if (opens(key.now, sample, deps.environment)) figures.opened++
      if (opens(key.now, sample, `${deps.environment}-elsewhere`)) figures.openedElsewhere++
    }
    const violated = (why: Why) => ({ state: 'violated' as const, figures, why })
    if (row?.name !== deps.environment)
      return violated('the database is of another environment than its keys')
    if (figures.openedElsewhere > 0) return violated('a key opens under the name of another environment')
    if (figures.opened < figures.tried)
      return violated('a key does not open under the name of its own environment')
    return { state: 'satisfied', figures }
  })

function opens(tenantKey: Buffer, row: Row, environment: string): boolean {
  const { tenant, under: tenantVersion, bucket, day, version } = row
  const aad = bucketKeyAad({ environment, tenant, tenantVersion, bucket, day, version })
  try {
    open(tenantKey, row.wrapped, aad).fill(0)
    return true
  } catch {
    return false
  }
}

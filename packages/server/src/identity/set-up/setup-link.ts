import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy, operatorCaller } from '../acting.ts'
import { setupClosed, setupLinkInvalid, setupLinkOut } from '../errors.ts'
import { setupLinkMade, setupLinkRedeemed } from '../events.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { addKey, type CreatedKey, noteKey } from '../keys/create-key.ts'
import { hashSecretText, isSecretText, newSecretText } from '../secret-text.ts'
import { addService, type CreatedService } from '../services/create-service.ts'
import { tenantIdOf } from '../tenant-id.ts'

export const SETUP_PREFIX = 'azs'
export const SETUP_LINK_LIVES_MS = 3_600_000

export interface SetupLink {
  /** One-time secret; printed once by the command that asked for it, kept nowhere. */
  readonly token: string
  readonly expiresMs: number
}

export const FIX_LINK =
  'if the link was used, sign in or use the key that was made; otherwise start the server again with --new-setup-link'

/** Where the token goes: behind `#`, so that browsers send it to no server, into no log and no Referer. */
export function setupUrl(base: string, token: string): string {
  return `${base.replace(/\/+$/, '')}/setup#${token}`
}

/**
 * Makes the one-time link by which a tenant's first administrator, or first service, is made. There is no other way in and no default key. A new link
 * takes the place of one that has expired unused, or whose person let their hour pass without a second factor and so can do nothing; of one that is good, or
 * in use, only where `replace` says so: another server process on the same database may have printed it. Throws `setup_link_out` (with `untilMs`) then,
 * and `setup_closed` once there is a service or somebody who could sign in.
 *
 * Commit point: a crash after it and before the link was printed leaves a link nobody has; it is replaced, or gone within an hour.
 */
export async function makeSetupLink(
  deps: IdentityDeps,
  by: Caller,
  { replace = false }: { readonly replace?: boolean | undefined } = {},
): Promise<SetupLink> {
  const token = newSecretText(SETUP_PREFIX)
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const nowMs = deps.clock.now()
    const expiresMs = nowMs + SETUP_LINK_LIVES_MS
    const made = await tx.query(
      {
        text: `INSERT INTO identity.setup_link AS link (tenant, hash, created_ms, expires_ms)
               SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM identity.service WHERE tenant = $1)
                 AND NOT EXISTS (SELECT FROM identity.person WHERE tenant = $1 AND active_ms IS NOT NULL)
               ON CONFLICT (tenant) DO UPDATE SET hash = $2, created_ms = $3, expires_ms = $4, redeemed_ms = NULL
               WHERE (link.redeemed_ms IS NULL OR link.person IS NOT NULL) AND ($5 OR ${OUT_UNTIL} <= $3) RETURNING tenant`,
      },
      [by.tenant, hashSecretText(token), nowMs, expiresMs, replace],
    )
    if (made.length === 0) {
      await refuseWhileOut(tx, by.tenant, nowMs)
      throw setupClosed('somebody has access to this tenant already', {
        fix: 'make keys with a service that may, or as the operator: azukari key create',
      })
    }
    entries.add({
      kind: setupLinkMade,
      outcome: 'success',
      ...entryBy(by),
      detail: { expires_ms: expiresMs },
    })
    return { token, expiresMs }
  })
  return value
}

/** Whose link it is that opens with this; undefined for one that was used, is past its end or never was. */
export async function tenantOfSetupLink(
  { database, clock }: Pick<IdentityDeps, 'database' | 'clock'>,
  hash: Buffer,
): Promise<number | undefined> {
  const [row] = await database.across.read.query<{ tenant: number }>(
    {
      text: `SELECT tenant FROM identity.setup_link WHERE hash = $1 AND redeemed_ms IS NULL AND created_ms <= $2 AND expires_ms > $2`,
    },
    [hash, clock.now()],
  )
  return row?.tenant
}

// Good until it expires; once somebody took it, theirs until their time for a second factor is over.
const OUT_UNTIL = `CASE WHEN link.redeemed_ms IS NULL THEN link.expires_ms ELSE
  (SELECT p.enrol_until_ms FROM identity.person p WHERE p.tenant = link.tenant AND p.id = link.person) END`

async function refuseWhileOut(tx: Tx, tenant: number, nowMs: number): Promise<void> {
  const [out] = await tx.query<{ until_ms: number }>(
    {
      text: `SELECT ${OUT_UNTIL} AS until_ms FROM identity.setup_link link WHERE link.tenant = $1
               AND (link.redeemed_ms IS NULL OR link.person IS NOT NULL) AND ${OUT_UNTIL} > $2
               AND NOT EXISTS (SELECT FROM identity.service WHERE tenant = $1)
               AND NOT EXISTS (SELECT FROM identity.person WHERE tenant = $1 AND active_ms IS NOT NULL)`,
    },
    [tenant, nowMs],
  )
  if (out === undefined) return
  throw setupLinkOut(`it is good until ${new Date(out.until_ms).toISOString()}`, {
    fix: 'use it; where it is lost, --new-setup-link voids it and makes another',
    extra: { untilMs: out.until_ms },
  })
}

export interface Redeemed {
  readonly tenant: number
  readonly tenantId: string
  readonly service: CreatedService
  readonly key: CreatedKey
}

export interface RedeemSetupLink {
  readonly token: string
  readonly name: string
  readonly expiresMs?: number | undefined
}

/** What a room above adds to the same transaction: the first grants. */
export type AndThen = (tx: Tx, entries: Entries, by: Caller, redeemed: Redeemed) => Promise<void>

/**
 * Turns the link into the first service and its key, once: of two who redeem at the same moment the second waits for the first and is refused.
 * Throws `setup_link_invalid` (wrong, used and expired alike), and what `createService` and `createKey` throw; the link then stays good.
 *
 * Commit point: a crash before it leaves the link as it was; after it service, key, grants and entries exist and the link is used up. Should
 * the answer be lost, the operator makes another key: `azukari key create`.
 */
export async function redeemSetupLink(
  deps: IdentityDeps,
  input: RedeemSetupLink,
  andThen: AndThen = async () => {},
): Promise<Redeemed> {
  const refused = () => setupLinkInvalid('the link opens nothing', { fix: FIX_LINK })
  if (!isSecretText(SETUP_PREFIX, input.token)) throw refused()
  const whose = await tenantOfSetupLink(deps, hashSecretText(input.token))
  if (whose === undefined) throw refused()
  const { value } = await deps.writer.transaction(whose, async (tx, entries) => {
    const nowMs = deps.clock.now()
    const [link] = await tx.query<{ tenant: number }>(
      {
        text: `UPDATE identity.setup_link SET redeemed_ms = $2
               WHERE hash = $1 AND redeemed_ms IS NULL AND created_ms <= $2 AND expires_ms > $2
                 AND NOT EXISTS (SELECT FROM identity.person p WHERE p.tenant = setup_link.tenant AND p.active_ms IS NOT NULL) RETURNING tenant`,
      },
      [hashSecretText(input.token), nowMs],
    )
    if (!link) throw refused()
    const { tenant } = link
    const tenantId = await tenantIdOf(tx, tenant)
    // The link was shown to the operator and to nobody else; until people are registered its holder acts as them.
    const by = operatorCaller(tenant, tenantId)
    const service = await addService(tx, entries, deps, by, { name: input.name })
    const key = await addKey(tx, deps, by, { service: service.principal, expiresMs: input.expiresMs })
    noteKey(entries, by, key)
    entries.add({
      kind: setupLinkRedeemed,
      outcome: 'success',
      ...entryBy(by),
      detail: { service: service.id },
    })
    const redeemed = { tenant, tenantId, service, key }
    await andThen(tx, entries, by, redeemed)
    await deps.bumpAuthority(tx, tenant)
    return redeemed
  })
  return value
}

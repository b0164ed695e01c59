import type { Sql, Tx } from '../../platform/db.ts'
import { newId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import { bearerKey } from '../keys/service-key.ts'
import { checkServiceName } from '../services/service-name.ts'
import { tenantIdText } from '../tenant-id.ts'
import {
  scimTokenEnded,
  scimTokenInvalid,
  scimTokenMissing,
  scimTokenNotFound,
  scimTokenUnknown,
} from './errors.ts'
import { tokenCreated, tokenRevoked } from './events.ts'
import { newScimToken, SCIM_TOKEN_ID, scimTokenHash, scimTokenId } from './scim-token-text.ts'

export interface CreatedScimToken {
  readonly id: string
  /** The token. This is the only time it exists outside its holder's hands. */
  readonly token: string
  readonly shown: string
  readonly expiresMs: number
}

/**
 * Makes a token for a directory. Throws `service_name_invalid`, `service_name_generic` for the title, `scim_token_invalid`.
 *
 * Commit point: a crash before it leaves nothing; after it the token exists although its text may never have reached anyone.
 */
export async function createScimToken(
  deps: IdentityDeps,
  by: Caller,
  input: { readonly title: string; readonly expiresMs?: number | undefined },
): Promise<CreatedScimToken> {
  checkServiceName(input.title, deps.clauseOf)
  const nowMs = deps.clock.now()
  const latestMs = await deps.keyLifetimeEnds(nowMs)
  const expiresMs = input.expiresMs ?? latestMs
  if (!Number.isSafeInteger(expiresMs) || expiresMs <= nowMs || expiresMs > latestMs) {
    throw scimTokenInvalid(`a token made now ends after now and by ${new Date(latestMs).toISOString()}`, {
      where: { pointer: '/expires' },
    })
  }
  const { text, hash, shown } = newScimToken()
  const id = newId(nowMs)
  await deps.writer.transaction(by.tenant, async (tx, entries) => {
    await tx.query(
      {
        text: `INSERT INTO identity.scim_token (tenant, id, hash, shown, title, created_ms, created_by, expires_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      },
      [by.tenant, id, hash, shown, input.title, nowMs, by.principalId, expiresMs],
    )
    const detail = { token: scimTokenId(id), expires_ms: expiresMs }
    const people = { title: Buffer.from(input.title, 'utf8') }
    entries.add({ kind: tokenCreated, outcome: 'success', ...entryBy(by, people), detail })
  })
  return { id: scimTokenId(id), token: text, shown, expiresMs }
}

/** Ends a token now; repeating it changes nothing. Throws `scim_token_not_found`. */
export async function revokeScimToken(deps: IdentityDeps, by: Caller, id: string): Promise<number> {
  const token = parseId(SCIM_TOKEN_ID, id)
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const [row] = await tx.query<{ revoked_ms: number | null }>(
      { text: 'SELECT revoked_ms FROM identity.scim_token WHERE tenant = $1 AND id = $2 FOR UPDATE' },
      [by.tenant, token],
    )
    if (!row) throw scimTokenNotFound('no token of this id in this tenant')
    if (row.revoked_ms !== null) return row.revoked_ms
    const nowMs = deps.clock.now()
    await tx.query(
      {
        text: 'UPDATE identity.scim_token SET revoked_ms = $3, revoked_by = $4 WHERE tenant = $1 AND id = $2',
      },
      [by.tenant, token, nowMs, by.principalId],
    )
    entries.add({ kind: tokenRevoked, outcome: 'success', ...entryBy(by), detail: { token: id } })
    return nowMs
  })
  return value
}

export interface ListedScimToken {
  readonly id: string
  readonly title: string
  readonly shown: string
  readonly createdMs: number
  readonly expiresMs: number
  readonly revokedMs: number | null
  readonly lastUsedMs: number | null
}

export async function listScimTokens(sql: Sql, tenant: number): Promise<ListedScimToken[]> {
  const rows = await sql.query<{
    id: Buffer
    title: string
    shown: string
    created_ms: number
    expires_ms: number
    revoked_ms: number | null
    last_used_ms: number | null
  }>(
    {
      text: `SELECT id, title, shown, created_ms, expires_ms, revoked_ms, last_used_ms FROM identity.scim_token
             WHERE tenant = $1 ORDER BY id DESC LIMIT 200`,
    },
    [tenant],
  )
  return rows.map((row) => ({
    id: scimTokenId(row.id),
    title: row.title,
    shown: row.shown,
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
    revokedMs: row.revoked_ms,
    lastUsedMs: row.last_used_ms,
  }))
}

/** A use is written down at most so often. */
const COARSE_MS = 600_000

/**
 * Tells whose token it is, asking the database every time: directories send little, and a revoked token opens nothing from that moment on.
 * Throws `scim_token_missing`, `scim_token_unknown`, `scim_token_ended` (401).
 */
export async function authenticateScim(
  deps: IdentityDeps,
  authorization: string | undefined,
): Promise<Caller> {
  const text = bearerKey(authorization)
  const hash = text === undefined ? undefined : scimTokenHash(text)
  if (text === undefined) throw scimTokenMissing('the request has no token')
  const [row] = hash === undefined ? [] : await findToken(deps.database.across.read, hash)
  if (!row) throw scimTokenUnknown('no directory has this token')
  const nowMs = deps.clock.now()
  if (row.revoked_ms !== null || row.expires_ms <= nowMs)
    throw scimTokenEnded('the token was revoked or is past its end')
  if (nowMs - (row.last_used_ms ?? 0) > COARSE_MS) {
    const used = 'UPDATE identity.scim_token SET last_used_ms = $3 WHERE tenant = $1 AND id = $2'
    await deps.database.of(row.tenant).write({ text: used }, [row.tenant, row.id, nowMs])
  }
  return {
    tenant: row.tenant,
    tenantId: tenantIdText(row.tenant_id),
    principal: row.id,
    principalId: scimTokenId(row.id),
    kind: 'service',
  }
}

interface TokenRow {
  readonly tenant: number
  readonly tenant_id: Buffer
  readonly id: Buffer
  readonly expires_ms: number
  readonly revoked_ms: number | null
  readonly last_used_ms: number | null
}

function findToken(sql: Sql, hash: Buffer): Promise<TokenRow[]> {
  return sql.query<TokenRow>(
    {
      name: 'scim-token-by-hash',
      text: `SELECT k.tenant, t.id AS tenant_id, k.id, k.expires_ms, k.revoked_ms, k.last_used_ms FROM identity.scim_token k
             JOIN keys.tenant t ON t.tenant = k.tenant AND t.state = 'live' WHERE k.hash = $1`,
    },
    [hash],
  )
}

/** Makes sure, within a change, that the token is still good: revoking it waits for the change or is waited for. */
export async function requireLiveToken(tx: Tx, by: Caller): Promise<void> {
  const rows = await tx.query(
    {
      name: 'scim-token-live',
      text: `SELECT FROM identity.scim_token WHERE tenant = $1 AND id = $2 AND revoked_ms IS NULL FOR SHARE`,
    },
    [by.tenant, by.principal],
  )
  if (rows.length === 0) throw scimTokenEnded('the token was revoked')
}

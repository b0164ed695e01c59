import { PERSON_ID, SERVICE_ID } from '../../identity/index.ts'
import type { Sql } from '../../platform/db.ts'
import { formatId, parseId } from '../../platform/ids.ts'
import { parsePrincipal } from '../principals.ts'
import { behind, type Link } from './may-approve.ts'

/** The links that lead away from some principals, out of what one room knows: groups, delegations. */
export type LinkSource = (
  sql: Sql,
  tenant: number,
  principals: readonly string[],
  sinceMs: number,
) => Promise<readonly Link[]>

const GROUP_ID = 'sgr'
const STEPS = 20

/**
 * Every link on the ways from these principals to the humans behind them.
 *
 * @param sinceMs a key counts for whoever made it if it was good at this instant or is now: who asks with a key and revokes it gains nothing
 */
export async function readLinks(
  sql: Sql,
  tenant: number,
  principals: readonly string[],
  sinceMs: number,
  more: readonly LinkSource[] = [],
): Promise<Link[]> {
  const links: Link[] = []
  const asked = new Set<string>()
  let asking = [...new Set(principals)]
  for (let step = 0; asking.length > 0; step++) {
    // Longer chains do not come about by honest work; what cannot be followed to its end is not approved.
    if (step === STEPS) throw new RangeError('too many principals behind one another')
    for (const name of asking) asked.add(name)
    for (const source of [serviceLinks, groupMembers, sameHuman, ...more]) {
      links.push(...(await source(sql, tenant, asking, sinceMs)))
    }
    asking = [...behind(principals, links)].filter((name) => !asked.has(name))
  }
  return links
}

/**
 * Owners, and makers of keys. A key that a service made, for itself or for another, was made by somebody who held one of that service's keys then:
 * their makers count too, though those keys be gone since.
 */
const serviceLinks: LinkSource = async (sql, tenant, principals, sinceMs) => {
  const services = idsOf(principals, SERVICE_ID)
  if (services.length === 0) return []
  const rows = await sql.query<{ id: Buffer; to: string; why: 'owner' | 'key' }>(
    {
      text: `WITH RECURSIVE held (service, created_ms, created_by) AS (
               SELECT service, created_ms, created_by FROM identity.key
               WHERE tenant = $1 AND service = ANY ($2::bytea[]) AND expires_ms > $3 AND coalesce(revoked_ms > $3, true)
               UNION
               SELECT k.service, k.created_ms, k.created_by FROM held h JOIN identity.key k
                 ON k.tenant = $1 AND k.service = CASE WHEN h.created_by LIKE 'svc\\_%' THEN decode(substr(h.created_by, 5), 'hex') END
                   AND k.created_ms <= h.created_ms AND k.expires_ms >= h.created_ms AND coalesce(k.revoked_ms >= h.created_ms, true)
             )
             SELECT id, owner AS to, 'owner' AS why FROM identity.service WHERE tenant = $1 AND id = ANY ($2::bytea[])
             UNION SELECT service, created_by, 'key' FROM held`,
    },
    [tenant, services, sinceMs],
  )
  return rows.map(({ id, to, why }) => ({ from: formatId(SERVICE_ID, id), to, why }))
}

/** Groups of the company's directory, by their ids as SCIM gives them. */
const groupMembers: LinkSource = async (sql, tenant, principals) => {
  const groups = principals.filter((text) => text.startsWith(`${GROUP_ID}_`))
  if (groups.length === 0) return []
  const rows = await sql.query<{ in_group: Buffer; person: Buffer }>(
    {
      text: 'SELECT in_group, person FROM identity.scim_member WHERE tenant = $1 AND in_group = ANY ($2::bytea[])',
    },
    [tenant, groups.map((text) => parseId(GROUP_ID, text))],
  )
  return rows.map(({ in_group, person }) => ({
    from: formatId(GROUP_ID, in_group),
    to: formatId(PERSON_ID, person),
    why: 'member' as const,
  }))
}

/** People with the same user name or address: somebody who left and came back is who they were. */
const sameHuman: LinkSource = async (sql, tenant, principals) => {
  const people = idsOf(principals, PERSON_ID)
  if (people.length === 0) return []
  const rows = await sql.query<{ id: Buffer; other: Buffer }>(
    {
      text: `SELECT p.id, o.id AS other FROM identity.person p
             JOIN identity.person o ON o.tenant = p.tenant AND o.id <> p.id
               AND (o.email_digest = p.email_digest OR o.user_digest = p.user_digest)
             WHERE p.tenant = $1 AND p.id = ANY ($2::bytea[])`,
    },
    [tenant, people],
  )
  const text = (id: Buffer) => formatId(PERSON_ID, id)
  return rows.map(({ id, other }) => ({ from: text(id), to: text(other), why: 'linked' as const }))
}

const idsOf = (principals: readonly string[], prefix: string): Buffer[] =>
  principals.filter((text) => text.startsWith(`${prefix}_`)).map((text) => parsePrincipal(text).id)

import { entryBy, operatorCaller } from '../acting.ts'
import { setupLinkInvalid } from '../errors.ts'
import { setupLinkRedeemed } from '../events.ts'
import { preparePassword, storePassword } from '../passwords/set-password.ts'
import { hashSecretText, isSecretText } from '../secret-text.ts'
import { beginSession } from '../sessions/begin-session.ts'
import type { RequestFrom } from '../sessions/request-from.ts'
import { FIX_LINK, SETUP_PREFIX, tenantOfSetupLink } from '../set-up/setup-link.ts'
import { tenantIdOf } from '../tenant-id.ts'
import { addPerson } from './add-person.ts'
import type { PeopleDeps } from './people-deps.ts'
import { personId } from './person-id.ts'
import { checkProfile } from './person-name.ts'
import type { Profile } from './profile.ts'

const ENROL_MS = 3_600_000
const FIRST_ROLES = ['administrator', 'access-owner']

export interface SetUpPerson extends Profile {
  readonly token: string
  readonly locale: string
  readonly zone: string
  /** Left out by who takes a passkey alone. */
  readonly password?: string | undefined
  readonly from: RequestFrom
}

/**
 * Turns the set-up link into the first administrator, once. The session it begins may do nothing but add a second factor, for an hour; whoever lets
 * that pass leaves a person who can do nothing, and the next start of the server after it prints a new link.
 *
 * Commit point: a crash before it leaves the link as it was; after it the person, the first roles, entries and session exist, and the link is used up.
 * @throws setup_link_invalid, password_refused, and what `addPerson` throws; the link stays good then
 */
export async function setUpPerson(deps: PeopleDeps, input: SetUpPerson) {
  const hash = hashSecretText(input.token)
  const tenant = isSecretText(SETUP_PREFIX, input.token) ? await tenantOfSetupLink(deps, hash) : undefined
  if (tenant === undefined) throw refused()
  const profile = checkProfile(input, deps.clauseOf)
  // Only a link that is good so far is worth the work that a password takes.
  const verifier =
    input.password === undefined ? undefined : await preparePassword(deps, tenant, profile, input.password)
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const nowMs = deps.clock.now()
    const [link] = await tx.query<{ person: Buffer | null }>(
      {
        text: `SELECT person FROM identity.setup_link WHERE tenant = $1 AND hash = $2 AND redeemed_ms IS NULL AND created_ms <= $3
               AND expires_ms > $3
                 AND NOT EXISTS (SELECT FROM identity.person p WHERE p.tenant = setup_link.tenant AND p.active_ms IS NOT NULL) FOR UPDATE`,
      },
      [tenant, hash, nowMs],
    )
    if (link === undefined) throw refused()
    const tenantId = await tenantIdOf(tx, tenant)
    const by = operatorCaller(tenant, tenantId)
    if (link.person !== null) await giveWay(tx, tenant, link.person, nowMs)
    const person = await addPerson(tx, entries, deps, by, {
      ...profile,
      locale: input.locale,
      zone: input.zone,
      source: 'setup',
      state: 'invited',
      enrolUntilMs: nowMs + ENROL_MS,
    })
    await tx.query(
      { text: 'UPDATE identity.setup_link SET redeemed_ms = $2, person = $3 WHERE tenant = $1' },
      [tenant, nowMs, person],
    )
    if (verifier !== undefined) await storePassword(tx, deps, tenant, person, verifier)
    await deps.roles.assign(tx, entries, by, { person, roles: FIRST_ROLES, reason: 'bootstrap' })
    const amr = verifier === undefined ? ['link'] : ['pwd']
    const session = { tenant, person, state: 'pending', amr, from: input.from, pendingMs: ENROL_MS } as const
    const { cookies } = await beginSession(tx, deps, session)
    entries.add({ kind: setupLinkRedeemed, outcome: 'success', ...entryBy(by, { person }) })
    await deps.bumpAuthority(tx, tenant)
    return { person: personId(person), tenantId, cookies }
  })
  return value
}

/** Somebody took the link before and never added a factor: they give way, and their user name is free. */
async function giveWay(
  tx: Parameters<typeof addPerson>[0],
  tenant: number,
  person: Buffer,
  nowMs: number,
): Promise<void> {
  const text = `UPDATE identity.person SET state = 'left', left_ms = $3 WHERE tenant = $1 AND id = $2 AND state = 'invited'`
  await tx.query({ text }, [tenant, person, nowMs])
  const end = `UPDATE identity.session SET ended_ms = $3, ended_by = 'operator' WHERE tenant = $1 AND person = $2 AND ended_ms IS NULL`
  await tx.query({ text: end }, [tenant, person, nowMs])
}

const refused = () => setupLinkInvalid('the link opens nothing', { fix: FIX_LINK })

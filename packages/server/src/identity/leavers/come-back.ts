import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { personNotFound, userNameTaken } from '../errors.ts'
import type { LeaverDeps } from './leaver-deps.ts'
import { personReturned } from './leaver-events.ts'

/**
 * Somebody who left is here again, as somebody who was just invited: no factor, no grant, no role. The caller raises the generation.
 * Throws `person_not_found` for who has not left, `user_name_taken` when somebody else has the user name or address by now.
 */
export async function comeBack(
  deps: LeaverDeps,
  tx: Tx,
  entries: Entries,
  by: Caller,
  input: { readonly person: Buffer; readonly enrolUntilMs: number },
): Promise<void> {
  const taken = await tx.query(
    {
      text: `SELECT FROM identity.person gone JOIN identity.person other ON other.tenant = gone.tenant AND other.id <> gone.id
               AND other.state <> 'left' AND (other.user_digest = gone.user_digest OR other.email_digest = gone.email_digest)
             WHERE gone.tenant = $1 AND gone.id = $2`,
    },
    [by.tenant, input.person],
  )
  if (taken.length > 0) throw userNameTaken('somebody else has them by now')
  const back = await tx.query(
    {
      text: `UPDATE identity.person SET state = 'invited', left_ms = NULL, suspended_ms = NULL, suspended_by = NULL, active_ms = NULL, enrol_until_ms = $3
             WHERE tenant = $1 AND id = $2 AND state = 'left' RETURNING id`,
    },
    [by.tenant, input.person, input.enrolUntilMs],
  )
  if (back.length === 0) throw personNotFound('nobody of this id has left')
  await tx.query(
    {
      text: 'UPDATE identity.leaver SET returned_ms = $3 WHERE tenant = $1 AND person = $2 AND returned_ms IS NULL',
    },
    [by.tenant, input.person, deps.clock.now()],
  )
  entries.add({ kind: personReturned, outcome: 'success', ...entryBy(by, { person: input.person }) })
}

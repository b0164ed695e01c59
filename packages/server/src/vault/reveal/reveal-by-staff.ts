import { ownCase, settleCaseUse, takeCaseUse } from '../../access/index.ts'
import type { Caller } from '../../platform/route.ts'
import { recordDigest, subjectsOfRecords } from '../cases/subject-digests.ts'
import type { VaultDoors } from '../vault-doors.ts'
import type { RevealResult } from './reveal-record.ts'
import type { RevealInput } from './reveal-slot.ts'

/**
 * What a person is shown (S13, S14). Masked values by their grants as for anybody; a value only in a case: a use of it is taken first, in a
 * transaction of its own, and the decision allows nothing without. Throws what `Revealer.reveal` throws.
 *
 * Commit points: the use; then the entry, as in every reveal; then the leaf of the entry beside the use. A crash after the first leaves a use
 * without a leaf, after the second an entry that names the case: whoever reviews sees both.
 */
export async function revealByStaff(
  { deps, revealer }: VaultDoors,
  caller: Caller,
  asked: RevealInput,
): Promise<RevealResult> {
  const { caseId, collection, id, purpose } = asked
  const own = caseId === undefined ? undefined : await ownCase(deps, caller, caseId)
  // No case, or none of theirs: decided without one, and the refusal is logged like any other.
  if (caseId === undefined || own === undefined) return revealer.reveal(caller, asked)
  const input = { ...asked, fields: asked.fields ?? own.fields }
  const [subjects = []] = await subjectsOfRecords(deps, caller, collection, [id])
  const record = await recordDigest(deps, caller.tenant, collection, id)
  const question = {
    caseId,
    action: 'reveal',
    collection,
    purpose,
    fields: input.fields,
    record,
    subjects,
  } as const
  const { use, n } = await takeCaseUse(deps, caller, question)
  const revealed = await revealer.reveal(caller, { ...input, caseUse: use })
  if (n !== undefined) await settleCaseUse(deps, caller.tenant, caseId, n, revealed.promise.leaf)
  return revealed
}

import { letsLook, ownCase, settleCaseUse, takeCaseUse } from '../../access/index.ts'
import type { Caller } from '../../platform/route.ts'
import { recordDigest, subjectsOfRecords } from '../cases/subject-digests.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { type SearchInput, type SearchResult, searchRecords } from './search-records.ts'

/**
 * What a person finds (S13, S14). Whether a value stands in a record is knowledge of the value, so staff search only in a case, each search is a
 * use of it, and only records that the case covers are found. Throws what `searchRecords` throws.
 */
export async function searchByStaff(
  deps: VaultDeps,
  caller: Caller,
  input: SearchInput,
): Promise<SearchResult> {
  const { caseId, collection, field, purpose } = input
  const own = caseId === undefined ? undefined : await ownCase(deps, caller, caseId)
  if (caseId === undefined || own === undefined) return searchRecords(deps, caller, input)
  const question = {
    caseId,
    action: 'search',
    collection,
    purpose,
    fields: [field],
    subjects: own.subjects,
  } as const
  const { use, n } = await takeCaseUse(deps, caller, question)
  const found = await searchRecords(deps, caller, { ...input, caseUse: use })
  if (n !== undefined) await settleCaseUse(deps, caller.tenant, caseId, n, found.promise.leaf)
  const subjects = await subjectsOfRecords(deps, caller, collection, found.ids)
  const { model } = await deps.policy.load()
  const lets = await letsLook(deps.database.of(caller.tenant).read, caller.tenant, model, own, subjects)
  const ids: string[] = []
  for (const [i, id] of found.ids.entries()) {
    const record = await recordDigest(deps, caller.tenant, collection, id)
    const owners = subjects[i] ?? []
    const covered = has(own.records, record) || owners.some((owner) => has(own.subjects, owner))
    if (covered && lets[i]) ids.push(id)
  }
  return { ...found, ids }
}

const has = (digests: readonly Buffer[], one: Buffer) => digests.some((digest) => digest.equals(one))

import { hmac } from '../../keys/index.ts'
import type { Prepared } from '../decide/prepare-access.ts'
import { subjectUnknown } from '../errors.ts'
import { fieldIndex } from '../fields/field-values.ts'
import { NORMALISER_VERSION } from '../fields/normalise.ts'
import { subjectNumber, tagOf } from '../search/tags.ts'
import type { VaultDeps } from '../vault-deps.ts'
import type { OwnerTags } from './erase-batch.ts'

/** What names the owner in entries, committed to: not the tag that is searched by, which dies with its bucket. */
const OWNER = 'owner'

/** The field that tells who a data owner of this kind is, and its number in tags. Throws `subject_unknown`. */
export function subjectField({ applied, collection }: Prepared, subject: string) {
  const name = Object.hasOwn(collection.subjects, subject) ? collection.subjects[subject] : undefined
  const model = name === undefined ? undefined : fieldIndex(collection).get(name)
  // A searchable field's own tags find its subjects too.
  const number =
    model?.search === 'exact'
      ? applied.numbers.field[`${collection.name}/${model.name}`]
      : subjectNumber(applied, collection, subject)
  if (!model || number === undefined) {
    const fix = `one of: ${Object.keys(collection.subjects).join(', ')}`
    throw subjectUnknown(`${collection.name} has no such subject`, { where: { pointer: '/subject' }, fix })
  }
  return { model, number }
}

/** Tags by which the owner is found now, one a live bucket. */
export async function ownerTags(
  deps: VaultDeps,
  prepared: Prepared,
  field: number,
  value: string,
): Promise<OwnerTags> {
  const { caller } = prepared
  const buckets = await deps.keyring.liveBuckets(caller.tenant)
  return {
    tenant: caller.tenant,
    field,
    buckets: buckets.map((b) => b.bucket),
    tags: buckets.map((b) => tagOf(deps.keyring.searchKey(b, field, NORMALISER_VERSION), value)),
  }
}

/** By which entries commit to the owner. */
export async function ownerDigest(
  deps: VaultDeps,
  prepared: Prepared,
  subject: string,
  value: string,
): Promise<Buffer> {
  const tenant = await deps.keyring.tenant(prepared.caller.tenant)
  return hmac(tenant.digestKey(OWNER), `${prepared.collection.name}\0${subject}\0${value}`).subarray(0, 16)
}

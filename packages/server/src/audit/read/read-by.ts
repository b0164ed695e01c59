import type { Caller } from '../../platform/route.ts'
import type { EntryDraft, EntryKind } from '../entry/entry.ts'

/** The entry of somebody reading the log: who, and what of it. A person is committed to, not named. */
export function readBy(
  caller: Caller,
  kind: EntryKind,
  detail: NonNullable<EntryDraft['detail']>,
): EntryDraft {
  const read = { kind, outcome: 'success' as const, detail }
  if (caller.kind === 'operator') return { ...read, actor: 'operator' }
  const tenant = { tenant: caller.tenant, id: caller.tenantId }
  if (caller.kind === 'service') return { ...read, tenant, actor: caller.principalId }
  return { ...read, tenant, actor: 'staff', people: { staff: caller.principal } }
}

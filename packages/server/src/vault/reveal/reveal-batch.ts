import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { clauseOf } from '../../policy/index.ts'
import { fieldsOf, openRecord } from '../cells/open-record.ts'
import { type SealedCell, unpackCells } from '../cells/packed-cells.ts'
import { isSlotsOwn } from '../cells/slots-own-error.ts'
import { accessDenied, recordDestroyed, recordNotFound } from '../errors.ts'
import { recordRevealed } from '../events.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { maskValue } from './mask.ts'
import type { RevealDone, RevealOutcome, RevealSlot } from './reveal-slot.ts'
import { type RevealState, readRevealState } from './reveal-state.ts'

/**
 * Carries out a group of reveals in one transaction. Values are opened inside it, so that each entry says what really happened, and leave the
 * vault only after the commit.
 *
 * Commit point: before it a crash leaves nothing, and nobody saw a value; after it the entries are durable, whether or not the answers got out.
 */
export async function revealBatch(deps: VaultDeps, slots: readonly RevealSlot[]): Promise<RevealDone[]> {
  const audited = await deps.groupWriter.across(async (tx, entries) => {
    const states = await readRevealState(tx, slots)
    const outcomes: RevealOutcome[] = []
    for (let i = 0; i < slots.length; i++) {
      outcomes.push(await reveal(deps, entries, slots[i] as RevealSlot, states[i] as RevealState))
    }
    return outcomes
  })
  return audited.value.map((outcome) => ({ outcome, audited }))
}

async function reveal(
  deps: VaultDeps,
  entries: Entries,
  slot: RevealSlot,
  state: RevealState,
): Promise<RevealOutcome> {
  if (state.policy !== slot.applied.version || state.generation !== slot.generation) return { kind: 'stale' }
  const { verdict } = slot
  if (!verdict.allow) {
    const { clause, code } = verdict
    return refuse(entries, slot, state, accessDenied(verdict.why, { extra: { clause, reason: code } }), {
      clause,
    })
  }
  if (state.id === null) return refuse(entries, slot, state, recordNotFound('no record of this id'), {})
  // The latest of three clocks decides, so that one set back reveals nothing late.
  const nowMs = Math.max(deps.clock.now(), state.now_ms, state.log_ms)
  const keys = state.keys.filter((k) => k.dueMs === null || k.dueMs > nowMs)
  // Under an older version of the policy a field may have had another class: those cells are opened whatever their class, and asked by name.
  const since = slot.applied.history.sealedSince[slot.collection.name] ?? slot.applied.version
  const wanted = (cell: SealedCell) => slot.classes.has(cell.class) || cell.schema < since
  const { tenant } = slot.caller
  const { id: record, cells } = state
  try {
    const opened = await openRecord(deps, {
      tenant,
      collection: slot.collectionNumber,
      record,
      id: slot.input.id,
      cells,
      keys,
      wanted,
    })
    const readable = new Set(keys.map((k) => k.group))
    const ended = new Set(
      unpackCells(cells).flatMap((c) => (c.sealed.length > 0 && readable.has(c.group) ? [] : [c.class])),
    )
    return release(entries, slot, state, fieldsOf(opened), ended)
  } catch (error) {
    // Its bucket was renewed or ended since the row was read: read again.
    if (isAzukariError(error, 'key_gone')) return { kind: 'stale' }
    if (isSlotsOwn(error)) return refuse(entries, slot, state, error, {})
    throw error
  }
}

/** @param ended numbers of the classes of which the record had something that is destroyed or past its deadline */
function release(
  entries: Entries,
  slot: RevealSlot,
  state: RevealState,
  values: Record<string, unknown>,
  ended: ReadonlySet<number>,
): RevealOutcome {
  const classNumber = slot.applied.numbers.class
  const there = slot.fields.filter((f) => Object.hasOwn(values, f.name))
  const gone = slot.fields
    .filter((f) => !Object.hasOwn(values, f.name) && ended.has(classNumber[f.class] ?? 0))
    .map((f) => f.name)
  if (there.length === 0 && gone.length > 0) {
    const clause = clauseOf(slot.applied.model, 'deadlines')
    const error = recordDestroyed('nothing that was asked for is left', { extra: { clause } })
    return refuse(entries, slot, state, error, { clause })
  }
  const fields: Record<string, unknown> = {}
  for (const field of there) {
    fields[field.name] = slot.input.masked ? maskValue(field.mask, values[field.name]) : values[field.name]
  }
  const detail = { fields: Object.keys(fields), masked: slot.input.masked === true, version: state.version }
  const entry = note(entries, slot, state, 'success', detail)
  return { kind: 'revealed', version: state.version, fields, gone, entry }
}

type Detail = Record<string, string | number | boolean | readonly string[] | undefined>

function refuse(
  entries: Entries,
  slot: RevealSlot,
  state: RevealState,
  error: RevealError,
  detail: Detail,
): RevealOutcome {
  note(entries, slot, state, 'failure', {
    ...detail,
    reason: error.code,
    fields: slot.fields.map((f) => f.name),
  })
  return { kind: 'refused', error }
}

type RevealError = ReturnType<typeof recordNotFound>

function note(
  entries: Entries,
  slot: RevealSlot,
  state: RevealState,
  outcome: 'success' | 'failure',
  detail: Detail,
): number {
  const { caller, verdict, input } = slot
  return entries.add({
    kind: recordRevealed,
    outcome,
    ...entryBy(caller, state.id ? { record: state.id } : {}),
    detail: {
      ...detail,
      collection: slot.collection.name,
      purpose: verdict.allow ? input.purpose : undefined,
      policy: slot.applied.version,
      grant: verdict.allow ? verdict.grant : undefined,
      case: verdict.allow ? input.caseId : undefined,
      request: input.requestId,
    },
  })
}

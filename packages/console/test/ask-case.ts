import assert from 'node:assert/strict'
import { PURPOSE, type Site } from './staff.ts'

/** Asks for a case about the record `o-1`, as the person whose headers these are. */
export async function askCase(
  at: Site,
  headers: Record<string, string>,
  { ticket, reason }: { readonly ticket: string; readonly reason: string },
): Promise<void> {
  const body = JSON.stringify({
    reason,
    ticket,
    collection: 'orders',
    purpose: PURPOSE,
    fields: ['buyer.name'],
    records: ['o-1'],
    until: new Date(Date.now() + 3_600_000).toISOString(),
    cap: 5,
  })
  const sent = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body }
  const response = await fetch(`${at.url}/v1/cases`, sent)
  assert.equal(response.status, 201, await response.text())
}

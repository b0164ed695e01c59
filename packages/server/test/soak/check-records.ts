import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, Reply } from './client.ts'
import { judgeRecord } from './judge-record.ts'
import { FIELDS, search, sendPut, take, takePut } from './operations.ts'
import type { Random } from './random.ts'
import type { RecordHistory, Seen } from './record-history.ts'
import { recordPath, type Scene, tokenOf } from './scene.ts'

const AT_ONCE = 16
const OLD_SAMPLE = 60
const SEARCH_SAMPLE = 40

/**
 * With nothing under way: asks again for every keyed put whose answer never came, then holds each record that was touched, and a sample of older
 * ones, against what was acknowledged.
 */
export async function checkRecords(
  scene: Scene,
  client: Client,
  touchedFrom: number,
  random: Random,
  all: boolean,
): Promise<void> {
  const touched = scene.records.filter(
    (r, i) =>
      i >= touchedFrom || r.unknown.length > 0 || r.acknowledged.size > 0 || r.destroyed === 'perhaps',
  )
  await inParallel(touched, (record) => repeatOpenPuts(scene, client, record))
  const old = all
    ? scene.records
    : Array.from({ length: OLD_SAMPLE }, () => random.pick(scene.records)).filter((r) => r !== undefined)
  const replaced = touched.map((record) => tokensOf(record))
  await inParallel([...new Set([...touched, ...old])], (record) => checkOne(scene, client, record))
  const sample = Array.from({ length: SEARCH_SAMPLE }, () => random.between(0, touched.length - 1))
  await inParallel([...new Set(sample)], (i) => checkSearch(scene, client, touched[i], replaced[i] ?? []))
}

/** A put whose outcome nobody knows, sent again under its key: it has had its effect and says so, or it has it now; never both. */
async function repeatOpenPuts(scene: Scene, client: Client, record: RecordHistory): Promise<void> {
  for (const open of record.openPuts.splice(0)) {
    const gone = record.destroyed === 'yes'
    const first = await sendPut(client, record, open)
    if (first.kind !== 'answer' || first.answer.status >= 500) {
      scene.violations.add('repeat', `${record.id}: no answer at rest (${codeOf(first)})`)
      continue
    }
    record.unknown = record.unknown.filter((effect) => effect.kind !== 'put' || effect.token !== open.token)
    const { answer } = first
    // A repeat of what was kept before the deletion is told so, and changes nothing.
    takePut(scene, record, open, first, gone && answer.json.repeated !== true, 'repeat')
    if (answer.status >= 300) continue
    scene.counts.add(answer.json.repeated ? 'repeat: had its effect before' : 'repeat: has its effect now')
    const second = await sendPut(client, record, open)
    const { version, leaf, repeated } = second.kind === 'answer' ? second.answer.json : {}
    if (repeated !== true || version !== answer.json.version || leaf !== answer.json.leaf) {
      scene.violations.add(
        'repeat',
        `${record.id}: the same key was answered differently the second time (${codeOf(second)})`,
      )
    }
  }
}

async function checkOne(scene: Scene, client: Client, record: RecordHistory): Promise<void> {
  const seen = await look(scene, client, record)
  if (!seen) return
  scene.counts.add('records checked')
  const wrong = judgeRecord(record, seen)
  if (wrong) scene.violations.add('record', `${record.id}: ${wrong}; ${record.describe()}`)
  record.settle(seen)
}

async function look(scene: Scene, client: Client, record: RecordHistory): Promise<Seen | undefined> {
  let reply: Reply | undefined
  for (let attempt = 0; attempt < 3; attempt++) {
    reply = await client.call({
      method: 'POST',
      path: recordPath(record, '/reveal'),
      body: { purpose: 'fulfilment', fields: FIELDS },
    })
    const answer = take(scene, 'reveal', reply, () => {})
    if (answer) {
      const { version, fields, promise } = answer.json as {
        version: number
        fields: unknown
        promise: { leaf: string }
      }
      scene.keepPromise(promise)
      scene.revealed.add(promise.leaf)
      return { kind: 'present', version, token: tokenOf(fields) }
    }
    if (codeOf(reply) === 'record_not_found') return { kind: 'absent' }
    await sleep(100)
  }
  scene.violations.add(
    'record',
    `${record.id}: cannot be read at rest (${reply && codeOf(reply)}); ${record.describe()}`,
  )
  return undefined
}

/** The index fits the record: its value finds it and nothing else, values it no longer has find nothing. */
async function checkSearch(
  scene: Scene,
  client: Client,
  record: RecordHistory | undefined,
  tokens: readonly string[],
): Promise<void> {
  if (!record) return
  const current = record.destroyed === 'no' ? record.settled?.token : undefined
  for (const token of new Set([...tokens.slice(-3), ...(current === undefined ? [] : [current])])) {
    const found = await search(scene, client, token)
    const expected = token === current ? record.id : ''
    if (found?.join() === expected) continue
    if (!found) {
      scene.violations.once('search', 'some were not answered at rest')
      continue
    }
    scene.violations.add(
      'search',
      `${token} finds [${found.join()}] where [${expected}] belongs; ${record.describe()}`,
    )
  }
}

function tokensOf({ acknowledged, unknown, settled }: RecordHistory): string[] {
  const effects = [...acknowledged.values(), ...unknown]
  return [...(settled ? [settled.token] : []), ...effects.flatMap((e) => (e.kind === 'put' ? [e.token] : []))]
}

const codeOf = (reply: Reply) =>
  reply.kind === 'answer' ? (reply.answer.code ?? String(reply.answer.status)) : reply.kind

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values()
  const worker = async () => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

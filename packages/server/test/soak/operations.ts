import type { Answer, Client, Reply } from './client.ts'
import type { Random } from './random.ts'
import type { Effect, OpenPut, RecordHistory } from './record-history.ts'
import { COLLECTION, emailOf, fieldsOf, recordPath, type Scene, tokenOf } from './scene.ts'

const HOUR_MS = 3_600_000
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString()

/** Answers after which nobody knows. Every other refusal says that nothing was kept, and is held to it. */
const UNKNOWN = new Set(['commit_unknown', 'internal_error'])

export interface PutWith {
  readonly key?: string | undefined
  readonly ifMatch?: number | undefined
}

export async function put(
  scene: Scene,
  client: Client,
  record: RecordHistory,
  { key, ifMatch }: PutWith,
): Promise<void> {
  const token = scene.token()
  const sent: OpenPut = {
    token,
    key: key ?? '',
    ifMatch,
    body: { fields: fieldsOf(token), events: scene.events },
  }
  const gone = record.destroyed === 'yes'
  const reply = await sendPut(client, record, sent)
  takePut(scene, record, sent, reply, gone, 'put')
}

export function sendPut(client: Client, record: RecordHistory, sent: OpenPut): Promise<Reply> {
  const { key, ifMatch, body } = sent
  return client.call({
    method: 'PUT',
    path: recordPath(record),
    body,
    ifMatch,
    idempotencyKey: key || undefined,
  })
}

export function takePut(
  scene: Scene,
  record: RecordHistory,
  sent: OpenPut,
  reply: Reply,
  gone: boolean,
  name: string,
): void {
  const effect: Effect = { kind: 'put', token: sent.token }
  const answer = take(scene, name, reply, () => {
    record.unknown.push(effect)
    if (sent.key !== '') record.openPuts.push(sent)
  })
  if (!answer) return
  const { version, created, repeated } = answer.json as {
    version: number
    created: boolean
    repeated: boolean
  }
  scene.keepPromise(answer.json.promise)
  const say = (detail: string) => scene.violations.add(name, `${record.id}: ${detail}; ${record.describe()}`)
  if (gone) say(`version ${version} was stored after the deletion had been acknowledged`)
  if (name === 'put' && repeated) say('the first use of a key was answered as a repeat')
  if (!repeated && created !== (version === 1)) say(`version ${version} was answered with created ${created}`)
  if (sent.ifMatch !== undefined && version !== sent.ifMatch + 1)
    say(`If-Match ${sent.ifMatch} made version ${version}`)
  const wrong = record.acknowledge(version, effect)
  if (wrong) say(wrong)
}

export async function reveal(scene: Scene, client: Client, record: RecordHistory): Promise<void> {
  const { floor } = record
  const gone = record.destroyed === 'yes'
  const reply = await client.call({
    method: 'POST',
    path: recordPath(record, '/reveal'),
    body: { purpose: 'fulfilment', fields: FIELDS },
  })
  if (reply.kind === 'lost' && reply.partial.includes(scene.marker)) scene.brokenReveals++
  const answer = take(scene, 'reveal', reply, () => {})
  if (!answer) return
  const { version, fields, promise } = answer.json as {
    version: number
    fields: unknown
    promise: { leaf: string }
  }
  scene.keepPromise(promise)
  scene.revealed.add(promise.leaf)
  const say = (detail: string) =>
    scene.violations.add('reveal', `${record.id}: ${detail}; ${record.describe()}`)
  if (gone) say('it was revealed after its deletion had been acknowledged')
  const wrong = record.reveal(version, tokenOf(fields), floor)
  if (wrong) say(wrong)
}

export const FIELDS = Object.keys(fieldsOf(''))

export async function addEvent(
  scene: Scene,
  client: Client,
  record: RecordHistory,
  random: Random,
): Promise<void> {
  const body = { event: random.pick(['shipped', 'delivered']), at: ago(random.between(1, 20)) }
  const reply = await client.call({ method: 'POST', path: recordPath(record, '/events'), body })
  const answer = take(scene, 'event', reply, () => record.unknown.push({ kind: 'event' }))
  if (!answer) return
  scene.keepPromise(answer.json.promise)
  const wrong = record.acknowledge(Number(answer.json.version), { kind: 'event' })
  if (wrong) scene.violations.add('event', `${record.id}: ${wrong}; ${record.describe()}`)
}

export async function destroy(scene: Scene, client: Client, record: RecordHistory): Promise<void> {
  const reply = await client.call({ method: 'DELETE', path: recordPath(record) })
  const answer = take(scene, 'delete', reply, () => {
    if (record.destroyed === 'no') record.destroyed = 'perhaps'
  })
  if (!answer) return
  record.destroyed = 'yes'
  scene.keepPromise(answer.json.promise)
}

/** Which records are found is judged at rest; here only that the answer has its entry. */
export async function search(
  scene: Scene,
  client: Client,
  token: string,
): Promise<readonly string[] | undefined> {
  const body = { field: 'buyer.email', equals: emailOf(token).toUpperCase(), purpose: 'fulfilment' }
  const key = scene.searcher(token)
  const reply = await client.call({ method: 'POST', path: `${COLLECTION}/search`, body, key })
  const answer = take(scene, 'search', reply, () => {})
  if (!answer) return undefined
  scene.keepPromise(answer.json.promise)
  return answer.json.ids as string[]
}

/** Counts a reply under the operation's name; answers it when it is a success, calls `unknown` when nobody knows. */
export function take(scene: Scene, name: string, reply: Reply, unknown: () => void): Answer | undefined {
  if (reply.kind === 'refused') {
    scene.counts.add(`${name}: not sent`)
    return undefined
  }
  if (reply.kind === 'lost' || UNKNOWN.has(reply.answer.code ?? '')) {
    scene.counts.add(`${name}: ${reply.kind === 'lost' ? 'no answer' : reply.answer.code}`)
    unknown()
    return undefined
  }
  const { answer } = reply
  scene.counts.add(answer.status < 300 ? `${name}: acknowledged` : `${name}: ${answer.code ?? answer.status}`)
  return answer.status < 300 ? answer : undefined
}

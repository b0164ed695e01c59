import { parseVkey, readPromise, verifyReceipt } from '@azukari/proof'
import { vkeyOf } from '../../audit/index.ts'
import { LABEL, type Scene } from './scene.ts'
import type { Figures, Teller } from './story.ts'

/** A promise that came with an answer turns into a receipt, which is checked with the verifier alone: no server, no database. */
export async function keepPromise(scene: Scene, teller: Teller): Promise<Figures> {
  const { app, services, madeUp, counts, promises, heads } = scene
  const order = madeUp.orders.find((o) => o.fate === 'unshipped')
  const answer = await services.printer.reveal(order?.id ?? '', 'fulfilment', LABEL)
  counts.revealed += 1
  const promise = readPromise(answer.body.promise)
  promises.push(promise)
  const started = performance.now()
  const got = await services.printer.call<string>('GET', `/log/receipts/${promise.leaf}`, undefined, {
    prefer: 'wait=10',
  })
  const waited = Math.round(performance.now() - started)
  const receipt = String(got.body)
  const keys = [parseVkey(vkeyOf(app.signer))]
  const verified = await verifyReceipt(receipt, Buffer.from(promise.leaf, 'hex'), keys, app.signer.origin)
  const other = Buffer.from(promise.leaf, 'hex')
  other.writeUInt8((other[0] ?? 0) ^ 1)
  const forged = await verifyReceipt(receipt, other, keys).then(
    () => true,
    () => false,
  )
  const head = await services.printer.call<string>('GET', '/log/checkpoint')
  heads.push(String(head.body))
  teller.say(`The promise names leaf ${promise.leaf.slice(0, 16)}…; ${waited} ms later there was a receipt.`)
  teller.claim(
    got.status === 200,
    `Offline, with @azukari/proof: it is entry ${verified.index} of ${verified.checkpoint.size} under the signed head.`,
  )
  teller.claim(!forged, 'The same receipt for any other leaf is rejected.')
  teller.say('The head is kept, to be held against the log at the end.')
  return { entry: verified.index, size: verified.checkpoint.size, receiptMs: waited }
}

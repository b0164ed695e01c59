import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeBundle, entriesPath, TILE_WIDTH } from '@azukari/proof'
import { exportLog, type VerifyWith, verifyDirectory, vkeyOf } from '../../audit/index.ts'
import { logCaughtUp, type Scene } from './scene.ts'
import type { Figures, Teller } from './story.ts'

interface Read {
  readonly index: number
  readonly event: string
  readonly failed: boolean
  /** Keys that an entry of destruction tells of. */
  readonly keys: number
}

const kept = ({ app, heads, promises }: Scene): VerifyWith => ({
  vkey: vkeyOf(app.signer),
  earlier: heads,
  promises,
})

/** The log is written out and verified as a stranger would: by its published key, a head kept from the first day, and every promise received. */
export async function verifyWrittenLog(scene: Scene, directory: string, teller: Teller): Promise<Figures> {
  const { app, counts, promises } = scene
  await logCaughtUp(app)
  const { size, files } = await exportLog(app.databases.app.across.read, directory)
  const progress = (done: number, all: number) => teller.progress(`${done} of ${all} entries`)
  const report = await verifyDirectory(directory, { ...kept(scene), onProgress: progress })
  const entries = await readEntries(directory, size)
  const count = (event: string, failed: boolean) =>
    entries.filter((e) => e.event === event && e.failed === failed).length
  const refused = count('record.revealed', true) + count('records.searched', true)
  const revealed = count('record.revealed', false)
  const ends = entries.filter((e) => e.event === 'retention.destroyed')
  const destroyed = ends.reduce((sum, e) => sum + e.keys, 0)
  teller.claim(
    report.ok && report.entries === size,
    `${size} entries in ${files} files: whole, signed, and an extension of the head kept on the first day.`,
  )
  teller.claim(
    report.ok && report.pending.length === 0,
    `${promises.length} promises were received; every one is kept.`,
  )
  teller.claim(
    revealed === counts.revealed,
    `${revealed} reveals happened, ${counts.revealed} are known here: none is missing.`,
  )
  teller.claim(
    refused === counts.refused,
    `${refused} refusals are in it as well, ${counts.refused} are known here.`,
  )
  teller.claim(
    destroyed === counts.destroyed,
    `${ends.length} entries say which ${destroyed} keys were destroyed, and when; ${counts.destroyed} are known here.`,
  )
  return { entries: size, promises: promises.length, revealed, refused, ok: report.ok }
}

/** In a copy one byte of one entry is altered, as somebody would who wants a refusal never to have happened. */
export async function alterOneByte(scene: Scene, directory: string, teller: Teller): Promise<Figures> {
  const copy = `${directory}-copy`
  await cp(directory, copy, { recursive: true })
  const target = await findRefusal(copy)
  const bytes = await readFile(join(copy, target.path))
  // "status_id":2 is a failure, 1 a success.
  bytes[target.at] = 0x31
  await writeFile(join(copy, target.path), bytes)
  const report = await verifyDirectory(copy, kept(scene))
  const altered = report.problems.filter((p) => p.code === 'entry_mismatch')
  const named = altered[0]?.index
  teller.say(
    `Entry ${target.index} says that a reveal was refused. One byte of it is changed, so that it says it was allowed.`,
  )
  teller.claim(!report.ok, 'The altered copy is rejected.')
  teller.claim(
    altered.length === 1 && named === target.index,
    `The verifier names the altered entry: ${named ?? 'none'}, and no other.`,
  )
  const after = report.problems.find((p) => p.code === 'lane_prev_mismatch')?.index
  if (after !== undefined)
    teller.say(`Entry ${after} contradicts it too: it carries the head of what came before.`)
  const untouched = await verifyDirectory(directory, kept(scene))
  teller.claim(untouched.ok, 'The original is still whole.')
  return { altered: target.index, named: named ?? -1, problems: report.problems.map((p) => p.code) }
}

async function* bundles(directory: string, size: number) {
  for (let n = 0; n * TILE_WIDTH < size; n++) {
    const path = entriesPath(n, Math.min(TILE_WIDTH, size - n * TILE_WIDTH))
    yield { path, first: n * TILE_WIDTH, bytes: await readFile(join(directory, path)) }
  }
}

async function readEntries(directory: string, size: number): Promise<Read[]> {
  const read: Read[] = []
  for await (const { first, bytes } of bundles(directory, size)) {
    decodeBundle(bytes).forEach((entry, i) => {
      const { status_id, unmapped } = JSON.parse(Buffer.from(entry).toString()) as {
        status_id: number
        unmapped: { event: string; detail?: { keys?: number } }
      }
      read.push({
        index: first + i,
        event: unmapped.event,
        failed: status_id === 2,
        keys: unmapped.detail?.keys ?? 0,
      })
    })
  }
  return read
}

/** Where in the files the outcome of the first refused reveal stands. */
async function findRefusal(directory: string): Promise<{ path: string; at: number; index: number }> {
  const size = Number((await readFile(join(directory, 'checkpoint'), 'utf8')).split('\n')[1])
  for await (const { path, first, bytes } of bundles(directory, size)) {
    let at = 0
    for (const [i, entry] of decodeBundle(bytes).entries()) {
      at += 2
      const text = Buffer.from(entry)
      const outcome = text.indexOf('"status_id":2')
      if (outcome >= 0 && text.includes('"record.revealed"'))
        return { path, at: at + outcome + 12, index: first + i }
      at += entry.length
    }
  }
  throw new Error('no refusal in the log')
}

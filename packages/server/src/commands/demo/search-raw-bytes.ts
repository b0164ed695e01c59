import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Needles } from '../../platform/raw-bytes/needles.ts'
import { searchFiles } from '../../platform/raw-bytes/search-files.ts'
import { SPELLINGS, spellingsOf } from '../../platform/raw-bytes/spellings.ts'
import { plantedValues } from './made-up-orders.ts'
import type { Scene } from './scene.ts'
import type { Figures, Teller } from './story.ts'

/**
 * Looks for every planted value in every file of the data directory, after the database wrote out what it held in memory, and in all that the
 * program printed. Before that the search has to find values that were laid out in the open elsewhere.
 */
export async function searchRawBytes(
  scene: Scene,
  printed: () => string,
  outside: string,
  teller: Teller,
): Promise<Figures> {
  const { app, madeUp } = scene
  const values = plantedValues(madeUp.orders)
  const needles = new Needles(values)
  teller.say(
    `${values.length} planted values in ${SPELLINGS.length} forms (UTF-8, UTF-16, CP932, hex, base64 …): ${needles.count} patterns.`,
  )
  const { dataDirectory } = app.configuration
  const onProgress = (_: number, bytes: number) => teller.progress(`${megabytes(bytes)} MB searched`)
  const proved = await selfTest(outside, values, needles)
  teller.claim(
    proved.missed === 0,
    `Self-test: all ${proved.forms} forms of ${proved.values} values laid in the open are found.`,
  )
  // Twice: a checkpoint brings pages to disk and may give old WAL away.
  const before = await searchFiles(dataDirectory, needles, { onProgress })
  await app.databases.flushToDisk()
  const after = await searchFiles(dataDirectory, needles, { onProgress })
  const finds = [...before.finds, ...after.finds]
  const out = needles.search(Buffer.from(printed()))
  for (const { file, label, spelling, offset } of finds.slice(0, 10))
    teller.say(`FOUND ${label} as ${spelling} in ${file} at ${offset}`)
  for (const { label, spelling } of out.slice(0, 10))
    teller.say(`FOUND ${label} as ${spelling} in what was printed`)
  teller.claim(
    finds.length === 0,
    `Database, WAL, logs and keys: ${after.files} files, ${megabytes(after.bytes)} MB, before and after a checkpoint: ${finds.length} found.`,
  )
  teller.claim(
    out.length === 0,
    `What this program printed: ${out.length} found (but for lines that show a label on purpose).`,
  )
  const { files, bytes, vanished } = after
  return {
    values: values.length,
    patterns: needles.count,
    files,
    bytes,
    vanished,
    found: finds.length + out.length,
    selfTestForms: proved.forms,
  }
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6)

/** "Nothing found" means something only from a search that finds. Each form of some values is written to a file of its own outside the data directory. */
async function selfTest(
  outside: string,
  values: readonly { label: string; value: string }[],
  needles: Needles,
) {
  const samples = values.filter((_, i) => i % Math.ceil(values.length / 100) === 0)
  const expected = new Set<string>()
  const parts: Buffer[] = []
  for (const { label, value } of samples) {
    for (const { name, bytes } of spellingsOf(value)) {
      expected.add(`${label} ${name}`)
      parts.push(bytes, Buffer.from([0xff, 0x00, 0xff]))
    }
  }
  await writeFile(join(outside, 'in-the-open'), Buffer.concat(parts), { mode: 0o600 })
  const { finds } = await searchFiles(outside, needles, { piece: 1000 })
  const found = new Set(finds.map(({ label, spelling }) => `${label} ${spelling}`))
  return {
    values: samples.length,
    forms: expected.size,
    missed: [...expected].filter((one) => !found.has(one)).length,
  }
}

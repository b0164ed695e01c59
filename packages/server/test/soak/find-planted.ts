import { Needles } from '../../src/platform/raw-bytes/needles.ts'
import { searchFiles } from '../../src/platform/raw-bytes/search-files.ts'
import type { Scene } from './scene.ts'
import type { ServeProcess } from './serve-process.ts'

/**
 * Looks for the marker, which is in every id and personal value that was ever sent, in all files of the data directory as they lie there at this
 * moment, and in what the server wrote to its output.
 */
export async function findPlanted(
  { marker, directory, violations, counts }: Scene,
  server: ServeProcess,
): Promise<void> {
  const needles = new Needles([{ label: 'marker', value: marker }])
  const { finds, bytes } = await searchFiles(directory, needles)
  counts.add('searches of all files')
  counts.add('megabytes searched', Math.round(bytes / 1e6))
  for (const { file, spelling, offset } of finds.slice(0, 5)) {
    violations.add('raw bytes', `a planted value stands in ${file} at byte ${offset} (${spelling})`)
  }
  const said = needles.search(Buffer.from(server.output))
  if (said.length > 0) violations.add('raw bytes', 'a planted value stands in the output of the server')
}

import type { LogSource } from '@azukari/proof'
import { AzukariApiError } from '@azukari/sdk'
import { server } from '../../api/server.ts'

/** The log of the server behind this page. */
export const serverSource = (signal: AbortSignal): LogSource => ({
  async read(path) {
    try {
      return (await readFrom(path, signal)) as Uint8Array
    } catch (error) {
      if (error instanceof AzukariApiError && error.status === 404) return undefined
      throw error
    }
  },
})

function readFrom(path: string, signal: AbortSignal): Promise<unknown> {
  if (path === 'checkpoint') return server.logCheckpoint({}, { signal })
  const entries = 'tile/entries/'
  if (path.startsWith(entries)) return server.logEntries({ path: path.slice(entries.length) }, { signal })
  return server.logTile({ path: path.slice('tile/'.length) }, { signal })
}

/** A copy of a log on the person's disk, as `azukari log export` writes it; nothing of it is sent anywhere. */
export function directorySource(files: readonly File[]): LogSource {
  const byPath = new Map(
    files.map((file) => {
      // The first segment is the directory that was chosen.
      const path = (file.webkitRelativePath || file.name).split('/').slice(1).join('/') || file.name
      return [path, file]
    }),
  )
  return {
    async read(path) {
      const file = byPath.get(path)
      return file === undefined ? undefined : new Uint8Array(await file.arrayBuffer())
    },
  }
}

import { execFile } from 'node:child_process'
import { PROGRAM } from './serve-process.ts'

/** Tries to run a second server on the directory; answers undefined when it was refused as it must be, otherwise what happened. */
export function trySecondServer(directory: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const flags = [PROGRAM, 'serve', '--data', directory, '--port', '0', '--json']
  const env = { ...process.env, AZUKARI_LOG_LEVEL: 'warn', DATABASE_URL: '' }
  execFile(process.execPath, flags, { env, timeout: 90_000 }, (error, stdout, stderr) => {
    const refused = error !== null && stderr.includes('"data_directory_in_use"') && !stdout.includes('ready')
    resolve(
      refused
        ? undefined
        : `it ended with ${error?.code ?? error?.signal ?? 0}: ${(stdout + stderr).slice(0, 300)}`,
    )
  })
  return promise
}

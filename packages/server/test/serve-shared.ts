import { type Served, serveProcess } from './serve-process.ts'
import { type Ends, freshPlace } from './test-app.ts'

/** The server as a process of its own, on a database of its own in the run's cluster. */
export async function serveShared(
  t: Ends,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const { data, env: place, remove } = await freshPlace()
  const ends: (() => Promise<void>)[] = []
  t.after(async () => {
    for (const end of ends) await end()
    await remove()
  })
  const served = await serveProcess({ after: (end) => void ends.push(end) }, ['--data', data, ...args], {
    ...env,
    ...place,
  })
  return { ...served, directory: data }
}

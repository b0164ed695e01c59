import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveHttp } from '../src/app/serve/serve.ts'
import { type App, openApp } from '../src/app.ts'
import { readConfiguration } from '../src/config/index.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { rolePasswordFile } from '../src/platform/postgres/role-passwords.ts'
import { connectionUrl } from '../src/platform/postgres/transport.ts'
import { freshDatabase } from './database.ts'

export interface Ends {
  after(fn: () => Promise<void>): void
}

/** Where a program starts: a data directory, and a database of its own in the run's cluster, which costs a tenth of a PostgreSQL of its own. */
export interface Place {
  readonly data: string
  readonly env: { readonly DATABASE_URL: string }
  remove(): Promise<void>
}

export interface TestApp {
  readonly app: App
  readonly data: string
  close(): Promise<void>
}

export interface ServedApp extends TestApp {
  /** At `localhost`, the name that passkeys are bound to. */
  readonly url: string
  readonly http: Awaited<ReturnType<typeof serveHttp>>
}

export interface AppOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly policy?: string
}

/** The caller removes it when nothing runs there any more. */
export async function freshPlace(): Promise<Place> {
  const { shared, database, drop } = await freshDatabase('durable')
  const directory = await mkdtemp(join(tmpdir(), 'azukari-app-'))
  const data = join(directory, 'data')
  await mkdir(data, { mode: 0o700 })
  await copyFile(shared.passwordFile, rolePasswordFile(data))
  return {
    data,
    env: { DATABASE_URL: connectionUrl({ ...shared.maintenance, database }) },
    async remove() {
      await drop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The program whole, in this process, as a first start leaves it. The caller closes it. */
export async function startApp({ env = {}, policy }: AppOptions = {}): Promise<TestApp> {
  const place = await freshPlace()
  const { data } = place
  try {
    const configuration = readConfiguration({ data, port: '0' }, { ...env, ...place.env })
    const app = await openApp({ configuration, log: silentLogger, policy })
    const close = async () => {
      await app.close()
      await place.remove()
    }
    return { app, data, close }
  } catch (error) {
    await place.remove()
    throw error
  }
}

/** The same, listening. */
export async function startServed(options: AppOptions = {}): Promise<ServedApp> {
  const opened = await startApp(options)
  const http = await serveHttp(opened.app)
  const close = async () => {
    await http.close()
    await opened.close()
  }
  return { ...opened, http, url: http.url.replace('127.0.0.1', 'localhost'), close }
}

/** The program whole, in this process; closed after the test. */
export async function testApp(t: Ends, options: AppOptions = {}): Promise<App> {
  const { app, close } = await startApp(options)
  t.after(close)
  return app
}

/** The same, listening. */
export async function servedApp(t: Ends, options: AppOptions = {}): Promise<ServedApp> {
  const served = await startServed(options)
  t.after(served.close)
  return served
}

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { after } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core'

const ROOT = join(import.meta.dirname, '../../..')
/** The build runs on these machines; what a screen takes longer for is a fault. */
export const PATIENCE_MS = 20_000
const UNPACKED_WITHIN_MS = 10_000

// One process for everything, as the package's flags would have it, does not survive a second context; and its same-origin policy is to hold, as in theirs who
// use the console.
const NOT_OURS = /single-process|zygote|disable-web-security|allow-running-insecure-content/

let started: Promise<Browser> | undefined
after(async () => await (await started?.catch(() => undefined))?.close())

/** The browser of a test file: Chromium from a package, with no font on the machine but ours. */
async function browser(): Promise<Browser> {
  started ??= launch()
  return await started
}

async function launch(): Promise<Browser> {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-console.ts'), '--if-changed'], {
    stdio: 'inherit',
  })
  // Screens are drawn without WebGL, which takes a third off a test's CPU time.
  chromium.setGraphicsMode = false
  const args = chromium.args.filter((arg) => !NOT_OURS.test(arg))
  const executablePath = await chromium.executablePath()
  const start = () => playwright.launch({ executablePath, args, headless: true })
  // The package unpacks its browser on first use, and another test file may be at it right now: a browser that is not whole dies at once.
  return await start().catch(async () => {
    await setTimeout(UNPACKED_WITHIN_MS)
    return await start()
  })
}

export interface Look {
  readonly language?: 'en' | 'ja'
  readonly scheme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
  /** What this browser shows of itself to servers that ask. */
  readonly certificate?: { readonly cert: string; readonly key: string }
  /** A server whose certificate nobody signed that this browser knows. */
  readonly anyServer?: boolean
}

export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** Fails when the page broke its security policy, threw, or asked another server for anything. */
  noFaults(): void
  /** An answer of this status is expected from now on, and logged by the browser as an error. */
  expect(...statuses: readonly number[]): void
  /** The page goes to this origin and comes back: a company's own sign-on. */
  goesTo(origin: string): void
}

const shown = (url: string, { cert, key }: { readonly cert: string; readonly key: string }) => ({
  origin: new URL(url).origin,
  cert: Buffer.from(cert),
  key: Buffer.from(key),
})

/** A fresh browser profile on a server, watched for everything that a page of the console must not do. */
export async function visit(url: string, look: Look = {}): Promise<Visit> {
  const {
    language = 'en',
    scheme = 'light',
    width = 1280,
    height = 900,
    certificate,
    anyServer = false,
  } = look
  const context = await (await browser()).newContext({
    viewport: { width, height },
    locale: language === 'ja' ? 'ja-JP' : 'en-GB',
    timezoneId: 'Asia/Tokyo',
    colorScheme: scheme,
    reducedMotion: 'reduce',
    ignoreHTTPSErrors: anyServer,
    ...(certificate === undefined ? {} : { clientCertificates: [shown(url, certificate)] }),
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const faults: string[] = []
  // Nobody is signed in yet; yesterday there was no policy. A browser calls both an error.
  const expected = new Set([401, 404])
  const origins = new Set([new URL(url).origin])
  const page = await context.newPage()
  // Chromium reports every breach of the page's security policy as an error too.
  page.on('console', (message) => {
    const status = /status of (\d+)/.exec(message.text())?.[1]
    if (message.type() === 'error' && !(status && expected.has(Number(status))))
      faults.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (!origins.has(origin) && protocol !== 'data:') faults.push(`third party: ${origin}`)
  })
  return {
    page,
    context,
    noFaults: () => assert.deepEqual(faults, []),
    expect: (...statuses) => {
      for (const status of statuses) expected.add(status)
    },
    goesTo: (origin) => void origins.add(origin),
  }
}

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { PageReply, PageRequest, Pages } from '../../http/index.ts'
import { PAGE_HEADERS } from './console-policy.ts'
import { UNBUILT_PAGE } from './console-unbuilt.ts'

const BUILT = join(import.meta.dirname, '../../../../console/dist')

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
/** What the build leaves beside a file, the smallest first. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/** The names of hashed files change with their content, so a browser need never ask for one twice. */
const ASSET_CACHE = 'public, max-age=31536000, immutable'

/** Interfaces have these paths to themselves: what is not there is an error there, not a page. */
const NOT_OURS = /^\/(v1|scim)(\/|$)/

/**
 * The console as it was built, its files from memory after the first request; without a build, a page that says how to make one. A console that
 * is built anew under a running server is taken up.
 */
export function consolePages(directory = BUILT): Pages {
  let names = assetNames(directory)
  const held = new Map<string, Uint8Array>()
  const read = (name: string) => {
    const bytes = held.get(name) ?? readFileSync(join(directory, name))
    held.set(name, bytes)
    return bytes
  }
  return (request) => {
    if (NOT_OURS.test(request.path)) return undefined
    const asset = request.path.slice(1)
    if (!names.has('index.html') || (asset.startsWith('assets/') && !names.has(asset)))
      names = assetNames(directory)
    if (names.has(asset)) return assetReply(asset, names, read, request)
    if (!request.accept.includes('text/html') || isFile(request.path)) return undefined
    return names.has('index.html')
      ? pageReply(readFileSync(join(directory, 'index.html')), request)
      : { status: 503, headers: PAGE_HEADERS, bytes: Buffer.from(UNBUILT_PAGE) }
  }
}

/** Screens have no dot in their addresses; a file that does not exist is not answered with a page. */
const isFile = (path: string): boolean => path.slice(path.lastIndexOf('/')).includes('.')

function assetReply(
  name: string,
  names: ReadonlySet<string>,
  read: (name: string) => Uint8Array,
  { acceptEncoding, ifNoneMatch }: PageRequest,
): PageReply | undefined {
  const type = TYPES[extname(name)]
  if (type === undefined) return undefined
  // Vite names a file after a digest of what is in it.
  const etag = `"${name.slice(name.lastIndexOf('/') + 1)}"`
  const headers = { 'cache-control': ASSET_CACHE, etag, vary: 'accept-encoding' }
  if (ifNoneMatch === etag) return { status: 304, headers }
  const accepted = new Set(acceptEncoding.split(',').map((part) => part.split(';', 1)[0]?.trim()))
  const encoding = ENCODINGS.find(([coding, end]) => accepted.has(coding) && names.has(name + end))
  return {
    status: 200,
    headers: {
      ...headers,
      'content-type': type,
      ...(encoding ? { 'content-encoding': encoding[0] } : {}),
    },
    bytes: read(encoding ? name + encoding[1] : name),
  }
}

function pageReply(bytes: Uint8Array, { ifNoneMatch }: PageRequest): PageReply {
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`
  const headers = { ...PAGE_HEADERS, etag }
  return ifNoneMatch === etag ? { status: 304, headers } : { status: 200, headers, bytes }
}

function assetNames(directory: string): ReadonlySet<string> {
  try {
    const assets = readdirSync(join(directory, 'assets')).map((name) => `assets/${name}`)
    return new Set([...assets, ...readdirSync(directory).filter((name) => name === 'index.html')])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set()
    throw error
  }
}

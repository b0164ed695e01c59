import { posix } from 'node:path'

/** Lowest first. A room imports rooms before it, never after. */
export const ROOMS = [
  'audit',
  'keys',
  'policy',
  'identity',
  'access',
  'vault',
  'retention',
  'rights',
  'recovery',
  'detection',
  'incidents',
  'registers',
  'evidence',
]

// main → commands → app → http, connectors → rooms → platform. Configuration is read by the two at the top and by nothing below app.
const LAYERS: Readonly<Record<string, number>> = {
  platform: 0,
  http: 3,
  connectors: 3,
  config: 4,
  app: 5,
  commands: 6,
  main: 7,
}
const ROOM_LAYER = 1
const NODE_ONLY_PACKAGES = new Set(['proof'])

/** What is wrong with one import, or undefined. `file` is a path from the root of the repository, with forward slashes. */
export function checkImport(file: string, specifier: string): string | undefined {
  const [, from = ''] = file.split('/')
  if (!specifier.startsWith('.')) return checkPackage(from, file, specifier)
  const target = posix.normalize(posix.join(posix.dirname(file), specifier))
  if (!target.startsWith(`packages/${from}/`))
    return `${specifier} reaches into another package: import it by its name`
  return from === 'server' ? checkInside(file, target, specifier) : undefined
}

function checkPackage(from: string, file: string, specifier: string): string | undefined {
  if (NODE_ONLY_PACKAGES.has(from)) {
    // The verifier is what a stranger has to trust: nothing but the platform it runs on, and its own #imports.
    if (/^(node:|#)/.test(specifier)) return undefined
    return `@azukari/${from} has no dependencies, so not ${specifier}`
  }
  // The SDK has a second door, for what only Node can do.
  if (specifier === '@azukari/sdk/node' && from === 'server') return undefined
  if (/^@azukari\/(proof|sdk|console)\/.+/.test(specifier))
    return `${specifier} goes past the door of its package`
  if (/^azukari(\/|$)/.test(specifier)) return 'nothing imports the server'
  if (file.startsWith('packages/sdk/') && specifier === '@azukari/console')
    return 'the SDK does not know the console'
  return undefined
}

interface Place {
  readonly name: string
  readonly layer: number
  /** Rank among rooms, or -1. */
  readonly rank: number
}

function placeOf(path: string): Place | undefined {
  const name =
    path
      .replace(/^packages\/server\/src\//, '')
      .split('/')[0]
      ?.replace(/\.ts$/, '') ?? ''
  const rank = ROOMS.indexOf(name)
  const layer = rank >= 0 ? ROOM_LAYER : LAYERS[name]
  return layer === undefined ? undefined : { name, layer, rank }
}

function checkInside(file: string, target: string, specifier: string): string | undefined {
  if (!target.startsWith('packages/server/src/')) return `${specifier} leaves src`
  const from = placeOf(file)
  const to = placeOf(target)
  if (!from) return 'this file lies in no room known to scripts/layers/rules.ts'
  if (!to) return `${specifier} lies in no room known to scripts/layers/rules.ts`
  if (from.name === to.name) return undefined
  if (to.layer > from.layer || (to.layer === from.layer && to.rank >= from.rank)) {
    return `${from.name} may not import ${to.name}: arrows run one way`
  }
  // Platform has no door: it is the ground everything stands on. A room is entered by its index.ts.
  const inRoom = to.rank >= 0 || to.name === 'http'
  if (inRoom && target !== `packages/server/src/${to.name}/index.ts`)
    return `${specifier} goes past the door: ../${to.name}/index.ts`
  return undefined
}

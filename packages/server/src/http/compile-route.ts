import type { Route } from '../platform/route.ts'
import { bodyInvalid, pathParameterInvalid, queryInvalid } from './errors.ts'
import type { HttpLimits } from './limits.ts'
import type { BodyLimits } from './request/read-body.ts'
import { compileValidation, inputSchema, type Validate } from './request/validation.ts'

/** A route with all that can be worked out before the first request. */
export interface CompiledRoute {
  readonly route: Route
  readonly operation: string
  readonly action: string | undefined
  readonly isPublic: boolean
  readonly writes: boolean
  readonly params: Validate | undefined
  readonly query: Validate | undefined
  readonly body: Validate | undefined
  readonly bodyLimits: BodyLimits
  /** Path below `/v1` in segments; a parameter is `{name}`, one that spans segments `{name+}`. */
  readonly segments: readonly string[]
  /** Name of the parameter that takes the rest of the path, if there is one. */
  readonly rest: string | undefined
}

const NAMED_ACCESS: ReadonlySet<string> = new Set(['public', 'key', 'session', 'pending'])

export class RouteDeclarationError extends Error {
  override readonly name = 'RouteDeclarationError'
}

/** Compiles a declared route; throws RouteDeclarationError on one that cannot be served as declared. */
export function compileRoute(route: Route, limits: HttpLimits): CompiledRoute {
  const segments = segmentsOf(route)
  const names = segments.map(parameterOf).filter((name) => name !== undefined)
  checkParameters(route, names)
  const { access } = route
  if (route.body !== undefined && route.streams !== undefined) refuse(route, 'has both a body and a stream')
  if (route.method === 'GET' && (route.body !== undefined || route.streams !== undefined))
    refuse(route, 'reads with a body')
  if (typeof access === 'string' ? !NAMED_ACCESS.has(access) : typeof access?.action !== 'string') {
    refuse(route, 'has no access')
  }
  return {
    route,
    operation: route.operation,
    action: typeof access === 'object' ? access.action : undefined,
    isPublic: access === 'public',
    writes: route.method !== 'GET',
    params: route.params && compileValidation(route.params, pathParameterInvalid),
    query: route.query && compileValidation(route.query, queryInvalid),
    body: route.body && compileValidation(route.body, bodyInvalid),
    bodyLimits: {
      bytes: route.bodyLimit ?? (route.streams === undefined ? limits.bodyBytes : Number.POSITIVE_INFINITY),
      ms: limits.bodyMs,
    },
    segments,
    rest: names.length > 0 && segments.at(-1)?.endsWith('+}') ? names.at(-1) : undefined,
  }
}

function refuse(route: Route, what: string): never {
  throw new RouteDeclarationError(`${route.method} ${route.path} (${route.operation}) ${what}`)
}

function segmentsOf(route: Route): string[] {
  const segments = route.path.slice(1).split('/')
  if (!route.path.startsWith('/') || segments.includes('')) refuse(route, 'has a path with an empty segment')
  segments.forEach((segment, i) => {
    const fixed = /^[\w.~-]+$/.test(segment)
    if (!fixed && parameterOf(segment) === undefined)
      refuse(route, 'has a path segment that is neither fixed nor one parameter')
    if (segment.endsWith('+}') && i < segments.length - 1)
      refuse(route, 'has a parameter over segments before the end')
  })
  return segments
}

/** `name` of `{name}` or `{name+}`. */
export function parameterOf(segment: string): string | undefined {
  return /^\{([A-Za-z_]\w*)\+?\}$/.exec(segment)?.[1]
}

function checkParameters(route: Route, names: readonly string[]): void {
  if (names.includes('tenant')) refuse(route, 'names a parameter "tenant", which the path prefix has')
  if (new Set(names).size !== names.length) refuse(route, 'names a parameter twice')
  const declared =
    route.params === undefined ? [] : Object.keys((inputSchema(route.params).properties as object) ?? {})
  if ([...names].sort().join() !== [...declared].sort().join())
    refuse(route, 'has other parameters in its path than in its schema')
}

/** Refuses two routes for one method and path, or two with one operation name. */
export function checkRoutes(routes: readonly CompiledRoute[]): void {
  const seen = new Map<string, Route>()
  for (const { route, segments } of routes) {
    const shape = segments.map((s) => (parameterOf(s) === undefined ? s : '{}')).join('/')
    for (const key of [`${route.method} ${shape}`, `operation ${route.operation}`]) {
      const other = seen.get(key)
      if (other) refuse(route, `clashes with ${other.method} ${other.path} (${other.operation})`)
      seen.set(key, route)
    }
  }
}

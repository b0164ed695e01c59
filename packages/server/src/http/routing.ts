import type { CompiledRoute } from './compile-route.ts'
import { parameterOf } from './compile-route.ts'

/** `/collections/{collection}/tile/{rest+}` as the router writes it. */
export function routerPath(route: CompiledRoute): string {
  return route.segments
    .map((segment) => {
      const name = parameterOf(segment)
      if (name === undefined) return `/${segment}`
      return segment.endsWith('+}') ? '/*' : `/:${name}`
    })
    .join('')
}

/** The methods for which there is a route at a path, for 405 and OPTIONS. Slow, and asked only when no route was found. */
export function methodsAt(routes: readonly CompiledRoute[], target: string): string[] {
  const path = target.split('?', 1)[0] ?? ''
  const below = /^\/v1(?:\/tenants\/[^/]+)?(?=\/)/.exec(path)?.[0]
  const methods = new Set<string>()
  const shapes = [path.slice('/v1'.length), path.slice(below?.length ?? 0)].map((p) => p.slice(1).split('/'))
  if (below === undefined) return []
  for (const { route, segments } of routes) {
    if (!shapes.some((shape) => matches(segments, shape))) continue
    methods.add(route.method)
    if (route.method === 'GET') methods.add('HEAD')
  }
  return methods.size === 0 ? [] : [...methods, 'OPTIONS'].sort()
}

function matches(segments: readonly string[], shape: readonly string[]): boolean {
  const open = segments.at(-1)?.endsWith('+}') === true
  if (open ? shape.length < segments.length : shape.length !== segments.length) return false
  return segments.every((segment, i) => parameterOf(segment) !== undefined || segment === shape[i])
}

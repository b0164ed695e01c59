type Node = Record<string, unknown>

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The rules of OpenAPI 3.1 that a generated document could break; answers what is wrong, in words, nothing when it is sound. */
export function checkOpenapi(document: unknown): string[] {
  const wrong: string[] = []
  const root = document as Node
  if (typeof root.openapi !== 'string' || !/^3\.1\.\d+$/.test(root.openapi)) wrong.push('openapi is not 3.1')
  const info = root.info
  if (!isNode(info) || typeof info.title !== 'string' || typeof info.version !== 'string')
    wrong.push('info lacks title or version')
  checkReferences(root, root, '#', wrong)
  const ids = new Set<string>()
  const shapes = new Set<string>()
  for (const [path, item] of Object.entries((root.paths ?? {}) as Node)) {
    if (!path.startsWith('/')) wrong.push(`${path}: does not begin with a slash`)
    const shape = path.replace(/\{[^}]+\}/g, '{}')
    if (shapes.has(shape)) wrong.push(`${path}: is the same path as another`)
    shapes.add(shape)
    for (const [method, operation] of Object.entries(item as Node)) {
      checkOperation(root, `${method} ${path}`, path, operation as Node, ids, wrong)
    }
  }
  for (const name of Object.keys(((root.components as Node)?.schemas ?? {}) as Node)) {
    if (!/^[A-Za-z0-9._-]+$/.test(name)) wrong.push(`schema ${name}: not a component name`)
  }
  return wrong
}

function checkOperation(
  root: Node,
  place: string,
  path: string,
  operation: Node,
  ids: Set<string>,
  wrong: string[],
): void {
  const id = operation.operationId
  if (typeof id !== 'string' || ids.has(id)) wrong.push(`${place}: operationId is missing or not its own`)
  ids.add(String(id))
  const parameters = ((operation.parameters ?? []) as Node[]).map(
    (p) => (typeof p.$ref === 'string' ? resolve(root, p.$ref) : p) as Node,
  )
  const named = parameters.map((p) => `${p?.in} ${p?.name}`)
  if (new Set(named).size !== named.length) wrong.push(`${place}: a parameter is declared twice`)
  for (const p of parameters) {
    if (p?.in === 'path' && p.required !== true)
      wrong.push(`${place}: path parameter ${p.name} is not required`)
    if (!isNode(p?.schema)) wrong.push(`${place}: parameter ${p?.name} has no schema`)
  }
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map((m) => `path ${m[1]}`).sort()
  if (
    named
      .filter((n) => n.startsWith('path '))
      .sort()
      .join() !== inPath.join()
  )
    wrong.push(`${place}: other path parameters than in the path`)
  const body = operation.requestBody
  if (body !== undefined && !isNode((body as Node).content))
    wrong.push(`${place}: requestBody without content`)
  const responses = Object.entries((operation.responses ?? {}) as Node)
  if (!responses.some(([status]) => /^2\d\d$/.test(status))) wrong.push(`${place}: no response that succeeds`)
  for (const [status, response] of responses) {
    if (!/^[1-5]\d\d$/.test(status)) wrong.push(`${place}: ${status} is not a status`)
    if (typeof (response as Node).description !== 'string')
      wrong.push(`${place}: response ${status} has no description`)
  }
  for (const requirement of (operation.security ?? root.security ?? []) as Node[]) {
    for (const name of Object.keys(requirement)) {
      if (!resolve(root, `#/components/securitySchemes/${name}`))
        wrong.push(`${place}: unknown security scheme ${name}`)
    }
  }
}

function checkReferences(root: Node, node: unknown, place: string, wrong: string[]): void {
  if (Array.isArray(node)) node.forEach((item, i) => void checkReferences(root, item, `${place}/${i}`, wrong))
  else if (isNode(node)) {
    if (typeof node.$ref === 'string' && resolve(root, node.$ref) === undefined)
      wrong.push(`${place}: ${node.$ref} leads nowhere`)
    for (const [name, child] of Object.entries(node)) {
      if (child === undefined) wrong.push(`${place}/${name}: undefined`)
      checkReferences(root, child, `${place}/${name}`, wrong)
    }
  }
}

function resolve(root: Node, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (node, part) => (isNode(node) ? node[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
      root,
    )
}

import { join } from 'node:path'
import type { Node, SourceFile } from 'typescript/unstable/ast'
import { isFunctionLikeDeclaration } from 'typescript/unstable/ast/is'
import { API } from 'typescript/unstable/sync'

export interface SizedFunction {
  /** As it is declared or assigned; undefined for one that is handed on as it stands. */
  readonly name: string | undefined
  /** On which it begins, from 1. What is written above it does not count. */
  readonly line: number
  readonly lines: number
}

/** Every function of each file, nested ones too, as TypeScript parses them; nothing is resolved or checked. Paths are below `root`. */
export function functionsOf(
  root: string,
  files: readonly string[],
): ReadonlyMap<string, readonly SizedFunction[]> {
  // A project that is nowhere on the disk, of these files and nothing that they import.
  const config = join(root, 'sizes.tsconfig.json')
  const options = { noLib: true, noResolve: true, types: [], jsx: 'preserve', noEmit: true }
  const text = JSON.stringify({ compilerOptions: options, files })
  const api = new API({
    cwd: root,
    fs: {
      readFile: (path) => (path === config ? text : undefined),
      fileExists: (path) => (path === config ? true : undefined),
    },
  })
  try {
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config)
    return new Map(
      files.map((file) => {
        const source = project?.program.getSourceFile(join(root, file))
        if (!source) throw new Error(`TypeScript does not read ${file}`)
        return [file, functionsIn(source)]
      }),
    )
  } finally {
    api.close()
  }
}

function functionsIn(source: SourceFile): SizedFunction[] {
  const found: SizedFunction[] = []
  const visit = (node: Node): void => {
    if (isFunctionLikeDeclaration(node)) {
      const start = node.getStart(source)
      const lines = source.text.slice(start, node.end).split('\n').length
      const line = source.text.slice(0, start).split('\n').length
      found.push({ name: nameOf(node) ?? nameOf(node.parent), line, lines })
    }
    node.forEachChild(visit)
  }
  visit(source)
  return found
}

function nameOf(node: Node): string | undefined {
  const name = 'name' in node ? (node.name as Partial<{ text: string }> | undefined) : undefined
  return name?.text
}

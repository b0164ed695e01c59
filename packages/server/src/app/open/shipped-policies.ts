import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type LoadedPolicy, loadPolicy } from '../../policy/index.ts'
import { SHIPPED_POLICIES } from './first-start.ts'

let loaded: Promise<ReadonlyMap<string, LoadedPolicy>> | undefined

/** The policies that come with the program, in the order of their names; read once a process. */
export function shippedPolicies(): Promise<ReadonlyMap<string, LoadedPolicy>> {
  loaded ??= read().catch((error: unknown) => {
    loaded = undefined
    throw error
  })
  return loaded
}

async function read(): Promise<ReadonlyMap<string, LoadedPolicy>> {
  const directories = (await readdir(SHIPPED_POLICIES, { withFileTypes: true })).filter((one) =>
    one.isDirectory(),
  )
  const policies = directories
    .map(({ name }) => name)
    .sort()
    .map(async (name) => [name, await loadPolicy(join(SHIPPED_POLICIES, name))] as const)
  return new Map(await Promise.all(policies))
}

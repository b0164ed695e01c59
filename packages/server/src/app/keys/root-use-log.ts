import { type AuditWriter, entryKind, OCSF } from '../../audit/index.ts'
import type { RootUse, RootUseEnd, RootUseLog } from '../../keys/index.ts'

const rootUse = entryKind('root-key.intent', OCSF.apiActivity, 1)
const rootUsed = entryKind('root-key.used', OCSF.apiActivity, 2)

/**
 * Writes every use of the root key into the log, its intent before the provider is called. The log's own key has to be unwrapped before the log can be
 * written, so what is used until then is kept in order and written first of all, before the program answers anybody.
 */
export class RootUses implements RootUseLog {
  #writer: AuditWriter | undefined
  #before: { use: RootUse | RootUseEnd; ended: boolean }[] = []

  async intent(use: RootUse): Promise<void> {
    await this.#note(use, false)
  }

  async done(use: RootUseEnd): Promise<void> {
    await this.#note(use, true)
  }

  /** From now on uses are written as they happen; those before are written now. */
  async begin(writer: AuditWriter): Promise<void> {
    const before = this.#before
    this.#before = []
    this.#writer = writer
    if (before.length === 0) return
    await writer.across(async (_tx, entries) => {
      for (const { use, ended } of before) entries.add(draftOf(use, ended))
    })
  }

  async #note(use: RootUse | RootUseEnd, ended: boolean): Promise<void> {
    const writer = this.#writer
    if (!writer) this.#before.push({ use, ended })
    else await writer.across(async (_tx, entries) => entries.add(draftOf(use, ended)))
  }
}

function draftOf(use: RootUse | RootUseEnd, ended: boolean) {
  const failed = 'outcome' in use && use.outcome === 'failure'
  return {
    kind: ended ? rootUsed : rootUse,
    outcome: failed ? ('failure' as const) : ('success' as const),
    actor: 'system',
    detail: {
      use: use.id,
      operation: use.operation,
      provider: use.provider,
      epoch: use.epoch,
      level: use.level,
      tenant: use.tenant,
      name: use.name,
      version: use.version,
      at: new Date(use.atMs).toISOString(),
      code: 'code' in use ? use.code : undefined,
    },
  }
}

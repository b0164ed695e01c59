import { randomBytes } from 'node:crypto'
import {
  AcrossWriter,
  AuditWriter,
  type Batch,
  ensureOrigin,
  type LogSigner,
  newProcessKey,
  originName,
  readOrigin,
} from '../../audit/index.ts'
import { createLogSigner, type Keyring, openLogSigner as openKey } from '../../keys/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import type { OpenedDatabase } from './open-database.ts'

/** How long after its commit an entry has to be in the signed log. Normally it is there within a second. */
const PROMISE_WITHIN_MS = 60_000

/** The log's key, unwrapped for the life of the process. Made, with the log's name, only where no log was begun yet. */
export async function openLogSigner(
  keyring: Keyring,
  { sequencer, app, clock }: OpenedDatabase,
): Promise<LogSigner> {
  const held = await readOrigin(app.across.read)
  const origin = held?.origin ?? originName(randomBytes(16))
  // A first start that ended between the key and the log's name left the key: it is taken up.
  if (!held) await createLogSigner(keyring).catch(unless('secret_exists'))
  const signer = await openKey(keyring, origin)
  await ensureOrigin(sequencer.read, signer, clock.now())
  return signer
}

const unless = (code: string) => (error: unknown) => {
  if (!isAzukariError(error, code)) throw error
}

/** Writers of this process, one a pool, sharing one process key that the log's key endorses. */
export interface Writers {
  readonly app: AuditWriter
  readonly groups: AcrossWriter
  readonly inner: AuditWriter
}

export function openWriters(
  signer: LogSigner,
  keyring: Keyring,
  { clock, app, groups, inner }: OpenedDatabase,
  committed: (batch: Batch) => void,
): Writers {
  const processKey = newProcessKey(signer)
  const sealer = {
    seal: (tenant: number, plaintext: Buffer, aad: Buffer) =>
      keyring.seal(tenant, 'openings', plaintext, aad),
  }
  const common = {
    origin: signer.origin,
    processKey,
    promiseWithinMs: PROMISE_WITHIN_MS,
    clock,
    committed,
    sealer,
  }
  return {
    app: new AuditWriter({ ...common, database: app }),
    groups: new AcrossWriter({ ...common, database: groups }),
    inner: new AuditWriter({ ...common, database: inner }),
  }
}

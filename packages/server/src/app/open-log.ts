import { randomBytes } from 'node:crypto'
import {
  AuditWriter,
  ensureOrigin,
  type LogSigner,
  newProcessKey,
  originName,
  readOrigin,
} from '../audit/index.ts'
import { ed25519Signer, type Keyring } from '../keys/index.ts'
import { isAzukariError } from '../platform/errors.ts'
import type { OpenedDatabase } from './open-database.ts'

const LOG_KEY = 'log-key'
/** How long after its commit an entry has to be in the signed log. Normally it is there within a second. */
const PROMISE_WITHIN_MS = 60_000

/** The log's key, unwrapped for the life of the process; made, with the log's name, on the first start. */
export async function openLogSigner(
  keyring: Keyring,
  { sequencer, app, clock }: OpenedDatabase,
): Promise<LogSigner> {
  const seed = await openOrMake(keyring)
  const { publicKey, sign } = ed25519Signer(seed)
  seed.fill(0)
  const held = await readOrigin(app.read)
  const origin = held?.origin ?? originName(randomBytes(16))
  const identity = { origin, publicKey: Buffer.from(publicKey) }
  await ensureOrigin(sequencer.read, identity, clock.now())
  return { ...identity, sign: (message) => Buffer.from(sign(message)) }
}

async function openOrMake(keyring: Keyring): Promise<Buffer> {
  try {
    return await keyring.openSecret(LOG_KEY)
  } catch (error) {
    if (!isAzukariError(error, 'secret_missing')) throw error
  }
  const seed = randomBytes(32)
  await keyring.sealSecret(LOG_KEY, seed)
  return seed
}

/** Writers of this process, one a pool, sharing one process key that the log's key endorses. */
export interface Writers {
  readonly app: AuditWriter
  readonly groups: AuditWriter
  readonly inner: AuditWriter
}

export function openWriters(
  signer: LogSigner,
  keyring: Keyring,
  { clock, app, groups, inner }: OpenedDatabase,
  committed: () => void,
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
    groups: new AuditWriter({ ...common, database: groups }),
    inner: new AuditWriter({ ...common, database: inner }),
  }
}

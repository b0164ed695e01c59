import { generateKeyPairSync, sign } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../platform/clock.ts'
import { systemClock } from '../../platform/clock.ts'
import type { AcrossStatements, Database, Statements, Tx } from '../../platform/db.ts'
import { CommitUnknown } from '../../platform/db.ts'
import { silentLogger } from '../../platform/logger.ts'
import { type EntryDraft, entryKind, OCSF } from '../entry/entry.ts'
import type { OpeningSealer } from '../open/opening-sealer.ts'
import { type LogSigner, newProcessKey, rawPublicKey } from '../origin/process-key.ts'
import { type Sequencer, type SequencerOptions, startSequencer } from '../sequence/sequencer.ts'
import { TermHolder } from '../sequence/term-holder.ts'
import { AcrossWriter, AuditWriter } from '../write/audit-writer.ts'

/** For tests only: a log's key, writers and sequencers on a test database. */

export const somethingDone = entryKind('test.done', OCSF.apiActivity, 1)

export function testSigner(origin = 'azukari/test'): LogSigner {
  const pair = generateKeyPairSync('ed25519')
  return {
    origin,
    publicKey: rawPublicKey(pair.publicKey),
    sign: (message) => sign(null, message, pair.privateKey),
  }
}

/** Stands in for the key room: what it seals says which place it was sealed for. */
export const plainSealer: OpeningSealer = {
  seal: (_tenant, plaintext, aad) => Buffer.concat([aad, plaintext]),
}

const writerOptions = (signer: LogSigner, clock: Clock) => ({
  clock,
  sealer: plainSealer,
  origin: signer.origin,
  processKey: newProcessKey(signer),
  promiseWithinMs: 5000,
})

export function testWriter(database: Database, signer: LogSigner, clock: Clock = systemClock): AuditWriter {
  return new AuditWriter({ database, ...writerOptions(signer, clock) })
}

export function testAcrossWriter(across: Statements, signer: LogSigner): AcrossWriter {
  return new AcrossWriter({
    database: { across: across as AcrossStatements },
    ...writerOptions(signer, systemClock),
  })
}

export function draft(more: Partial<EntryDraft> = {}): EntryDraft {
  return { kind: somethingDone, outcome: 'success', actor: 'system', ...more }
}

/** Writes `batches` transactions of `entries` each. */
export async function write(writer: AcrossWriter, batches: number, entries = 1): Promise<void> {
  for (let b = 0; b < batches; b++) {
    await writer.across(async (_tx, log) => {
      for (let e = 0; e < entries; e++) log.add(draft({ detail: { number: e } }))
    })
  }
}

export function testHolder(database: Statements, signer: LogSigner, entries = 20_000): TermHolder {
  return new TermHolder({
    database,
    signer,
    clock: systemClock,
    durable: false,
    bounds: { entries, bytes: 64 << 20 },
  })
}

/** Takes the term and sequences until nothing waits. */
export async function sequenceAll(holder: TermHolder): Promise<void> {
  if (!holder.holding) await holder.takeOver()
  while ((await holder.round()) !== undefined);
}

export function testSequencer(
  database: Statements,
  signer: LogSigner,
  more: Partial<SequencerOptions> = {},
): Sequencer {
  const fast = { durable: false, pollMs: 10, gapMs: 0, busyGapMs: 0, standbyMs: 20 }
  return startSequencer({ database, signer, clock: systemClock, log: silentLogger, ...fast, ...more })
}

/** Waits for a condition; gives up after very many looks, so that a test that failed also ends. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 3000; looks++) {
    if (await condition()) return
    await sleep(10)
  }
  throw new Error('what was waited for did not come')
}

/**
 * A database whose transaction number `n` (from 1) fails: `lost` before anything of it is kept, `kept` after all of it is, as when the
 * connection breaks before or after the server's commit record. `at` names a statement in it to fail at instead.
 */
export function failing(database: Statements, n: number, how: 'lost' | 'kept', at?: number): Statements {
  let count = 0
  return {
    ...database,
    async tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      if (++count !== n) return database.tx(work)
      if (how === 'kept') {
        await database.tx(work)
        throw new CommitUnknown('for a test')
      }
      return database.tx(async (tx) => {
        let statement = 0
        const result = await work({
          ...tx,
          query: (q, values) =>
            ++statement === at ? Promise.reject(new Error('for a test')) : tx.query(q, values),
        })
        if (at !== undefined && statement < at) return result
        throw new CommitUnknown('for a test')
      })
    },
  }
}

import type { ReadEntry } from '../src/audit/index.ts'
import type { Statements } from '../src/platform/db.ts'

/** Marks the database as one whose clock may be moved. */
export async function insertEnvironment(owner: Statements, name: string, nowMs: number): Promise<void> {
  const text = `INSERT INTO platform.environment (name, created_at_ms, injected_clock) VALUES ($1, $2, true)`
  await owner.read.query({ text }, [name, nowMs])
}

/** The database's clock stands still too: a deadline is tested to the millisecond, which a moved but running clock would pass over. */
export async function setDatabaseTime(owner: Statements, ms: number): Promise<void> {
  const body = `SELECT ${Math.trunc(ms)}::bigint`
  const text = `CREATE OR REPLACE FUNCTION platform.now_ms() RETURNS bigint LANGUAGE sql VOLATILE PARALLEL SAFE AS '${body}'`
  await owner.read.query({ text })
}

/** Writes down that a checkpoint was signed then. */
export async function setLogTime(owner: Statements, ms: number): Promise<void> {
  const text = `INSERT INTO audit.checkpoint (size, root, note, signed_ms)
    SELECT coalesce(max(size), 0) + 1, decode(repeat('00', 32), 'hex'), '', $1 FROM audit.checkpoint`
  await owner.read.query({ text }, [ms])
}

/** What waits for the sequencer, lane by lane. */
export async function readEntries(owner: Statements): Promise<ReadEntry[]> {
  const text = 'SELECT entries FROM audit.pending ORDER BY lane, batch'
  const rows = await owner.read.query<{ entries: Buffer }>({ text })
  return rows.flatMap(({ entries }) => {
    const parsed: ReadEntry[] = []
    for (let at = 0; at < entries.length; ) {
      const end = at + 2 + entries.readUInt16BE(at)
      parsed.push(JSON.parse(entries.toString('utf8', at + 2, end)) as ReadEntry)
      at = end
    }
    return parsed
  })
}

const GONE_BYTES = 16 + 2 + 8
const A_ROW = 2000

/**
 * Part of a statement: writes down the keys that its step `gone` (tenant, record, grp, bucket) deletes, as step `kept`, so that whoever comes later knows of
 * which tags and records to clear away. They are kept or not together with the deletion. `nowMs` is the statement's parameter for the time.
 */
export const keepGone = (nowMs: string) => `
  kept AS (
    INSERT INTO keys.gone (tenant, destroyed_ms, keys)
    SELECT tenant, ${nowMs}, string_agg(record || int2send(grp) || int8send(bucket), '')
    FROM (SELECT tenant, record, grp, bucket, (row_number() OVER (PARTITION BY tenant) - 1) / ${A_ROW} AS part FROM gone) g
    GROUP BY tenant, part RETURNING tenant, keys
  )`

/** A record key that was destroyed and whose tags and record may still be there. */
export interface GoneKey {
  readonly tenant: number
  readonly record: Buffer
  readonly group: number
  readonly bucket: number
}

/** How many keys packed bytes hold. */
export const goneCount = (keys: Buffer): number => keys.length / GONE_BYTES

/** Keys as `keepGone` packed them. */
export function unpackGone(tenant: number, keys: Buffer): GoneKey[] {
  const gone: GoneKey[] = []
  for (let at = 0; at < keys.length; at += GONE_BYTES) {
    const bucket = Number(keys.readBigInt64BE(at + 18))
    gone.push({ tenant, record: keys.subarray(at, at + 16), group: keys.readInt16BE(at + 16), bucket })
  }
  return gone
}

/** And back. */
export function packGone(gone: readonly GoneKey[]): Buffer {
  const keys = Buffer.alloc(gone.length * GONE_BYTES)
  gone.forEach(({ record, group, bucket }, i) => {
    record.copy(keys, i * GONE_BYTES)
    keys.writeInt16BE(group, i * GONE_BYTES + 16)
    keys.writeBigInt64BE(BigInt(bucket), i * GONE_BYTES + 18)
  })
  return keys
}

/** Ids of the records of packed keys, each once, in order, 16 bytes each. */
export function goneRecords(keys: Buffer): Buffer {
  const out = Buffer.alloc((keys.length / GONE_BYTES) * 16)
  let end = 0
  let ordered = true
  for (let at = 0; at < keys.length; at += GONE_BYTES) {
    const step = end === 0 ? 1 : keys.compare(out, end - 16, end, at, at + 16)
    if (step === 0) continue
    if (step < 0) ordered = false
    end += keys.copy(out, end, at, at + 16)
  }
  return ordered ? out.subarray(0, end) : distinctIds(out.subarray(0, end))
}

function distinctIds(packed: Buffer): Buffer {
  const ids: Buffer[] = []
  for (let at = 0; at < packed.length; at += 16) ids.push(packed.subarray(at, at + 16))
  ids.sort(Buffer.compare)
  return Buffer.concat(ids.filter((id, i) => i === 0 || !id.equals(ids[i - 1] as Buffer)))
}

/**
 * PostgreSQL arrays of one dimension in their binary form (array_recv in src/backend/utils/adt/arrayfuncs.c): i32 dimensions, i32 has-null, u32 element type,
 * i32 length, i32 lower bound; then each element as i32 length (-1 for NULL) and its bytes. The driver sends a Buffer in binary, so an array in this form
 * goes out as it is; given a JavaScript array it would write out text, which for bytea is hex with an escape for each element.
 */
const BYTEA = 17
const INT8 = 20
const INT2 = 21
const INT4 = 23
const TEXT = 25
const HEAD_BYTES = 20

type Maybe<T> = readonly (T | null)[]

function arrayOf<T>(
  type: number,
  values: Maybe<T>,
  size: (value: T) => number,
  write: (to: Buffer, value: T, at: number) => void,
): Buffer {
  let bytes = HEAD_BYTES
  let nulls = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as T | null
    bytes += 4
    if (value === null) nulls = 1
    else bytes += size(value)
  }
  const out = Buffer.allocUnsafe(bytes)
  out.writeInt32BE(1, 0)
  out.writeInt32BE(nulls, 4)
  out.writeUInt32BE(type, 8)
  out.writeInt32BE(values.length, 12)
  out.writeInt32BE(1, 16)
  let at = HEAD_BYTES
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as T | null
    const length = value === null ? -1 : size(value)
    out.writeInt32BE(length, at)
    at += 4
    if (value === null) continue
    write(out, value, at)
    at += length
  }
  return out
}

export const byteaArray = (values: Maybe<Uint8Array>): Buffer =>
  arrayOf(
    BYTEA,
    values,
    (v) => v.length,
    (to, v, at) => to.set(v, at),
  ) // prettier-ignore

export const int2Array = (values: Maybe<number>): Buffer =>
  arrayOf(
    INT2,
    values,
    () => 2,
    (to, v, at) => to.writeInt16BE(v, at),
  ) // prettier-ignore

export const int4Array = (values: Maybe<number>): Buffer =>
  arrayOf(
    INT4,
    values,
    () => 4,
    (to, v, at) => to.writeInt32BE(v, at),
  ) // prettier-ignore

/** Safe integers only. */
export const int8Array = (values: Maybe<number>): Buffer =>
  arrayOf(
    INT8,
    values,
    () => 8,
    (to, v, at) => {
      // Both halves as numbers: a bigint for each would go to the collector.
      to.writeInt32BE(Math.floor(v / 0x1_0000_0000), at)
      to.writeUInt32BE(v >>> 0, at + 4)
    },
  ) // prettier-ignore

export const textArray = (values: Maybe<string>): Buffer =>
  arrayOf(
    TEXT,
    values,
    (v) => Buffer.byteLength(v, 'utf8'),
    (to, v, at) => to.write(v, at, 'utf8'),
  ) // prettier-ignore

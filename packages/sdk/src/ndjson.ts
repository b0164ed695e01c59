/** Values as NDJSON, a line each, made when the reader asks for them. */
export function writeNdjson(
  values: Iterable<unknown> | AsyncIterable<unknown>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  return streamOf(values, (value) => encoder.encode(`${JSON.stringify(value)}\n`))
}

/** A stream that draws from `values` as it is read, and tells them when it is not wanted any more. */
export function streamOf<Value>(
  values: Iterable<Value> | AsyncIterable<Value>,
  encode: (value: Value) => Uint8Array<ArrayBuffer>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]()
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next()
      if (next.done) controller.close()
      else controller.enqueue(encode(next.value))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

/** The values of an NDJSON body as they arrive; stops reading when the caller stops. */
export async function* readNdjson(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  let rest = ''
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield JSON.parse(line)
  }
  rest += decoder.decode()
  if (rest !== '') yield JSON.parse(rest)
}

import type pg from 'pg'

interface Connection {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** COPY … FROM STDIN of chunks that are there already. A query object as the driver takes them (`submit` and handlers). */
class CopyIn {
  readonly text: string
  readonly chunks: readonly Buffer[]
  readonly ended = Promise.withResolvers<void>()

  constructor(text: string, chunks: readonly Buffer[]) {
    this.text = text
    this.chunks = chunks
  }

  submit(connection: Connection): void {
    connection.query(this.text)
  }

  handleCopyInResponse(connection: Connection): void {
    for (const chunk of this.chunks) connection.sendCopyFromChunk(chunk)
    connection.endCopyFrom()
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.ended.reject(error)
  }

  handleReadyForQuery(): void {
    this.ended.resolve()
  }
}

export async function copyRows(client: pg.Client, text: string, chunks: readonly Buffer[]): Promise<void> {
  const copy = new CopyIn(text, chunks)
  client.query(copy as unknown as pg.Submittable)
  await copy.ended.promise
}

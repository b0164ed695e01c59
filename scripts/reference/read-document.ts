import { serveProcess } from '../../packages/server/test/serve-process.ts'
import type { ApiDocument } from './api.ts'

/** The OpenAPI document as a server serves it: from a server started for it, since only a started one knows all its routes. */
export async function readDocument(): Promise<ApiDocument> {
  const closers: (() => Promise<void>)[] = []
  try {
    const { url } = await serveProcess({ after: (close) => void closers.push(close) })
    const response = await fetch(`${url}/v1/openapi.json`)
    return (await response.json()) as ApiDocument
  } finally {
    for (const close of closers) await close()
  }
}

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Document, generateSdk } from '../packages/sdk/src/generator/generate-sdk.ts'

// Writes the client's types and table of operations from packages/sdk/openapi.json. A test fails when they are not what this writes.
const at = (path: string) => fileURLToPath(new URL(`../packages/sdk/${path}`, import.meta.url))
const document = JSON.parse(readFileSync(at('openapi.json'), 'utf8')) as Document
writeFileSync(at('src/generated/schema.ts'), generateSdk(document))

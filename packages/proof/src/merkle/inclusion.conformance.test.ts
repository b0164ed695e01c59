import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { verifyInclusion } from './inclusion.ts'

interface Vector {
  readonly leafIdx: number
  readonly treeSize: number
  readonly root: string
  readonly leafHash: string
  readonly proof: readonly string[] | null
  readonly desc: string
  readonly wantErr: boolean
}

const inputs = process.env.AZUKARI_INPUTS
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))

test('inclusion proofs of transparency-dev/merkle, right and wrong', {
  skip: inputs === undefined && 'AZUKARI_INPUTS is not set: the shared vectors were left out',
}, () => {
  const root = join(inputs ?? '', 'crypto/merkle-rfc6962/inclusion')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  )
  const accepted = { right: 0, wrong: 0 }
  for (const file of files) {
    const vector = JSON.parse(readFileSync(join(root, file), 'utf8')) as Vector
    const proof = (vector.proof ?? []).map(bytes)
    const ok = verifyInclusion(
      vector.leafIdx,
      vector.treeSize,
      bytes(vector.leafHash),
      proof,
      bytes(vector.root),
    )
    assert.equal(ok, !vector.wantErr, file)
    accepted[vector.wantErr ? 'wrong' : 'right']++
  }
  assert.ok(accepted.right >= 5 && accepted.wrong >= 50, 'both kinds of vectors were there')
})

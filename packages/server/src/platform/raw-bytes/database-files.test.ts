import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryDirectory } from '../../../test/own-cluster.ts'
import { openPool } from '../db.ts'
import { silentLogger } from '../logger.ts'
import { startEmbedded } from '../postgres/embedded.ts'
import { Needles } from './needles.ts'
import { searchFiles } from './search-files.ts'

// The search is worth what it finds: here a database that keeps its values in the open is caught, in its tables and in its WAL.
test('values that a table holds in the open are found in its file and in the WAL, and the schema alone holds none', async (t) => {
  const directory = await temporaryDirectory(t)
  const server = await startEmbedded({ directory, log: silentLogger, durable: false, sharedBuffers: '16MB' })
  t.after(() => server.stop())
  const needles = new Needles([
    { label: 'kanji', value: '渡邉 美陽結' },
    { label: 'email', value: 'miharuyu.watanabe.0042@example.jp' },
    { label: 'bytes', value: '090-0042-1234' },
  ])
  assert.deepEqual((await searchFiles(directory, needles)).finds, [])

  const connection = server.owner('postgres')
  const database = openPool({ connection, max: 1, applicationName: 'test', log: silentLogger })
  t.after(() => database.close())
  await database.read.query({ text: 'CREATE TABLE plain (name text, about jsonb, raw bytea)' })
  await database.read.query({ text: 'INSERT INTO plain VALUES ($1, $2, $3)' }, [
    '渡邉 美陽結',
    JSON.stringify({ email: 'miharuyu.watanabe.0042@example.jp' }),
    Buffer.from('090-0042-1234', 'utf16le'),
  ])
  await database.read.query({ text: 'CHECKPOINT' })
  const { finds } = await searchFiles(directory, needles)
  const where = (label: string, folder: string) =>
    finds.filter((f) => f.label === label && f.file.startsWith(`postgres/${folder}/`)).map((f) => f.spelling)
  for (const folder of ['base', 'pg_wal']) {
    assert.deepEqual(where('kanji', folder), ['utf-8'], folder)
    assert.deepEqual(where('email', folder), ['utf-8'], folder)
    assert.deepEqual(where('bytes', folder), ['utf-16le'], folder)
  }
})

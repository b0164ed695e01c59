import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createLogger, type LogFields } from './logger.ts'

function lines(write: (log: ReturnType<typeof createLogger>) => void): string {
  let out = ''
  const destination = {
    write(line: string) {
      out += line
    },
  }
  write(createLogger('debug', destination))
  return out
}

test('a line carries its named fields as JSON, with a time', () => {
  const line = JSON.parse(lines((log) => log.warn('the sweep is halted', { code: 'log_ahead', count: 3 })))
  assert.equal(line.msg, 'the sweep is halted')
  assert.equal(line.code, 'log_ahead')
  assert.equal(line.count, 3)
  assert.ok(!Number.isNaN(Date.parse(line.time)))
})

test('what has no name in the closed set does not get in, whatever the caller does to the types', () => {
  const sneaked = { email: 'a@b.example', error: new Error('花子'), count: 1 } as unknown as LogFields
  const out = lines((log) => log.info('x', sneaked))
  assert.doesNotMatch(out, /a@b|花子|email/)
})

test('a text that is no id, code or name is not repeated', () => {
  const personal = fc.oneof(
    fc.emailAddress(),
    fc.constantFrom('山田 花子', 'Hanako Yamada', '03-1234-5678 ext 4', '東京都千代田区1-2-3', 'a\nb'),
    fc.string({ minLength: 1 }).filter((s) => !/^[\w.:/+-]{1,128}$/.test(s)),
  )
  fc.assert(
    fc.property(personal, (text) => {
      const line = JSON.parse(lines((log) => log.error('x', { code: text, record: text })))
      assert.equal(line.code, '?')
      assert.equal(line.record, '?')
    }),
  )
})

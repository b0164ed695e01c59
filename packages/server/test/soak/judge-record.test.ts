import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeRecord } from './judge-record.ts'
import { type Effect, RecordHistory, type Seen } from './record-history.ts'

const put = (token: string): Effect => ({ kind: 'put', token })
const event: Effect = { kind: 'event' }
const there = (version: number, token: string | undefined): Seen => ({ kind: 'present', version, token })
const absent: Seen = { kind: 'absent' }

function record(
  acknowledged: Record<number, Effect>,
  unknown: Effect[] = [],
  destroyed: RecordHistory['destroyed'] = 'no',
) {
  const history = new RecordHistory('r')
  for (const [version, effect] of Object.entries(acknowledged)) history.acknowledge(Number(version), effect)
  history.unknown = unknown
  history.destroyed = destroyed
  return history
}

test('what fits the answers passes', () => {
  const fine: [RecordHistory, Seen][] = [
    [record({ 1: put('a') }), there(1, 'a')],
    [record({ 1: put('a'), 2: event }), there(2, 'a')],
    [record({ 1: put('a') }, [put('b')]), there(1, 'a')],
    [record({ 1: put('a') }, [put('b')]), there(2, 'b')],
    [record({ 1: put('a') }, [event]), there(2, 'a')],
    [record({ 1: put('a'), 3: event }, [put('b')]), there(3, 'b')],
    [record({}, [put('a')]), absent],
    [record({}, [put('a')]), there(1, 'a')],
    [record({ 1: put('a') }, [], 'perhaps'), absent],
    [record({ 1: put('a') }, [], 'perhaps'), there(1, 'a')],
    [record({ 1: put('a') }, [], 'yes'), absent],
  ]
  for (const [history, seen] of fine) assert.equal(judgeRecord(history, seen), undefined, history.describe())
})

test('each kind of damage is found', () => {
  const wrong: [string, RecordHistory, Seen][] = [
    ['lost', record({ 1: put('a') }), absent],
    ['lost although another is open', record({ 1: put('a') }, [put('b')]), absent],
    ['rolled back', record({ 1: put('a'), 2: put('b') }), there(1, 'a')],
    ['older value', record({ 1: put('a'), 2: put('b') }), there(2, 'a')],
    ['older value behind an event', record({ 1: put('a'), 2: put('b') }, [event]), there(3, 'a')],
    ['effect twice', record({ 1: put('a') }), there(2, 'a')],
    ['unanswered put twice', record({ 1: put('a') }, [put('b')]), there(3, 'b')],
    [
      'unanswered put before an acknowledged one',
      record({ 1: put('a'), 2: put('b') }, [put('c')]),
      there(2, 'c'),
    ],
    ['unanswered put that took no version', record({ 1: put('a'), 2: event }, [put('c')]), there(2, 'c')],
    ['foreign value', record({ 1: put('a') }, [put('b')]), there(2, 'x')],
    ['torn', record({ 1: put('a') }), there(1, undefined)],
    ['risen', record({ 1: put('a') }, [put('b')], 'yes'), there(1, 'b')],
  ]
  for (const [name, history, seen] of wrong) assert.notEqual(judgeRecord(history, seen), undefined, name)
})

test('what was seen at rest stays so', () => {
  const history = record({ 1: put('a') }, [put('b'), put('c')])
  history.settle(there(2, 'b'))
  assert.equal(judgeRecord(history, there(2, 'b')), undefined)
  for (const seen of [absent, there(1, 'a'), there(2, 'c'), there(3, 'c'), there(3, 'b')]) {
    assert.notEqual(judgeRecord(history, seen), undefined)
  }
  history.unknown = [put('d')]
  assert.equal(judgeRecord(history, there(3, 'd')), undefined)
  const gone = record({}, [put('a')])
  gone.settle(absent)
  assert.notEqual(judgeRecord(gone, there(1, 'a')), undefined)
})

test('answers that contradict each other are found at once', () => {
  assert.match(record({ 1: put('a') }).acknowledge(1, put('b')) ?? '', /twice/)
  const history = record({ 2: put('a') })
  assert.match(history.reveal(2, 'b', 0) ?? '', /it is a/)
  assert.match(history.reveal(1, 'x', 2) ?? '', /after version 2/)
  assert.equal(history.reveal(3, 'c', 2), undefined)
  assert.match(history.acknowledge(3, put('d')) ?? '', /revealed as c/)
  assert.match(history.reveal(3, undefined, 0) ?? '', /different puts/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePolicyText } from './parse.ts'

test('sections, clauses and their text are found; Japanese lines join without a space', () => {
  const text = parsePolicyText(
    '# Title\n\nIntro one\ngoes on.\n\n## First part\n\nOf the part.\n\n### One {#A1}\n\n一行目。\n二行目。\n\n- a\n  b\n- c\n\n### Two {#A2}\nright below\n',
  )
  assert.equal(text.title, 'Title')
  assert.deepEqual(text.intro, [{ kind: 'paragraph', text: 'Intro one goes on.' }])
  const [section] = text.sections
  assert.deepEqual(section?.intro, [{ kind: 'paragraph', text: 'Of the part.' }])
  assert.deepEqual(section?.clauses, [
    {
      id: 'A1',
      title: 'One',
      blocks: [
        { kind: 'paragraph', text: '一行目。二行目。' },
        { kind: 'list', items: ['a b', 'c'] },
      ],
    },
    { id: 'A2', title: 'Two', blocks: [{ kind: 'paragraph', text: 'right below' }] },
  ])
})

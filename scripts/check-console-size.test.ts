import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesOf, MOST_BYTES, overviewBytes } from './check-console-size.ts'

test('what a chunk imports counts, once, and what it may load later does not', () => {
  const manifest = {
    'index.html': { file: 'a.js', imports: ['_b'], dynamicImports: ['later'] },
    _b: { file: 'b.js', imports: ['index.html'] },
    screen: { file: 's.js', imports: ['_b'] },
    later: { file: 'l.js' },
  }
  assert.deepEqual([...filesOf(manifest, ['index.html', 'screen'])].sort(), ['a.js', 'b.js', 's.js'])
  assert.throws(() => filesOf(manifest, ['gone']), /not in the manifest/)
})

test('the overview loads under 250 KB of compressed JavaScript', () => {
  execFileSync(process.execPath, [join(import.meta.dirname, 'build-console.ts'), '--if-changed'], {
    stdio: 'inherit',
  })
  const bytes = overviewBytes(join(import.meta.dirname, '../packages/console/dist'))
  assert.ok(bytes > 10_000 && bytes <= MOST_BYTES, `${bytes} bytes`)
})

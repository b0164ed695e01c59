import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parseVkey, verifyReceipt } from '@azukari/proof'
import type { Page } from 'playwright-core'
import { exportLog, vkeyOf } from '../../server/src/audit/index.ts'
import { texts } from '../src/screens/log/texts.ts'
import { type Site, site } from './staff.ts'

const FIRST = '[role=grid] [data-index="0"]'

test('the log: explored, a receipt taken, and verified in the browser, here and as a copy', async (t) => {
  const at = await site(t)
  await at.put('o-1', { 'buyer.name': 'Zqhanako Yamada' })
  const reader = await at.staff('reader', ['auditor'])

  await t.test('filtered to records, opened with Enter, and its receipt proves it offline', async () => {
    const words = texts.en
    const seat = await at.sit(reader)
    const { page } = seat
    await page.goto(`${at.url}/log`)
    await page.waitForSelector(FIRST)
    await page.getByLabel(words.filter.kind).selectOption('record.')
    await page.waitForURL('**/log?kind=record.')
    await page.waitForSelector('[role=grid][aria-rowcount="2"]')
    await page.focus(FIRST)
    await page.keyboard.press('Enter')
    const entry = page.locator('dialog[open]')
    await entry.getByText('record.put', { exact: true }).waitFor()
    const leaf = /\b[0-9a-f]{64}\b/.exec((await entry.locator('dl').first().innerText()) ?? '')?.[0] ?? ''
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      entry.getByRole('button', { name: words.entry.receipt }).click(),
    ])
    assert.match(download.suggestedFilename(), /^azukari-\d+\.tlog-proof$/)
    const receipt = await readFile(await download.path())
    const key = parseVkey(vkeyOf(at.app.signer))
    const proved = await verifyReceipt(receipt, Buffer.from(leaf, 'hex'), [key])
    assert.equal(download.suggestedFilename(), `azukari-${proved.index}.tlog-proof`)
    assert.doesNotMatch(await page.content(), /zqhanako/i)
    seat.noFaults()
    await seat.context.close()
  })

  await t.test(
    'followed live: what happens elsewhere appears at the top, and opened says what it points at',
    async () => {
      const words = texts.en
      const seat = await at.sit(reader)
      const { page } = seat
      await page.goto(`${at.url}/log?kind=record.`)
      await page.waitForSelector('[role=grid][aria-rowcount="2"]')
      await page.getByRole('button', { name: words.follow.start }).click()
      await page.getByText(words.follow.on).waitFor()
      await at.put('o-2', { 'buyer.name': 'Zqhanako Yamada' })
      await page.waitForSelector('[role=grid][aria-rowcount="3"]')
      await page.getByRole('button', { name: words.follow.stop }).click()
      await page.getByLabel(words.filter.openings).check()
      await page.waitForSelector('[role=grid][aria-rowcount="3"]')
      await page.locator(FIRST).click()
      await page.locator('dialog[open]').getByRole('heading', { name: words.entry.opened }).waitFor()
      await page
        .locator('dialog[open]')
        .getByText(/^rec_[0-9a-f]{32}$/)
        .waitFor()
      assert.doesNotMatch(await page.content(), /zqhanako/i)
      seat.noFaults()
      await seat.context.close()
    },
  )

  const copies = await copiesOf(t, at)
  for (const language of ['en', 'ja'] as const)
    await t.test(
      `verified: the server’s, a copy, and a copy of which one byte is another (${language})`,
      async () => {
        const words = texts[language].verify
        const seat = await at.sit(reader, { language })
        const { page } = seat
        await page.goto(`${at.url}/log?view=verify`)
        await verified(page, words, true)
        await page.getByLabel(words.directory).check()
        assert.ok(await page.getByRole('button', { name: words.start, exact: true }).isDisabled())
        await page.setInputFiles('input[type=file]', copies.whole)
        await verified(page, words, true)
        await page.setInputFiles('input[type=file]', copies.altered)
        const told = await verified(page, words, false)
        assert.ok(told.includes('entry_mismatch') && told.includes(words.at(String(copies.entry))), told)
        await page.setInputFiles('input[type=file]', copies.cut)
        await verified(page, words, false)
        // Another log's key: what is signed by somebody else is not this log.
        await page.getByLabel(words.server).check()
        await page.getByLabel(words.key).fill(OTHER_KEY)
        assert.match(await verified(page, words, false), /checkpoint_invalid/)
        seat.noFaults()
        await seat.context.close()
      },
    )
})

const OTHER_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'

/** Presses the button, and answers what the screen says when it is through. */
async function verified(page: Page, words: (typeof texts)['ja']['verify'], ok: boolean): Promise<string> {
  await page.getByRole('button', { name: words.start, exact: true }).click()
  const verdict = page.locator(`section[role=alert][data-ok=${ok}]`)
  await verdict.waitFor()
  const text = (await verdict.textContent()) ?? ''
  assert.ok(text.includes(ok ? words.ok : words.bad), text)
  return text
}

interface Copies {
  readonly whole: string
  readonly altered: string
  readonly cut: string
  /** Index of the entry that is altered. */
  readonly entry: number
}

/** The log as `azukari log export` writes it; again with one byte of an entry in the middle changed; again without its entries. */
async function copiesOf(t: TestContext, { app }: Site): Promise<Copies> {
  const root = await mkdtemp(join(tmpdir(), 'azukari-copies-'))
  t.after(() => rm(root, { recursive: true, force: true }))
  const [whole, altered, cut] = ['whole', 'altered', 'cut'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ]
  const { size } = await exportLog(app.databases.app.across.read, whole)
  assert.ok(size > 4 && size < 256, `${size} entries: one bundle`)
  for (const copy of [altered, cut]) await cp(whole, copy, { recursive: true })
  const bundle = `tile/entries/000.p/${size}`
  assert.ok((await readdir(whole, { recursive: true })).includes(bundle))
  await rm(join(cut, bundle))
  const bytes = await readFile(join(altered, bundle))
  const entry = Math.floor(size / 2)
  let start = 0
  for (let i = 0; i < entry; i++) start += 2 + bytes.readUInt16BE(start)
  const middle = start + 2 + (bytes.readUInt16BE(start) >> 1)
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  await writeFile(join(altered, bundle), bytes)
  return { whole, altered, cut, entry }
}

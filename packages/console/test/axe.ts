import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface Finding {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

const SETTLES_MS = 700

/** What axe finds on the page, and still finds a moment later: a page that has just come may have its colours of the dark not whole yet. */
export async function findings(page: Page): Promise<readonly string[]> {
  const first = await look(page)
  if (first.length === 0) return first
  await page.waitForTimeout(SETTLES_MS)
  return look(page)
}

/** Once nothing moves or changes colour on the page any more: half way of a transition every colour is another. */
async function look(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE)
  await page.evaluate(async () => {
    const endless = (one: Animation) =>
      one.effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY
    for (let looks = 0; looks < 20; looks++) {
      const moving = document.getAnimations().filter((one) => one.playState === 'running' && !endless(one))
      if (moving.length === 0) return
      // One that is taken away never finishes; it is gone at the next look.
      await Promise.allSettled(moving.map((one) => one.finished))
    }
  })
  const found = await page.evaluate(async (rules) => {
    const { axe } = window as unknown as {
      axe: { run(root: Document, options: object): Promise<{ violations: Finding[] }> }
    }
    return (await axe.run(document, { runOnly: { type: 'tag', values: rules } })).violations
  }, RULES)
  return found.flatMap(({ id, nodes }) =>
    nodes.map((n) => `${id}: ${n.html.slice(0, 200)} ${n.failureSummary ?? ''}`),
  )
}

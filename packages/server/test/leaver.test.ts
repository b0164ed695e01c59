import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { leaverWorld, letsIn, openFollow, openImport } from './leaver-world.ts'

test('who leaves is refused by every server process, and their open streams end', async (t) => {
  const world = await leaverWorld(t, { processes: 4, leavers: 2 })
  const [gone, stays] = world.leavers
  assert.ok(gone && stays)
  const urls = world.servers.map((server) => server.url)
  for (const url of urls) assert.ok((await letsIn(url, gone)) && (await letsIn(url, stays)))
  const open = async (leaver: typeof gone, name: string) =>
    (
      await Promise.all(
        urls.map((url, i) =>
          Promise.all([openImport(url, leaver.key, `${name}-${i}`), openFollow(url, leaver.key)]),
        ),
      )
    ).flat()
  const theirs = await open(gone, 'gone')
  const others = await open(stays, 'stays')
  let othersEnded = 0
  for (const stream of others) void stream.ended.then(() => othersEnded++)
  await pause(300)

  assert.equal(await world.offBoard(gone), 204)
  // The test's own time limit is the only one: how long it takes is measured in bench/.
  await Promise.all(theirs.map((stream) => stream.ended))
  for (const url of urls) assert.equal(await letsIn(url, gone), false)
  assert.equal(othersEnded, 0, 'nobody else’s stream ends with them')
  for (const url of urls) assert.equal(await letsIn(url, stays), true)
  for (const stream of others) stream.close()
})

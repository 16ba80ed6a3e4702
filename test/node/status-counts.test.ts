// What `status` says of the index, without a daemon: the same as the index itself, which is opened only where that has to be asked.
import { existsSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { endAll } from '../../src/home/end-all.ts'
import { add } from '../../src/node/use-cases/add.ts'
import { create } from '../../src/node/use-cases/create.ts'
import { forget } from '../../src/node/use-cases/forget.ts'
import { status } from '../../src/node/use-cases/status.ts'
import { openLife } from '../../src/node/open-life.ts'
import { openHome } from '../../src/storage/index.ts'
import type { Life } from '../../src/swarms/life.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

const options = { signal: new AbortController().signal, progress() {} }
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Does something as a process of its own, which ends in order. */
async function inProcess<T>(home: string, task: (life: Life) => Promise<T>): Promise<T> {
  const context = { daemon: false, log: silent, nowMs: () => Date.now() }
  const { node, closing } = await openLife(await openHome(home), context)
  try {
    return await task(node)
  } finally {
    await endAll(closing)
  }
}

async function said(life: Life): Promise<{ index: unknown; opened: boolean }> {
  const { index } = await status.run(life, {}, options)
  return { index, opened: life.recall.opened() !== undefined }
}

const settled = (life: Life): Promise<void> => life.recall.open().then((index) => index.settled())
const of = (texts: number) => ({ texts, vectors: texts, pending: 0, problem: null })

async function homeWith(memories: number): Promise<string> {
  const made = await temporaryNode('alice')
  await made.close()
  await inProcess(made.home, async (life) => {
    await create.run(life, { name: 'notes', topics: [] }, options)
    for (let at = 0; at < memories; at++)
      await add.run(life, { cube: 'notes', key: `k/${at}`, text: `text ${at}` }, options)
    await settled(life)
  })
  return made.home
}

test('an index that is in step is counted without being opened', { timeout: 60_000 }, async () => {
  const home = await homeWith(3)
  expect(await inProcess(home, said)).toEqual({ index: of(3), opened: false })
  // As the index says itself.
  const asked = await inProcess(home, async (life) => (await life.recall.open()).status())
  expect(asked).toMatchObject({ texts: 3, vectors: 3, pending: 0 })
  expect(await inProcess(home, said)).toEqual({ index: of(3), opened: false })
})

test('what was written since is taken in first, and then counted', { timeout: 60_000 }, async () => {
  const home = await homeWith(3)
  await inProcess(home, (life) => add.run(life, { cube: 'notes', key: 'new', text: 'later' }, options))
  expect(await inProcess(home, said)).toMatchObject({ index: { texts: 4 }, opened: true })
  await inProcess(home, settled)
  expect(await inProcess(home, said)).toEqual({ index: of(4), opened: false })
  await inProcess(home, (life) =>
    forget.run(life, forget.input.parse({ cube: 'notes', keys: ['new'] }), options),
  )
  await inProcess(home, settled)
  expect(await inProcess(home, said)).toMatchObject({ index: of(3) })
})

test.each([
  ['is not there', (index: string) => rmSync(index, { recursive: true })],
  ['was not closed', (index: string) => rmSync(join(index, 'index.sqlite.sha256'))],
  ['was counted halfway', (index: string) => truncateSync(join(index, 'index.counts.json'), 20)],
])('an index that %s is opened to be counted', { timeout: 60_000 }, async (_, spoil) => {
  const home = await homeWith(3)
  const index = join(home, 'index')
  expect(existsSync(join(index, 'index.counts.json'))).toBe(true)
  spoil(index)
  expect(await inProcess(home, said)).toMatchObject({ index: { texts: 3, problem: null }, opened: true })
})

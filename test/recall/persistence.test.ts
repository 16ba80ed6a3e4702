import { execFileSync, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRecall } from '../../src/recall/index.ts'
import { document, folder, holding, keys, NOW, open } from './an-index.ts'

const TEXTS = Array.from(
  { length: 60 },
  (_, i) => `note ${i} on the ${['river', 'soup', 'violin', 'tax'][i % 4]} and number${i}`,
)
const GRAPH = { exactBelow: 10 }

/** An index that was filled, settled and closed. */
async function closedIndex(): Promise<string> {
  const path = folder()
  const index = await holding(TEXTS, await openRecall(path, GRAPH))
  await index.settled()
  await index.close()
  return path
}

function flip(path: string, position: number): void {
  const file = openSync(path, 'r+')
  writeSync(file, Uint8Array.of(readFileSync(path)[position]! ^ 0x40), 0, 1, position)
  closeSync(file)
}

const graphOf = (path: string): string =>
  join(
    path,
    readdirSync(path).find((name) => name.endsWith('.links'))!,
  )

describe('an index that is opened again', () => {
  it('answers as before and waits for nothing', async () => {
    const path = folder()
    const index = await holding(TEXTS, await openRecall(path, GRAPH))
    await index.settled()
    const before = await index.search({ text: 'river note', top: 10, nowMs: NOW })
    await index.close()
    const again = await open(path, GRAPH)
    const after = await again.search({ text: 'river note', top: 10, nowMs: NOW })
    expect(after.hits).toEqual(before.hits)
    expect(await again.cursor('notes')).toBe('commit-1')
    expect(await again.status()).toMatchObject({ texts: 60, pending: 0 })
  })

  it('takes up the vectors that were missing', async () => {
    const path = folder()
    const index = await holding(
      Array.from({ length: 3000 }, (_, i) => `a puppy with number ${i}`),
      await openRecall(path),
    )
    await index.close()
    const again = await open(path)
    await again.settled()
    expect(await again.status()).toMatchObject({ texts: 3000, vectors: 3000, pending: 0 })
  })

  it('forgets what was removed, replaced or dropped, and uses ids again without mixing memories', async () => {
    const path = await closedIndex()
    const index = await openRecall(path, GRAPH)
    const put = Array.from({ length: 30 }, (_, i) =>
      document(String(i), `changed text about glaciers ${i}`, { memory: `new-${i}` }),
    )
    await index.replace(
      'notes',
      { put, remove: Array.from({ length: 20 }, (_, i) => String(i + 40)) },
      'commit-2',
    )
    expect((await index.status()).texts).toBe(40)
    await index.settled()
    await index.close()
    const again = await open(path, GRAPH)
    expect(await again.cursor('notes')).toBe('commit-2')
    expect(await keys(again, 'number45', { top: 40 })).not.toContain('45')
    const { hits } = await again.search({ text: 'glaciers', top: 30, nowMs: NOW })
    expect(hits.every((hit) => hit.text.includes('glaciers'))).toBe(true)
    await again.dropCube('notes')
    expect(await again.status()).toMatchObject({ texts: 0, pending: 0 })
    expect(await again.cursor('notes')).toBeUndefined()
    expect(await keys(again, 'glaciers')).toEqual([])
  })

  it('is read by another process', async () => {
    const path = await closedIndex()
    const script = `
      const { openRecall } = await import(process.argv[1])
      const index = await openRecall(process.argv[2], { exactBelow: 10 })
      const { hits } = await index.search({ text: 'number33', top: 1, nowMs: 0 })
      console.log(hits[0].key, await index.cursor('notes'))
      await index.close()`
    const module = new URL('../../src/recall/index.ts', import.meta.url).href
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script, module, path], {
      encoding: 'utf8',
    })
    expect(out.trim()).toBe('33 commit-1')
  })

  it('is complete or as before after a process is killed while writing', async () => {
    const path = await closedIndex()
    const script = `
      const { openRecall } = await import(process.argv[1])
      const index = await openRecall(process.argv[2])
      const put = Array.from({ length: 3000 }, (_, i) => ({ cube: 'notes', key: 'n' + i, memory: 'm' + i, text: 'killed ' + i, tags: [], created: 1, author: 'a' }))
      void index.replace('notes', { put, remove: [] }, 'commit-2')
      await index.search({ text: 'killed', top: 1, nowMs: 0 })
      process.kill(process.pid, 'SIGKILL')`
    const module = new URL('../../src/recall/index.ts', import.meta.url).href
    const killed = spawnSync(process.execPath, ['--input-type=module', '-e', script, module, path])
    expect(killed.signal).toBe('SIGKILL')
    const index = await open(path, GRAPH)
    const { texts } = await index.status()
    expect([await index.cursor('notes'), texts]).toEqual(texts === 60 ? ['commit-1', 60] : ['commit-2', 3060])
  })

  it('opens though something was written into the file of its lock, and still refuses a second owner', async () => {
    const path = await closedIndex()
    writeFileSync(join(path, 'lock'), 'not a database at all')
    const index = await open(path, GRAPH)
    expect(await index.cursor('notes')).toBe('commit-1')
    await expect(openRecall(path)).rejects.toMatchObject({ code: 'ERR_HOME_IN_USE' })
  })

  it('refuses a second owner at once', async () => {
    const path = folder()
    await open(path)
    await expect(openRecall(path)).rejects.toMatchObject({ code: 'ERR_HOME_IN_USE' })
  })
})

describe('a damaged index', () => {
  const damages: [string, (path: string) => void][] = [
    ['one flipped bit', (file) => flip(file, Math.floor(statSync(file).size / 2))],
    ['a flipped bit in its header', (file) => flip(file, 20)],
    ['half of it missing', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ['something else in its place', (file) => writeFileSync(file, 'not a database at all')],
  ]

  it.each(damages)('is discarded and asks to be filled again: database with %s', async (_what, damage) => {
    const path = await closedIndex()
    damage(join(path, 'index.sqlite'))
    const index = await open(path, GRAPH)
    expect(await index.cursor('notes')).toBeUndefined()
    expect((await index.status()).texts).toBe(0)
    await holding(TEXTS, index)
    expect((await keys(index, 'number33'))[0]).toBe('33')
  })

  it.each([...damages, ['nothing there', (file: string) => rmSync(file)] as (typeof damages)[number]])(
    'builds its graph again from the vectors: graph with %s',
    async (_what, damage) => {
      const path = await closedIndex()
      const expected = await (async () => {
        const index = await openRecall(path, GRAPH)
        const found = await keys(index, 'puppy violin')
        await index.close()
        return found
      })()
      damage(graphOf(path))
      const index = await open(path, GRAPH)
      expect(await keys(index, 'puppy violin')).toEqual(expected)
      await index.settled()
      expect(await keys(index, 'puppy violin')).toEqual(expected)
      expect(await index.cursor('notes')).toBe('commit-1')
    },
  )

  it('is checked by SQLite itself when it was not closed', async () => {
    const path = await closedIndex()
    rmSync(join(path, 'index.sqlite.sha256'))
    const file = join(path, 'index.sqlite')
    for (let position = 8192; position < statSync(file).size; position += 4096) flip(file, position)
    const index = await open(path, GRAPH)
    expect(await index.cursor('notes')).toBeUndefined()
  })

  it('has no digest while it is being written', async () => {
    const path = await closedIndex()
    const digest = join(path, 'index.sqlite.sha256')
    const index = await open(path)
    await keys(index, 'river')
    expect(existsSync(digest)).toBe(true)
    await index.replace('notes', { put: [], remove: ['1'] }, 'commit-2')
    expect(existsSync(digest)).toBe(false)
    await index.close()
    expect(existsSync(digest)).toBe(true)
  })
})

describe('an index that is closed', () => {
  it('closes twice and refuses questions', async () => {
    const index = await open()
    await index.close()
    await index.close()
    await expect(keys(index, 'anything')).rejects.toMatchObject({ name: 'RecallError' })
  })

  it('gives up a question whose signal has fired', async () => {
    const index = await holding(TEXTS)
    const signal = AbortSignal.abort()
    await expect(index.search({ text: 'river', top: 1, nowMs: NOW }, { signal })).rejects.toMatchObject({
      code: 'ERR_ABORTED',
    })
  })

  it('refuses a document of another cube', async () => {
    const index = await open()
    const put = [document('a', 'text', { cube: 'other' })]
    await expect(index.replace('notes', { put, remove: [] }, '1')).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
  })
})

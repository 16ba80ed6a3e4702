// A daemon that is killed in the midst of a move of its blocks: the next one has all of them, and goes on.
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startDaemon } from '../helpers/daemon.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { createFakeS3, fakeKeys, type FakeS3 } from '../storage/elsewhere/fake-s3.ts'
import { serveS3 } from '../storage/elsewhere/serve-s3.ts'

const word = 'flowerpot'

async function homeWithNotes(): Promise<string> {
  const node = await temporaryNode('alice')
  const notes = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: 60 }, (_, at) =>
    JSON.stringify({ key: `n/${at}`, body: `${word}-${at}!` }),
  )
  await writeFile(notes, lines.join('\n'))
  await writeFile(join(node.home, 's3.key'), JSON.stringify(fakeKeys), { mode: 0o600 })
  await node.call('create', { name: 'notes' })
  await node.call('import', { cube: 'notes', path: notes })
  await node.close()
  return node.home
}

/** Moves, and is killed when the store is asked so often for what fits; the answer to that request is lost. */
async function killedIn(
  home: string,
  s3: FakeS3,
  target: string,
  fits: RegExp,
  times: number,
): Promise<void> {
  const daemon = await startDaemon(home)
  let asked = 0
  s3.fault = async (method, name) => {
    if (!fits.test(`${method} ${name}`) || ++asked !== times) return undefined
    // It is gone before it is answered: a busy machine kills late.
    const gone = once(daemon.child, 'exit')
    daemon.child.kill('SIGKILL')
    await gone
    return undefined
  }
  const token = (await readFile(join(home, 'api.token'), 'utf8')).trim()
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ target })
  const moving = fetch(`${daemon.api}/v1/call/store-move`, { method: 'POST', headers, body })
  await expect(moving.then((answer) => answer.text())).rejects.toThrow(/fetch failed|terminated/)
  expect(await daemon.stop()).toBe(null)
  s3.fault = undefined
}

const marker = 'memcube-store\\.json$'
const ways: [when: string, to: 'away' | 'level', fits: RegExp, times: number][] = [
  ['as it claims the place', 'away', new RegExp(`^PUT .*${marker}`), 1],
  ['as it sends', 'away', /^PUT .*\/blocks\//, 40],
  ['as it looks whether all is there', 'away', /^GET .*\/blocks\//, 40],
  ['as it fetches', 'level', /^GET .*\/blocks\//, 40],
  ['as it erases', 'level', /^DELETE .*\/blocks\//, 40],
  ['as it gives the place back', 'level', new RegExp(`^DELETE .*${marker}`), 1],
]

test.each(ways)('killed %s', { timeout: 180_000 }, async (_when, to, fits, times) => {
  const s3 = createFakeS3()
  const away = `s3://memories/alice?endpoint=${await serveS3(s3)}`
  const home = await homeWithNotes()
  const target = to === 'level' ? 'level' : away
  if (to === 'level') {
    const node = await reopen(home)
    await node.call('store-move', { target: away })
    await node.close()
  }
  await killedIn(home, s3, target, fits, times)

  const node = await reopen(home)
  const { results } = await node.call('recall', { query: `${word}-42!` })
  expect(results.map(({ key }) => key)).toContain('n/42')
  expect(await node.call('fsck', {})).toMatchObject({ ok: true })
  expect(await node.call('forget', { cube: 'notes', keys: ['n/7'] })).toMatchObject({
    forgotten: [{ key: 'n/7' }],
  })
  expect(await node.call('store-move', { target })).toMatchObject({ target })
  expect(await node.call('store', {})).toMatchObject({
    target,
    state: 'whole',
    waiting: 0,
    toErase: 0,
    problem: null,
  })
  expect(await node.call('fsck', {})).toMatchObject({ ok: true })
  await node.close()
  expect(await everywhere(home, s3)).not.toContain(`${word}-7!`)
  if (to === 'level') expect([...s3.objects.keys()]).toEqual([])
})

/** All bytes of the store and of the home. */
async function everywhere(home: string, { objects }: FakeS3): Promise<string> {
  const parts = [...objects.values()].map((bytes) => Buffer.from(bytes).toString('latin1'))
  for (const entry of await readdir(join(home, 'store'), { recursive: true, withFileTypes: true }))
    if (entry.isFile()) parts.push(await readFile(join(entry.parentPath, entry.name), 'latin1'))
  return parts.join('\n')
}

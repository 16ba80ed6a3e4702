// A backup that somebody put together anew, with a digest that fits: restored as a home of its own, or not at all.
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { restoreBackup } from '../../../src/care/backup/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { encode } from '../../../src/core/codec/index.ts'
import { openHome } from '../../../src/storage/index.ts'
import { temporaryFolder, temporaryNode } from '../../helpers/temporary-home.ts'
import { dice } from '../../simulation/world.ts'

const { signal } = new AbortController()
const magicBytes = 16
const digestBytes = 32

interface RawFrame {
  type: number
  body: Buffer
}
const types = { header: 1, file: 2, chunk: 3, entry: 4, end: 5, space: 6 }

function framesOf(backup: Buffer): RawFrame[] {
  const plain = zstdDecompressSync(backup.subarray(magicBytes, -digestBytes))
  const frames: RawFrame[] = []
  for (let at = 0; at < plain.length;) {
    const length = plain.readUInt32BE(at + 1)
    frames.push({ type: plain[at]!, body: plain.subarray(at + 5, at + 5 + length) })
    at += 5 + length
  }
  return frames
}

function bytesOf({ type, body }: RawFrame, length = body.length): Buffer {
  const head = Buffer.alloc(5)
  head[0] = type
  head.writeUInt32BE(length, 1)
  return Buffer.concat([head, body])
}

/** Sealed as the program does it: nothing tells that it was not. */
function sealed(magic: Uint8Array, plain: Uint8Array): Buffer {
  const begin = Buffer.concat([magic, zstdCompressSync(plain)])
  return Buffer.concat([begin, createHash('sha256').update(begin).digest()])
}

/** A home with a cube, an archive and decisions, as a backup that may be put together anew. */
async function backupOfAlice() {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  for (const key of ['a', 'b', 'c']) await alice.call('add', { cube: 'notes', key, text: `about ${key}` })
  await alice.call('create', { name: 'cold' })
  await alice.call('add', { cube: 'cold', key: 'k', text: 'asleep' })
  await alice.call('archive', { cube: 'cold' })
  const out = join(await temporaryFolder(), 'home.backup')
  await alice.call('backup', { out })
  const whole = await readFile(out)
  const folder = await temporaryFolder()
  const file = join(folder, 'bad.backup')
  const home = join(folder, 'home')
  /** Everything that lies beside the home is as it was; a home that is there opens. */
  const restore = async (plain: Uint8Array): Promise<{ home: string } | MemCubeError> => {
    await writeFile(file, sealed(whole.subarray(0, magicBytes), plain))
    const [done] = await Promise.allSettled([restoreBackup({ home, file, signal })])
    const there = await readdir(folder)
    if (done.status === 'rejected') {
      expect(there).toEqual(['bad.backup'])
      expect(done.reason).toBeInstanceOf(MemCubeError)
      return done.reason as MemCubeError
    }
    expect(there.sort()).toEqual(['bad.backup', 'home'])
    expect((await openHome(home)).dir).toBe(home)
    return { home }
  }
  return { frames: framesOf(whole), restore, folder }
}

async function again(folder: string): Promise<void> {
  const { rm } = await import('node:fs/promises')
  await rm(join(folder, 'home'), { recursive: true, force: true })
}

test('whatever is done to its parts, there is a whole home or none', { timeout: 120_000 }, async () => {
  const { frames, restore, folder } = await backupOfAlice()
  const random = dice(14)
  const any = (below: number): number => Math.floor(random() * below)
  const changes: Record<string, (copy: RawFrame[]) => void> = {
    'one is missing': (copy) => void copy.splice(any(copy.length), 1),
    'one is there twice': (copy) => void copy.splice(any(copy.length), 0, copy[any(copy.length)]!),
    'two are swapped': (copy) => {
      const [one, other] = [any(copy.length), any(copy.length)]
      const kept = copy[one]!
      copy[one] = copy[other]!
      copy[other] = kept
    },
    'one is of another kind': (copy) => {
      const at = any(copy.length)
      copy[at] = { type: 1 + any(7), body: copy[at]!.body }
    },
    'a bit is flipped': (copy) => {
      const at = any(copy.length)
      const body = Buffer.from(copy[at]!.body)
      if (body.length > 0) body[any(body.length)]! ^= 1 << any(8)
      copy[at] = { type: copy[at]!.type, body }
    },
    'one is cut off': (copy) => {
      const at = any(copy.length)
      copy[at] = { type: copy[at]!.type, body: copy[at]!.body.subarray(0, any(copy[at]!.body.length + 1)) }
    },
    'one holds something else': (copy) => {
      const at = any(copy.length)
      const values = [
        null,
        [],
        5,
        'text',
        {},
        { name: 5, bytes: 1 },
        { name: 'x', bytes: 'many' },
        { folder: 1 },
      ]
      copy[at] = { type: copy[at]!.type, body: Buffer.from(encode(values[any(values.length)])) }
    },
  }
  for (const change of Object.values(changes))
    for (let round = 0; round < 8; round++) {
      const copy = [...frames]
      change(copy)
      await restore(Buffer.concat(copy.map((frame) => bytesOf(frame))))
      await again(folder)
    }
})

test.each([
  '../outside',
  '/tmp/outside',
  'archive/../../outside',
  'swarms/x/author.key',
  '..',
  '.',
  '',
  'a\0b',
  'store',
  'swarms',
  'archive',
  'config.json',
  'x'.repeat(5_000),
])('a file called %j writes nothing beside the home', async (name) => {
  const { frames, restore } = await backupOfAlice()
  const planted = [
    { type: types.file, body: Buffer.from(encode({ name, bytes: 3 })) },
    { type: types.chunk, body: Buffer.from('abc') },
  ]
  const at = frames.findIndex(({ type }) => type === types.entry)
  expect(
    await restore(Buffer.concat(frames.toSpliced(at, 0, ...planted).map((frame) => bytesOf(frame)))),
  ).toBeInstanceOf(MemCubeError)
})

test('a token of the local API that somebody put into it is not the one of the home', async () => {
  const { frames, restore } = await backupOfAlice()
  const token = `${'a'.repeat(64)}\n`
  const planted = [
    { type: types.file, body: Buffer.from(encode({ name: 'api.token', bytes: token.length })) },
    { type: types.chunk, body: Buffer.from(token) },
  ]
  const end = frames.at(-1)!
  const { decode } = await import('../../../src/core/codec/index.ts')
  const said = decode<{ files: number }>(new Uint8Array(end.body))
  const last = { type: types.end, body: Buffer.from(encode({ ...said, files: said.files + 1 })) }
  const at = frames.findIndex(({ type }) => type === types.entry)
  const all = [...frames.slice(0, -1), last].toSpliced(at, 0, ...planted)
  expect(await restore(Buffer.concat(all.map((frame) => bytesOf(frame))))).toBeInstanceOf(MemCubeError)
})

test('sizes that lie are refused, whatever they say', async () => {
  const { frames, restore, folder } = await backupOfAlice()
  for (const length of [0, 1, 2 ** 21, 2 ** 21 + 1, 2 ** 32 - 1]) {
    const [first, ...rest] = frames
    await restore(Buffer.concat([bytesOf(first!, length), ...rest.map((frame) => bytesOf(frame))]))
    await again(folder)
  }
  for (const bytes of [-1, 1.5, Number.MAX_SAFE_INTEGER, 0]) {
    const at = frames.findIndex(({ type }) => type === types.file)
    const file = { type: types.file, body: Buffer.from(encode({ name: 'notes.txt', bytes })) }
    const all = frames.toSpliced(at, 0, file, { type: types.chunk, body: Buffer.from('abc') })
    expect(await restore(Buffer.concat(all.map((frame) => bytesOf(frame))))).toBeInstanceOf(MemCubeError)
  }
})

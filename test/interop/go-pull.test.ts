// A puller in Go, from the specification alone: it takes a published cube from a running node and verifies all of it.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { blocksOfCar } from './car-blocks.ts'
import { buildGo, goIsMissing, pathOf, GO_PROGRAMS } from './go-program.ts'
import { LONG_TEXT, MEMORIES, publishNotes } from './published-cube.ts'

interface Pulled {
  agreement: string
  commit: string
  count: number
  blocks: string[]
  memories: Record<string, { cid: string; type: string; media: string; sha256: string; bytes: number }>
}

/** @throws with what the program said, where it failed */
async function pull(address: string, cube: string): Promise<Pulled> {
  const child = spawn(pathOf(GO_PROGRAMS.puller), [address, cube], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, said, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ])
  if (code !== 0) throw new Error(said)
  return JSON.parse(out) as Pulled
}

const addressOf = (node: MemCubeNode): string => node.addresses()[0] ?? ''
const sha256 = (body: string): string => createHash('sha256').update(body).digest('hex')

/** Key and text of each memory, as the export says. */
async function exportedTexts(node: MemCubeNode, cube: string): Promise<Map<string, string>> {
  const out = join(await temporaryFolder(), 'notes.jsonl')
  await node.call('export', { cube, out, format: 'jsonl' })
  const lines = (await readFile(out, 'utf8')).trim().split('\n')
  return new Map(
    lines.map((line) => {
      const { key, body } = JSON.parse(line) as { key: string; body: string }
      return [key, body]
    }),
  )
}

describe.skipIf(goIsMissing !== undefined)(
  `a puller in Go, from the specification alone${goIsMissing ? ` (${goIsMissing})` : ''}`,
  () => {
    beforeAll(() => buildGo(GO_PROGRAMS.puller))

    test('has every memory of a published cube, with the texts that the export has', async () => {
      const alice = await temporaryNode('alice', { network: {} })
      const { cube, head } = await publishNotes(alice)
      const pulled = await pull(addressOf(alice), cube)
      expect(pulled).toMatchObject({ commit: head })
      const texts = await exportedTexts(alice, cube)
      expect(texts.size).toBe(MEMORIES)
      expect(texts.get('long')).toBe(LONG_TEXT)
      const theirs = Object.entries(pulled.memories).filter(([key]) => !key.startsWith('.memcube/'))
      expect(new Map(theirs.map(([key, { sha256: hash }]) => [key, hash]))).toEqual(
        new Map([...texts].map(([key, body]) => [key, sha256(body)])),
      )
    })

    test('has no block that the archive of the cube lacks, and every commit of its log', async () => {
      const alice = await temporaryNode('alice', { network: {} })
      const { cube } = await publishNotes(alice)
      const pulled = await pull(addressOf(alice), cube)
      const out = join(await temporaryFolder(), 'cube.car')
      await alice.call('export', { cube, out, format: 'car' })
      const { commits } = await alice.call('log', { cube })
      const logged = commits.map(({ commit }) => commit)
      const archived = (await blocksOfCar(out)).map(({ cid }) => cid.toString())
      // The archive has the trees of older commits too, which a pack leaves out.
      expect(archived).toEqual(expect.arrayContaining(pulled.blocks))
      expect(pulled.blocks).toEqual(expect.arrayContaining([cube, ...logged]))
    })

    test('is refused a cube that is not published, and told so', async () => {
      const alice = await temporaryNode('alice', { network: {} })
      const { cube } = await alice.call('create', { name: 'private notes' })
      await alice.call('add', { cube, key: 'a', text: 'Mine.' })
      await expect(pull(addressOf(alice), cube)).rejects.toThrow('not a page with the cube')
    })
  },
)

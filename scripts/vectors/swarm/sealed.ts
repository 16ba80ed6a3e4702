/** Boxes, and a cube of two commits with its mirror. */
import type { CID } from 'multiformats/cid'
import { cidFor, RAW, type Block } from '../../../src/core/codec/index.ts'
import { createGenesis, createMemory, signCommit, type Commit } from '../../../src/core/cube/index.ts'
import {
  createBox,
  createMirror,
  sealStep,
  type ContentKeys,
  type Twin,
} from '../../../src/core/sealed/index.ts'
import { applyChanges, emptyTree } from '../../../src/core/tree/index.ts'
import { alice, filled, hex, swarm, time } from './team.ts'

export const keys: ContentKeys = {
  swarm,
  contentOf: (epoch) => (epoch >= 1 && epoch <= 2 ? filled(0x70 + epoch) : undefined),
}
export const about = cidFor(RAW, Buffer.from('a cube'))
const contents = { 1: hex(filled(0x71)), 2: hex(filled(0x72)) }
const text = Uint8Array.from(Buffer.from('wells at Kettle Ridge'))
const box = createBox(keys, about)
const sealed = box.seal(1, ['memory', 'a'], text)

export function boxCases(): Record<string, unknown>[] {
  const common = { swarm: swarm.toString(), about: about.toString(), contents, text: hex(text) }
  return [1, 2].map((epoch) => ({
    name: `epoch ${epoch}`,
    ...common,
    place: ['memory', 'a'],
    box: hex(box.seal(epoch, ['memory', 'a'], text)),
  }))
}

export function invalidBoxes(): Record<string, unknown>[] {
  const code = 'ERR_UNVERIFIABLE'
  const altered = (at: number): string => hex(sealed.map((byte, i) => (i === at ? byte ^ 1 : byte)))
  return [
    { name: 'another place', place: ['memory', 'b'], box: hex(sealed), code },
    { name: 'another nonce', place: ['memory', 'a'], box: altered(10), code },
    { name: 'another text', place: ['memory', 'a'], box: altered(30), code },
    { name: 'another tag', place: ['memory', 'a'], box: altered(sealed.length - 1), code },
    {
      name: 'another epoch that is known',
      place: ['memory', 'a'],
      box: `00000002${hex(sealed.subarray(4))}`,
      code,
    },
    {
      name: 'an epoch that is not known',
      place: ['memory', 'a'],
      box: `00000003${hex(sealed.subarray(4))}`,
      code: 'ERR_DENIED',
    },
    { name: 'too short', place: ['memory', 'a'], box: '00000001', code },
  ]
}

const genesis = createGenesis({
  name: 'notes',
  authors: [alice.publicKey],
  visibility: 'private',
  created: time,
  nonce: filled(8, 16),
})

/** The mirror of a cube, commit by commit; the second in another epoch. */
export async function mirrorCases(): Promise<Record<string, unknown>[]> {
  const held = new Map<string, Uint8Array>()
  const put = (blocks: readonly Block[]) =>
    blocks.forEach(({ cid, bytes }) => held.set(cid.toString(), bytes))
  const reader = { getMany: async (cids: CID[]) => cids.map((cid) => held.get(cid.toString())) }
  const mirror = createMirror(keys, genesis.bytes, 1)
  put(emptyTree().blocks)
  let tree = emptyTree().root
  let last: { commit: Commit; block: Block } | undefined
  let base: Twin | undefined
  let parents: CID[] = []
  const commits: Record<string, unknown>[] = []
  for (const [at, edit] of [
    { 'wells/kettle': 'They run dry in August.', 'people/ann': 'Ann has the key.' },
    { 'people/ann': undefined },
  ].entries()) {
    const memories = Object.entries(edit).map(([key, body]) => ({
      key,
      block: body === undefined ? undefined : memoryOf(body),
    }))
    put(memories.flatMap(({ block }) => block ?? []))
    const written = await applyChanges(
      reader,
      tree,
      memories.map(({ key, block }) => ({ key, value: block?.cid ?? null })),
    )
    put(written.blocks)
    tree = written.root
    const fields = {
      cube: genesis.cid,
      tree,
      parents: last === undefined ? [] : [last.block.cid],
      rev: `3lbbcdefgh22${at + 2}`,
      author: alice.publicKey,
      time,
      message: 'notes',
      count: 2 - at,
    }
    last = signCommit(fields, alice.secret)
    put([last.block])
    const step = await sealStep({
      reader,
      mirror,
      epoch: at + 1,
      base,
      plain: last.block.bytes,
      parents,
      secret: alice.secret,
    })
    put(step.blocks)
    base = step.twin
    parents = [step.block.cid]
    const blocks = step.blocks.map(({ cid, bytes }) => ({ cid: cid.toString(), bytes: hex(bytes) }))
    commits.push({
      epoch: at + 1,
      plain: last.block.cid.toString(),
      plainBytes: hex(last.block.bytes),
      sealed: step.block.cid.toString(),
      blocks,
    })
  }
  return [
    {
      name: 'two commits in two epochs',
      swarm: swarm.toString(),
      contents,
      genesis: hex(genesis.bytes),
      mirror: mirror.genesis.cid.toString(),
      header: mirror.header.cid.toString(),
      keys: { 'wells/kettle': mirror.blind('wells/kettle'), 'people/ann': mirror.blind('people/ann') },
      commits,
    },
  ]
}

function memoryOf(body: string): Block {
  const { block } = createMemory({
    type: 'plaintext',
    media: 'text/plain',
    body,
    tags: [],
    created: time,
    provenance: { activity: 'written' },
    governance: {},
  })
  return block
}

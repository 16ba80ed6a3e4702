/** Boxes, and a cube in two states with its mirror. */
import type { CID } from 'multiformats/cid'
import { cidFor, RAW, type Block } from '../../../src/core/codec/index.ts'
import { createGenesis, createMemory, signCommit, signHead } from '../../../src/core/cube/index.ts'
import {
  createBox,
  createMirror,
  sealState,
  signMirrorCommit,
  type ContentKeys,
} from '../../../src/core/sealed/index.ts'
import { applyChanges, emptyTree } from '../../../src/core/tree/index.ts'
import { alice, bob, filled, hex, swarm, time } from './team.ts'

export const keys: ContentKeys = {
  swarm,
  contentOf: (epoch) => (epoch >= 1 && epoch <= 2 ? filled(0x70 + epoch) : undefined),
}
export const about = cidFor(RAW, Buffer.from('a cube'))
export const contents = { 1: hex(filled(0x71)), 2: hex(filled(0x72)) }
const text = Uint8Array.from(Buffer.from('wells at Kettle Ridge'))
const box = createBox(keys, about)
const sealed = box.seal(1, ['block', 'a', 0], text)

export function boxCases(): Record<string, unknown>[] {
  const common = { swarm: swarm.toString(), about: about.toString(), contents, text: hex(text) }
  return [1, 2].map((epoch) => ({
    name: `epoch ${epoch}`,
    ...common,
    place: ['block', 'a', 0],
    box: hex(box.seal(epoch, ['block', 'a', 0], text)),
  }))
}

export function invalidBoxes(): Record<string, unknown>[] {
  const code = 'ERR_UNVERIFIABLE'
  const altered = (at: number): string => hex(sealed.map((byte, i) => (i === at ? byte ^ 1 : byte)))
  return [
    { name: 'another place', place: ['block', 'b', 0], box: hex(sealed), code },
    { name: 'another piece', place: ['block', 'a', 1], box: hex(sealed), code },
    { name: 'another kind', place: ['statement', 'a', 0], box: hex(sealed), code },
    { name: 'another nonce', place: ['block', 'a', 0], box: altered(10), code },
    { name: 'another text', place: ['block', 'a', 0], box: altered(30), code },
    { name: 'another tag', place: ['block', 'a', 0], box: altered(sealed.length - 1), code },
    {
      name: 'another epoch that is known',
      place: ['block', 'a', 0],
      box: `00000002${hex(sealed.subarray(4))}`,
      code,
    },
    {
      name: 'an epoch that is not known',
      place: ['block', 'a', 0],
      box: `00000003${hex(sealed.subarray(4))}`,
      code: 'ERR_DENIED',
    },
    { name: 'too short', place: ['block', 'a', 0], box: '00000001', code },
  ]
}

export const genesis = createGenesis({
  v: 1,
  name: 'notes',
  authors: [alice.publicKey],
  visibility: 'private',
  created: time,
  nonce: filled(8, 16),
})

/** Two states of one author's mirror, the second in another epoch; and what another author's mirror differs in. */
export async function mirrorCases(): Promise<Record<string, unknown>[]> {
  const held = new Map<string, Uint8Array>()
  const put = (blocks: readonly Block[]) =>
    blocks.forEach(({ cid, bytes }) => held.set(cid.toString(), bytes))
  const reader = { getMany: async (cids: CID[]) => cids.map((cid) => held.get(cid.toString())) }
  const mirror = createMirror(keys, { genesis: genesis.bytes, author: alice.publicKey, epoch: 1 })
  const other = createMirror(keys, { genesis: genesis.bytes, author: bob.publicKey, epoch: 1 })
  put(emptyTree().blocks)
  let plain = { tree: emptyTree().root, parents: [] as CID[] }
  let twin = { tree: undefined as CID | undefined, parents: [] as CID[], count: 0 }
  const states: Record<string, unknown>[] = []
  const edits = [
    { 'wells/kettle': 'They run dry in August.', 'big/report': longText },
    { 'wells/kettle': undefined },
  ]
  for (const [at, edit] of edits.entries()) {
    const added = Object.entries(edit).map(([key, body]) => ({ key, blocks: memoryOf(body) }))
    put(added.flatMap(({ blocks }) => blocks))
    const changes = added.map(({ key, blocks }) => ({ key, value: blocks.at(-1)?.cid ?? null }))
    const written = await applyChanges(reader, plain.tree, changes)
    put(written.blocks)
    const common = { v: 1 as const, rev: `3lbbcdefgh22${at + 2}`, time }
    const fields = { ...common, ...plain, tree: written.root, cube: genesis.cid, author: alice.publicKey }
    const commit = signCommit({ ...fields, message: 'notes', count: 2 - at }, alice.secret).block
    const blocks = [...added.flatMap((one) => one.blocks), ...written.blocks, commit]
    const head = signHead(
      {
        v: 1,
        cube: genesis.cid,
        seq: at + 1,
        refs: { main: commit.cid },
        author: alice.publicKey,
        time,
        expires: time,
      },
      alice.secret,
    )
    const statement = { statement: head.bytes, rosters: [] }
    const state = await sealState({ reader, mirror, epoch: at + 1, base: twin.tree, blocks, statement })
    put(state.blocks)
    const count = twin.count + state.entries
    const of = signMirrorCommit(mirror, { ...common, ...twin, tree: state.root, count }, alice.secret)
    put([of.block])
    plain = { tree: written.root, parents: [commit.cid] }
    twin = { tree: state.root, parents: [of.block.cid], count }
    states.push({
      epoch: at + 1,
      commit: of.block.cid.toString(),
      count,
      statement: { statement: hex(head.bytes), rosters: [] },
      plain: blocks.map((block) => ({ ...rowOf(block), name: mirror.blind(`block/${block.cid}`) })),
      sealed: [...state.blocks, of.block].map(rowOf),
    })
  }
  return [
    {
      name: 'two states in two epochs',
      swarm: swarm.toString(),
      contents,
      genesis: hex(genesis.bytes),
      author: hex(alice.publicKey),
      epoch: 1,
      mirror: mirror.genesis.cid.toString(),
      header: mirror.header.cid.toString(),
      statementName: mirror.blind('statement'),
      ofAnotherAuthor: {
        author: hex(bob.publicKey),
        mirror: other.genesis.cid.toString(),
        genesis: hex(other.genesis.bytes),
      },
      states,
    },
  ]
}

const rowOf = ({ cid, bytes }: Block) => ({ cid: cid.toString(), bytes: hex(bytes) })
/** Above 16,384 bytes, so that its payload is a block of its own and its box is linked. */
const longText = 'Wells run dry in August. '.repeat(700)

/** The blocks of a memory, its record last; none for none. */
function memoryOf(memory: string | undefined): Block[] {
  if (memory === undefined) return []
  const bytes = Uint8Array.from(Buffer.from(memory))
  const payload = bytes.length > 16_384 ? [{ cid: cidFor(RAW, bytes), bytes }] : []
  const { block } = createMemory({
    v: 1,
    type: 'plaintext',
    media: 'text/plain',
    body: payload[0] === undefined ? memory : { link: payload[0].cid, bytes: bytes.length },
    tags: [],
    created: time,
    provenance: { activity: 'written' },
    governance: {},
  })
  return [...payload, block]
}

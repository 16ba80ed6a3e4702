// Packs of a cube with records of both versions, and of later ones: a memory of a later version is taken, another record is not.
import { cidFor, DAG_CBOR, decode, encode, RAW, type Block } from '../../../src/core/codec/index.ts'
import { sign } from '../../../src/core/identity/index.ts'
import { packFor, refusedPack, wantOf } from './packs.ts'
import { hex, plain } from './plain.ts'
import { alice, texts, VectorCube } from './sample-cube.ts'

type Fields = Record<string, unknown>

const payload = blockOf(RAW, Buffer.from('a payload'))
const later: Record<string, Block> = {
  'later/linked': recordOf({ v: 3, t: 'memcube/memory', body: { link: payload.cid, bytes: 9 } }),
  'later/other': recordOf({ v: 9, t: 'memcube/memory', parts: [1, 2] }),
}

function blockOf(code: number, bytes: Uint8Array): Block {
  return { cid: cidFor(code, bytes), bytes }
}

function recordOf(fields: Fields): Block {
  return blockOf(DAG_CBOR, encode(fields))
}

/** A commit of version 1, and one of version 2 after it. */
function bothVersions(others?: Record<string, Block>): VectorCube {
  const cube = new VectorCube()
  cube.blocks.put(payload)
  cube.commit(texts(3))
  cube.commit(texts(4), { v: 2, ...(others && { others }) })
  return cube
}

export async function validLaterPacks() {
  const packs: [string, VectorCube][] = [
    ['a commit and memories of version 2 after those of version 1', bothVersions()],
    ['memories of later versions, one of them with a payload', bothVersions(later)],
  ]
  const cases = []
  for (const [name, cube] of packs) {
    const { car, blocks } = await packFor(cube, wantOf(cube))
    const want = plain(wantOf(cube))
    cases.push({ name, want, blocks: blocks.map(({ cid }) => cid.toString()), car: hex(car) })
  }
  return {
    about: 'Packs of a cube with records of both versions, for a puller that has nothing. Each is complete.',
    genesis: hex(bothVersions().genesis.bytes),
    cases,
  }
}

/** The newest commit with other fields, signed anew where it says a version that can be signed. */
function changedTip(cube: VectorCube, change: Fields): Block {
  const { sig: _, ...fields } = { ...decode<Fields>(cube.commits.at(-1)!.bytes), ...change }
  return recordOf({
    ...fields,
    sig: sign(`memcube/commit/${Number(fields['v'])}`, encode(fields), alice.secret),
  })
}

export async function invalidLaterPacks() {
  const cases = []
  for (const [name, change] of [
    ['a commit of a later version', { v: 3 }],
    ['a commit with a field that has to be understood', { colour: 'blue', crit: ['colour'] }],
  ] as const) {
    const cube = bothVersions()
    const { blocks } = await packFor(cube, wantOf(cube))
    const tip = changedTip(cube, change)
    cube.commits.push(tip)
    cases.push(await refusedPack(name, cube, [tip, ...blocks.slice(1)]))
  }
  const early = new VectorCube()
  early.commit(texts(3), { v: 2 })
  early.commits.push(changedTip(early, { v: 3 }))
  const parent = early.commits.at(-1)!
  const tip = early.commit(texts(4), { v: 2 })
  const history = [tip, parent, ...early.state()]
  cases.push(await refusedPack('a commit of a later version in its history', early, history))
  const lacking = bothVersions(later)
  const all = (await packFor(lacking, wantOf(lacking))).blocks
  const isPayload = ({ cid }: Block): boolean => cid.equals(payload.cid)
  cases.push(
    await refusedPack(
      'a memory of a later version without its payload',
      lacking,
      all.filter((one) => !isPayload(one)),
    ),
  )
  const note = { 'later/note': recordOf({ v: 3, t: 'memcube/note' }) }
  const odd = bothVersions(note)
  const commits = odd.commits.toReversed()
  cases.push(
    await refusedPack('a record of another kind, of a later version, under a key', odd, [
      ...commits,
      ...odd.state(),
    ]),
  )
  return {
    about:
      'Packs for a puller that has nothing; each must be refused whole. With ERR_INCOMPATIBLE nobody is false: a later program may take it.',
    genesis: hex(lacking.genesis.bytes),
    cases,
  }
}

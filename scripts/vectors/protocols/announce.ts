import { headShard } from '../../../src/core/cube/index.ts'
import { topicOf } from '../../../src/protocols/index.ts'
import { createAnnounceState, handle } from '../../../src/protocols/announce/state.ts'
import { cidFor, DAG_CBOR, decode, encode } from '../../../src/core/codec/index.ts'
import { hex } from './plain.ts'
import { alice, eve, texts, TIME, VectorCube } from './sample-cube.ts'

export const NETWORK = 'main'

export function validShardTopics() {
  const cubes = ['one', 'two', 'three', 'four'].map((text) => cidFor(DAG_CBOR, Buffer.from(text)))
  return {
    about: 'The topic of a cube: its shard is the first byte of sha256 over the binary cube id, modulo 64.',
    cases: cubes.map((cube) => ({
      name: cube.toString(),
      network: NETWORK,
      cube: cube.toString(),
      shard: headShard(cube),
      topic: topicOf(NETWORK, cube),
    })),
  }
}

export interface AnnouncementCase {
  name: string
  bytes: Uint8Array
  /** The mark of the author before the message; none when absent. */
  mark?: { seq: number; bytes: Uint8Array }
  topic?: string
}

export function sampleCube(): VectorCube {
  const cube = new VectorCube()
  cube.commit(texts(3))
  return cube
}

/** A follower's verdict on one message at `TIME`. */
function verdictOf(cube: VectorCube, { bytes, mark, topic }: AnnouncementCase) {
  const state = createAnnounceState(NETWORK)
  const marks = mark === undefined ? [] : [{ author: alice.publicKey, seq: mark.seq, head: mark.bytes }]
  handle(
    state,
    { type: 'followed', cube: { cube: cube.genesis.cid, genesis: cube.genesis.bytes, marks } },
    TIME,
  )
  const own = topic ?? topicOf(NETWORK, cube.genesis.cid)
  const outputs = handle(state, { type: 'gossipReceived', topic: own, bytes, peerId: 'peer' }, TIME)
  const verdict = outputs.find((output) => output.type === 'verdict')!.verdict
  const effect = outputs.flatMap((output) => {
    if (output.type === 'fetch') return ['fetch']
    return output.type === 'observed' ? [output.observation.type] : []
  })
  return { verdict, effect: effect[0] ?? null }
}

export function writeAnnouncements(cube: VectorCube, cases: AnnouncementCase[]) {
  return cases.map((one) => ({
    name: one.name,
    topic: one.topic ?? topicOf(NETWORK, cube.genesis.cid),
    mark: one.mark === undefined ? null : { seq: one.mark.seq, hex: hex(one.mark.bytes) },
    hex: hex(one.bytes),
    ...verdictOf(cube, one),
  }))
}

export function validAnnouncements() {
  const cube = sampleCube()
  const [first, second, third] = [1, 2, 3].map((seq) => ({ seq, bytes: cube.head(seq) })) as [
    AnnouncementCase['mark'],
    AnnouncementCase['mark'],
    AnnouncementCase['mark'],
  ]
  const renewed = cube.head(2, { expires: TIME + 172_800_000 })
  cube.commit(texts(4))
  const cases: AnnouncementCase[] = [
    { name: 'the first head', bytes: first!.bytes },
    { name: 'a newer head', bytes: second!.bytes, mark: first! },
    { name: 'a known head', bytes: second!.bytes, mark: second! },
    { name: 'an older head', bytes: first!.bytes, mark: third! },
    { name: 'a known head, signed again to prolong it', bytes: renewed, mark: second! },
    { name: 'the same number with other refs', bytes: cube.head(2), mark: second! },
    { name: 'a jump of a million', bytes: cube.head(1_000_001), mark: first! },
    { name: 'a jump of a million and one', bytes: cube.head(1_000_002), mark: first! },
    { name: 'an expired head', bytes: cube.head(4, { expires: TIME }), mark: first! },
    { name: 'a withdrawal', bytes: cube.withdrawal(3), mark: second! },
    { name: 'a withdrawal that comes too late', bytes: cube.withdrawal(2), mark: second! },
    { name: 'a withdrawal after a jump of a million', bytes: cube.withdrawal(1_000_001), mark: first! },
    {
      name: 'a withdrawal after a jump of a million and one',
      bytes: cube.withdrawal(1_000_002),
      mark: first!,
    },
    { name: 'the first withdrawal, of any number', bytes: cube.withdrawal(5_000_000) },
    {
      name: 'a head of somebody who is no author, with a number that is too far ahead',
      bytes: cube.head(9_000_000, { by: eve }),
      mark: first!,
    },
    { name: 'an expired head of another author', bytes: cube.head(4, { by: eve, expires: TIME }) },
    { name: 'signed by somebody who is no author, as far as is known', bytes: cube.head(3, { by: eve }) },
    {
      name: 'a head with the number of a withdrawal',
      bytes: cube.head(3),
      mark: { seq: 3, bytes: cube.withdrawal(3) },
    },
    { name: 'a head after a withdrawal', bytes: cube.head(4), mark: { seq: 3, bytes: cube.withdrawal(3) } },
  ]
  cases.push(...ofVersions(cube, second!))
  return {
    about: `What a node that follows the cube, and has accepted the mark, makes of a message at ${TIME}: its verdict for the gossip network, and what it does.`,
    genesis: hex(cube.genesis.bytes),
    network: NETWORK,
    nowMs: TIME,
    cases: writeAnnouncements(cube, cases),
  }
}

/** Statements of version 2, which are held against marks of version 1, and of later versions, which are nobody's fault. */
function ofVersions(cube: VectorCube, mark: NonNullable<AnnouncementCase['mark']>): AnnouncementCase[] {
  const later = (bytes: Uint8Array, change: object): Uint8Array =>
    encode({ ...decode<object>(bytes), ...change })
  const head = cube.head(3, { v: 2 })
  return [
    { name: 'a newer head of version 2 after one of version 1', bytes: head, mark },
    {
      name: 'the number of a head of version 1 with other refs, in version 2',
      bytes: cube.head(2, { v: 2 }),
      mark,
    },
    {
      name: 'the number and refs of a head of version 2, in version 1',
      bytes: cube.head(3),
      mark: { seq: 3, bytes: head },
    },
    { name: 'a head of version 3', bytes: later(head, { v: 3 }), mark },
    { name: 'a withdrawal of version 3', bytes: later(cube.withdrawal(3), { v: 3 }), mark },
    { name: 'version 3 of a head with nothing else in it', bytes: encode({ v: 3, t: 'memcube/head' }), mark },
    {
      name: 'a head with a field that has to be understood',
      bytes: later(head, { colour: 'blue', crit: ['colour'] }),
      mark,
    },
  ]
}

export function invalidAnnouncements() {
  const cube = sampleCube()
  const head = cube.head(1)
  const own = headShard(cube.genesis.cid)
  const cases: AnnouncementCase[] = [
    { name: 'rubbish', bytes: Uint8Array.of(1, 2, 3) },
    { name: 'nothing', bytes: new Uint8Array() },
    { name: '4,097 bytes', bytes: new Uint8Array(4097) },
    { name: 'a byte too many', bytes: Buffer.concat([head, Uint8Array.of(0)]) },
    { name: 'one bit of the signature flipped', bytes: flippedAt(head, head.length - 40) },
    { name: 'a commit', bytes: cube.commits[0]!.bytes },
    { name: 'version 3 of something else', bytes: encode({ v: 3, t: 'memcube/commit' }) },
    { name: '4,097 bytes of version 3', bytes: ofSize(4_097) },
    {
      name: 'a head of version 2 with an empty crit',
      bytes: encode({ ...decode<object>(cube.head(1, { v: 2 })), crit: [] }),
    },
    {
      name: 'the topic of another shard',
      bytes: head,
      topic: `/memcube/${NETWORK}/heads/2/${(own + 1) % 64}`,
    },
    { name: 'the topic of another network', bytes: head, topic: `/memcube/lab/heads/2/${own}` },
  ]
  return {
    about: 'What must be rejected, so that the peer that passed it on is thought less of.',
    genesis: hex(cube.genesis.bytes),
    network: NETWORK,
    nowMs: TIME,
    cases: writeAnnouncements(cube, cases),
  }
}

function ofSize(size: number): Uint8Array {
  const made = (length: number): Uint8Array => encode({ v: 3, t: 'memcube/head', more: 'x'.repeat(length) })
  return made(size - (made(1_000).length - 1_000))
}

function flippedAt(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, bytes[at]! ^ 1)
}

/** The published vectors: written by the generator, and read as another implementation would. */
import { readFileSync } from 'node:fs'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../../src/core/codec/index.ts'
import { formatDid } from '../../../src/core/identity/index.ts'
import {
  createBox,
  createMirror,
  openMirror,
  openSealed,
  unsealBlock,
  unsealStatement,
  type ContentKeys,
} from '../../../src/core/sealed/index.ts'
import { parseCommit, parseGenesis, verifyCommit } from '../../../src/core/cube/index.ts'
import { verifyTree } from '../../../src/core/tree/index.ts'
import {
  channelKey,
  createOpener,
  fencePrologue,
  mirrorPrologue,
  invitationId,
  invitationKey,
  openPrevious,
  parseChannelHello,
  parseCharter,
  parseDoorAnswer,
  parseDoorRequest,
  parseEvent,
  parseInvitation,
  resolve,
  swarmNetwork,
  unwrapSecrets,
} from '../../../src/core/swarm/index.ts'
import { SWARM_VECTORS, swarmVectors } from '../../../scripts/vectors/swarm.ts'
import { Blocks } from '../sealed/sample-cube.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what a file holds is what the expectations say
type Json = any
const read = (path: string): Json => JSON.parse(readFileSync(new URL(path, SWARM_VECTORS), 'utf8'))
const casesOf = (path: string): Json[] => read(path).cases
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const coded = (code: string): Error => expect.objectContaining({ code }) as Error
const files = await swarmVectors()

it.each(Object.keys(files))('%s is what the generator writes', (path) => {
  expect(readFileSync(new URL(path, SWARM_VECTORS), 'utf8')).toBe(files[path])
})

describe('membership logs', () => {
  const { charter, swarm } = read('valid/logs.json')
  const id = CID.parse(swarm)

  it.each(casesOf('valid/logs.json'))('give the members: $name', (given: Json) => {
    const events = (given.events as string[]).map((event) => parseEvent(bytes(event), id))
    const { members, refused, waiting, epoch, invitations } = resolve(parseCharter(bytes(charter)), events)
    expect(members.map((one) => ({ author: formatDid(one.key), name: one.name, role: one.role }))).toEqual(
      given.members,
    )
    expect(refused.map(({ cid }) => cid.toString()).sort()).toEqual(given.refused)
    expect(waiting.map(({ cid }) => cid.toString()).sort()).toEqual(given.waiting)
    expect(epoch.epoch).toBe(given.epoch)
    const open = invitations.filter(({ state }) => state === 'open').map(({ id: name }) => name)
    expect(open.sort()).toEqual(given.open)
  })

  it.each(casesOf('invalid/charters.json'))('are not begun by: $name', ({ charter: odd, code }: Json) => {
    expect(() => parseCharter(bytes(odd))).toThrow(coded(code))
  })

  it.each(casesOf('invalid/events.json'))('are refused: $name', ({ event, code }: Json) => {
    expect(() => parseEvent(bytes(event), id)).toThrow(coded(code))
  })
})

describe('invitations', () => {
  it.each(casesOf('valid/invitations.json'))('are read: $name', (given: Json) => {
    const invitation = parseInvitation(given.word)
    expect(invitation).toMatchObject({ expires: given.expires, role: given.role, doors: given.doors })
    expect(invitation.secret).toEqual(bytes(given.secret))
    const { publicKey } = invitationKey(invitation)
    expect([publicKey, invitationId(publicKey)]).toEqual([bytes(given.publicKey), given.id])
  })

  it.each(casesOf('invalid/invitations.json'))('are refused: $name', ({ word, code }: Json) => {
    expect(() => parseInvitation(word)).toThrow(coded(code))
  })
})

describe('channels', () => {
  const opened = (key: Uint8Array, sealed: string[]): (Uint8Array | 'end')[] => {
    const opener = createOpener(key)
    return sealed.flatMap((one) => opener.open(bytes(one)) ?? [])
  }

  it.each(casesOf('valid/channels.json'))('are read: $name', (given: Json) => {
    const hellos = { opener: bytes(given.hellos.opener), answerer: bytes(given.hellos.answerer) }
    expect(parseChannelHello(hellos[given.side as 'opener']).epoch).toBe(given.epoch)
    const names = { ...given, swarm: CID.parse(given.swarm) }
    const key = channelKey(bytes(given.content), names, hellos, given.side)
    expect(key).toEqual(bytes(given.key))
    expect(opened(key, given.sealed)).toEqual([...given.frames.map(bytes), 'end'])
  })

  it.each(casesOf('invalid/channels.json'))('are refused: $name', ({ sealed, code }: Json) => {
    const { key } = casesOf('valid/channels.json').find(({ side }: Json) => side === 'opener')
    expect(() => opened(bytes(key), sealed)).toThrow(coded(code))
  })

  it.each(casesOf('valid/gossip.json'))('messages are opened: $name', (given: Json) => {
    const swarm = CID.parse(given.swarm)
    const box = createBox({ swarm, contentOf: () => bytes(given.content) }, swarm)
    expect(box.open(bytes(given.sealed), ['gossip', given.topic])).toEqual(bytes(given.text))
  })
})

describe('secrets', () => {
  it.each(casesOf('valid/wraps.json'))('are unwrapped: $name', async (given: Json) => {
    const wrap = { key: bytes(given.key), enc: bytes(given.enc), ct: bytes(given.ct) }
    const context = { swarm: CID.parse(given.swarm), epoch: given.epoch }
    const { fence, content } = await unwrapSecrets(wrap, context, bytes(given.kemSeed))
    expect(Buffer.concat([fence, content ?? new Uint8Array()]).toString('hex')).toBe(given.text)
  })

  it.each(casesOf('valid/previous.json'))('lead back: $name', (given: Json) => {
    const context = { swarm: CID.parse(given.swarm), epoch: given.epoch }
    expect(openPrevious(bytes(given.sealed), bytes(given.newer), context)).toEqual(bytes(given.older))
  })

  it.each(casesOf('valid/fences.json'))('make the fence: $name', (given: Json) => {
    const swarm = CID.parse(given.swarm)
    expect(fencePrologue(bytes(given.fence), swarm, given.epoch)).toEqual(bytes(given.prologue))
    expect(mirrorPrologue(bytes(given.fence), swarm, given.epoch)).toEqual(bytes(given.mirrorPrologue))
    expect(swarmNetwork(swarm)).toBe(given.network)
  })
})

describe('at a door', () => {
  const parse = { request: parseDoorRequest, answer: parseDoorAnswer }

  it.each(casesOf('valid/door.json'))('is understood: $name', ({ way, bytes: hex }: Json) => {
    const said = parse[way as 'request'](bytes(hex))
    expect(encode(said)).toEqual(bytes(hex))
    expect(said).toEqual(decode(bytes(hex)))
  })

  it.each(casesOf('invalid/door.json'))('is refused: $name', ({ way, bytes: hex, code }: Json) => {
    expect(() => parse[way as 'request'](bytes(hex))).toThrow(coded(code))
  })
})

const keysOf = ({ swarm, contents }: Json): ContentKeys => ({
  swarm: CID.parse(swarm),
  contentOf: (epoch) => (contents[epoch] === undefined ? undefined : bytes(contents[epoch])),
})

describe('sealed', () => {
  const first = casesOf('valid/boxes.json')[0]
  const box = createBox(keysOf(first), CID.parse(first.about))

  it.each(casesOf('valid/boxes.json'))('texts are opened: $name', (given: Json) => {
    expect(box.open(bytes(given.box), given.place)).toEqual(bytes(given.text))
  })

  it.each(casesOf('invalid/boxes.json'))('texts are refused: $name', ({ place, box: sealed, code }: Json) => {
    expect(() => box.open(bytes(sealed), place)).toThrow(coded(code))
  })

  it.each(casesOf('invalid/mirrors.json'))('mirrors are refused: $kind, $name', (given: Json) => {
    const [valid] = casesOf('valid/mirrors.json')
    const keys = keysOf(valid)
    const init = { genesis: bytes(valid.genesis), author: bytes(valid.author), epoch: valid.epoch }
    const mirror = createMirror(keys, init)
    const pieces = ((given.pieces ?? []) as string[]).map(bytes)
    const open = {
      mirror: () => openMirror(keys, bytes(given.genesis), bytes(given.header)),
      block: () => unsealBlock(mirror, CID.parse(given.cid), bytes(given.entry), pieces),
      statement: () => unsealStatement(mirror, bytes(given.entry), pieces),
    }
    expect(open[given.kind as 'block']).toThrow(coded(given.code))
  })

  it.each(casesOf('valid/mirrors.json'))('cubes are opened: $name', async (given: Json) => {
    const keys = keysOf(given)
    const init = { genesis: bytes(given.genesis), author: bytes(given.author), epoch: given.epoch }
    const blocks = new Blocks()
    for (const { sealed } of given.states as Json[])
      blocks.put((sealed as Json[]).map((one) => ({ cid: CID.parse(one.cid), bytes: bytes(one.bytes) })))
    const [genesis, header] = await blocks.getMany([CID.parse(given.mirror), CID.parse(given.header)])
    const mirror = openMirror(keys, genesis!, header!)
    expect(mirror.genesis).toEqual(createMirror(keys, init).genesis)
    expect(mirror.blind('statement')).toBe(given.statementName)
    const { author, ...other } = given.ofAnotherAuthor
    const another = createMirror(keys, { ...init, author: bytes(author) })
    expect(Uint8Array.from(another.genesis.bytes)).toEqual(bytes(other.genesis))
    expect(another.genesis.cid.toString()).toBe(other.mirror)
    for (const state of given.states as Json[]) {
      const [bytesOfCommit] = await blocks.getMany([CID.parse(state.commit)])
      const commit = parseCommit(bytesOfCommit!)
      verifyCommit(commit, parseGenesis(mirror.genesis.bytes))
      expect((await verifyTree(blocks, commit.tree)).count).toBe(state.count)
      const sealed = openSealed(blocks, mirror, commit.tree)
      expect((await sealed.statement())?.statement).toEqual(bytes(state.statement.statement))
      const plain = state.plain as Json[]
      expect(await sealed.getMany(plain.map(({ cid }) => CID.parse(cid)))).toEqual(
        plain.map((one) => bytes(one.bytes)),
      )
      for (const { cid, name } of plain) expect(mirror.blind(`block/${cid}`)).toBe(name)
    }
  })
})

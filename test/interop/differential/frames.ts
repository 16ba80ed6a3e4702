/** Records and frames of the other protocols, bent at random: announcements, entries of logs, proposals, swarms. */
import { readFileSync } from 'node:fs'
import { parseEntry } from '../../../src/core/audit/index.ts'
import { decode, encode, isLink } from '../../../src/core/codec/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import {
  isCatchUpSigned,
  parseDoorAnswer,
  parseDoorRequest,
  verifyJoin,
} from '../../../src/core/swarm/index.ts'
import { parseAskerMessage, parseKeeperMessage } from '../../../src/protocols/proposals/messages.ts'
import { parseTeamMessage } from '../../../src/protocols/swarm/messages.ts'
import { NETWORK, sampleCube, writeAnnouncements } from '../../../scripts/vectors/protocols/announce.ts'
import { PROTOCOL_FOLDERS } from '../../../scripts/vectors/protocols.ts'
import { plain } from '../../../scripts/vectors/protocols/plain.ts'
import { alice, eve, TIME } from '../../../scripts/vectors/protocols/sample-cube.ts'
import { writeOffer, type Kept } from '../../../scripts/vectors/proposals/offers.ts'
import { bytesOf, hexOf, type Judged } from './inputs.ts'
import { bent, bentRecord } from './kinds.ts'
import { mutate, type Random } from './random.ts'

type Known = Readonly<Record<string, string>>

function casesIn(path: string): Known[] {
  return (JSON.parse(readFileSync(new URL(path, PROTOCOL_FOLDERS), 'utf8')) as { cases: Known[] }).cases
}

function bentBytes(random: Random, hex: string): Uint8Array {
  if (random.chance(15)) return mutate(random, bytesOf(hex))
  let value = decode<unknown>(bytesOf(hex))
  for (let times = random.int(3); times > 0; times--) value = bent(random, value)
  return encode(value)
}

/** @param read gives what a case says beside its bytes; it throws for what is refused */
function judged(
  random: Random,
  count: number,
  {
    known,
    field,
    read,
  }: { known: Known[]; field: string; read: (bytes: Uint8Array, one: Known) => object | undefined },
): Judged {
  const found: Judged = { valid: [], invalid: [] }
  for (let i = 0; i < count; i++) {
    const one = random.pick(known)
    const bytes = bentBytes(random, one[field]!)
    const { from, way } = one
    const given = {
      name: `${i} of ${one['name']}`,
      ...(from && { from }),
      ...(way && { way }),
      [field]: hexOf(bytes),
    }
    try {
      const said = read(bytes, one)
      if (said !== undefined) found.valid.push({ ...given, ...said })
    } catch (error) {
      if (!(error instanceof MemCubeError)) throw error
      found.invalid.push({ ...given, code: error.code })
    }
  }
  return found
}

export function entries(random: Random, count: number): Judged {
  const known = casesIn('audit/vectors/valid/entries.json')
  return judged(random, count, { known, field: 'hex', read: (bytes) => ({ ...(parseEntry(bytes) && {}) }) })
}

export function proposalMessages(random: Random, count: number): Judged {
  const known = casesIn('proposals/vectors/valid/messages.json')
  const read = (bytes: Uint8Array, { from }: Known): object | undefined => {
    const message = (from === 'asker' ? parseAskerMessage : parseKeeperMessage)(bytes)
    // A long sentence of a stranger is cut where each program shows it.
    const isLong = message.type === 'refused' && message.refusal.message.length >= 640
    return isLong ? undefined : { message: plain(message) }
  }
  return judged(random, count, { known, field: 'hex', read })
}

export function teamMessages(random: Random, count: number): Judged {
  const known = casesIn('swarm/vectors/valid/team.json')
  return judged(random, count, {
    known,
    field: 'bytes',
    read: (bytes) => ({ ...(parseTeamMessage(bytes) && {}) }),
  })
}

export function doorMessages(random: Random, count: number): Judged {
  const known = casesIn('swarm/vectors/valid/door.json')
  const read = (bytes: Uint8Array, { way }: Known): object => {
    if (way === 'answer') return { ...(parseDoorAnswer(bytes) && {}) }
    const request = parseDoorRequest(bytes)
    if (request.t === 'memcube/join') verifyJoin(request)
    else if (!isCatchUpSigned(request)) throw new MemCubeError('ERR_UNVERIFIABLE', 'not signed')
    return {}
  }
  return judged(random, count, { known, field: 'bytes', read })
}

export function announcements(random: Random, count: number): Judged {
  const cube = sampleCube()
  const draw = (): Uint8Array => {
    const seq = random.pick([1, 2, 3, 4, 1_000_002, 1_000_003, 3_000_000])
    const expires = TIME + random.pick([0, 1, -1, 86_400_000])
    if (random.chance(30)) return cube.withdrawal(seq)
    return cube.head(seq, { expires, by: random.pick([alice, alice, eve]), v: random.pick([1, 2]) })
  }
  const cases = Array.from({ length: count }, (_, i) => {
    const bytes = draw()
    const record = decode<Record<string, unknown>>(bytes)
    const changed = random.chance(40) ? encode(bentRecord(random, record)) : mutate(random, bytes)
    const seq = 1 + random.int(4)
    const mark = random.pick([
      { seq, bytes: cube.head(seq) },
      { seq, bytes: cube.withdrawal(seq) },
      undefined,
    ])
    return {
      name: `${i}`,
      bytes: random.chance(40) ? bytes : changed,
      ...(mark !== undefined && { mark }),
      ...(random.chance(5) && { topic: `/memcube/${NETWORK}/heads/2/${random.int(64)}` }),
    }
  })
  const valid = writeAnnouncements(
    cube,
    cases.filter(({ bytes }) => isAboutIt(bytes, cube.genesis.cid.toString())),
  )
  return { valid, invalid: [], shared: { genesis: hexOf(cube.genesis.bytes), network: NETWORK, nowMs: TIME } }
}

/** What is about another cube is judged by other lines. */
function isAboutIt(bytes: Uint8Array, cube: string): boolean {
  try {
    const named = decode<{ cube?: unknown } | null>(bytes)?.cube
    return !isLink(named) || String(named) === cube
  } catch {
    return true
  }
}

export function offers(random: Random, count: number): Judged {
  const known = casesIn('proposals/vectors/valid/offers.json') as unknown as {
    record: string
    genesis: string | null
    nowMs: number
    authors: string[]
    kept: {
      proposal: string
      decision: string | null
      approvals: string[]
      comments: string[]
      receivedMs: number
    }[]
  }[]
  const some = <One>(all: readonly One[]): One[] => all.filter(() => random.chance(60))
  const valid = Array.from({ length: count }, (_, i) => {
    const { genesis } = random.pick(known)
    const { kept } = random.pick(known)
    const said = kept.length > 8 ? kept.slice(0, random.int(kept.length)) : kept
    return writeOffer({
      name: `${i}`,
      record: bytesOf(random.pick(known).record),
      ...(genesis !== null && { genesis: bytesOf(genesis) }),
      nowMs: TIME + random.pick([0, 0, 0, 3_600_000, -86_400_001, 90 * 86_400_000]),
      serves: random.chance(95),
      isBlocked: random.chance(3),
      authors: random.pick(known).authors.map(bytesOf),
      kept: said.map(({ proposal, decision, approvals, comments, receivedMs }): Kept => ({
        proposal: bytesOf(proposal),
        ...(decision !== null && random.chance(80) && { decision: bytesOf(decision) }),
        approvals: some(approvals).map(bytesOf),
        comments: some(comments).map(bytesOf),
        receivedMs,
      })),
    })
  })
  return { valid, invalid: [] }
}

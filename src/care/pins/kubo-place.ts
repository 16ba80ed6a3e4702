/** Pins at a Kubo, over its RPC: https://docs.ipfs.tech/reference/kubo/rpc/. Blocks go there in CARs, and Kubo hashes each. */
import { CarWriter } from '@ipld/car/writer'
import type { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { countOf, NodeError } from '../../home/index.ts'
import { createAsk, type Answer, type AskOptions } from '../../storage/index.ts'
import type { PinPlace } from './place.ts'

/** Kubo walks all that is pinned before it answers. Guess: enough for a million blocks on a slow disk. */
const usualAnswerMs = 300_000
const maxAnswerBytes = 1024 * 1024

export interface PinTarget {
  /** Gives it blocks, which it may drop again until something that links to them is pinned. */
  send(blocks: readonly Block[]): Promise<void>
  /** Pins a block with all that it links to. All of it must be there: it is not looked for elsewhere. */
  pin(commit: CID): Promise<void>
  /** Takes our pin back; nothing where it has none of ours. */
  unpin(commit: string): Promise<void>
}

export type PinOptions = Pick<AskOptions, 'send' | 'answerMs' | 'restMs' | 'signal'>

/** What it throws is ERR_UNREACHABLE or ERR_CONFLICT. @param label the name of our pins there */
export function createKuboPlace(place: PinPlace, label: string, options: PinOptions = {}): PinTarget {
  const { text: name } = place
  const ask = createAsk({
    answerMs: usualAnswerMs,
    ...options,
    name,
    fails,
    isBusy: (status) => status === 429 || status === 503,
  })
  const call = (path: string, words: Record<string, string>, body?: () => FormData): Promise<Answer> => {
    // Offline: what this Kubo does not have it must not go and look for in the world.
    const query = new URLSearchParams({ offline: 'true', ...words })
    const url = `${place.url}/api/v0/${path}?${query}`
    return ask(() => ({ method: 'POST', url, ...(body !== undefined && { body: body() }) }), maxAnswerBytes)
  }
  /** The pin of this very block; undefined where there is none, or one above it alone. */
  const pinOf = async (commit: string): Promise<Pinned | undefined> => {
    const answer = await call('pin/ls', { arg: commit, names: 'true' })
    if (answer.status !== 200 && /not pinned/.test(messageIn(answer) ?? '')) return undefined
    return pinnedIn(name, done(name, answer), commit)
  }
  return {
    async send(blocks) {
      const car = await carOf(blocks)
      const answer = await call('dag/import', { 'pin-roots': 'false', stats: 'true' }, () => {
        const body = new FormData()
        body.append('file', new Blob(car), 'blocks.car')
        return body
      })
      requireTaken(name, done(name, answer), blocks.length)
    },
    async pin(commit) {
      const cid = commit.toString()
      const before = await pinOf(cid)
      if (before?.type === 'recursive') return
      // A recursive pin takes the place of a direct one: where a home keeps its blocks, theirs would go with ours.
      if (before?.type === 'direct') throw taken(name)
      const answer = done(name, await call('pin/add', { arg: cid, recursive: 'true', name: label }))
      const { Pins } = (linesOf(answer)[0] ?? {}) as { Pins?: unknown }
      if (!Array.isArray(Pins) || !Pins.includes(cid))
        throw fails(name, 'it did not say that it has pinned the cube')
      const after = await pinOf(cid)
      if (after?.type === 'recursive' && after.name === label) return
      // By its name alone is a pin known as ours later: one that has none is taken back while it is known whose it is.
      await call('pin/rm', { arg: cid, recursive: 'true' })
      throw fails(name, 'it does not tell the names of pins, as newer versions of Kubo do')
    },
    async unpin(commit) {
      const before = await pinOf(commit)
      if (before?.type !== 'recursive' || before.name !== label) return
      const answer = await call('pin/rm', { arg: commit, recursive: 'true' })
      if (answer.status !== 200 && /not pinned/.test(messageIn(answer) ?? '')) return
      done(name, answer)
    },
  }
}

interface Pinned {
  type: string
  /** What whoever pinned it called it. */
  name: string
}

/** Whatever else a server says is no word on pins. @throws ERR_UNREACHABLE */
function pinnedIn(name: string, answer: Answer, commit: string): Pinned | undefined {
  const { Keys } = (linesOf(answer)[0] ?? {}) as { Keys?: unknown }
  const key =
    typeof Keys === 'object' && Keys !== null ? (Keys as Record<string, unknown>)[commit] : undefined
  const { Type, Name = '' } = (key ?? {}) as { Type?: unknown; Name?: unknown }
  if (typeof Type !== 'string' || typeof Name !== 'string')
    throw fails(name, 'it does not tell of pins as Kubo does')
  return Type.startsWith('indirect') ? undefined : { type: Type, name: Name }
}

function requireTaken(name: string, answer: Answer, sent: number): void {
  for (const line of linesOf(answer)) {
    const { Stats } = line as { Stats?: { BlockCount?: unknown } | null }
    if (Stats?.BlockCount === sent) return
  }
  throw fails(
    name,
    `it did not say that it took ${countOf(sent, 'block')}: ${messageIn(answer) ?? 'no reason given'}`,
  )
}

async function carOf(blocks: readonly Block[]): Promise<Uint8Array<ArrayBuffer>[]> {
  const { writer, out } = CarWriter.create(blocks.slice(0, 1).map(({ cid }) => cid))
  const write = async (): Promise<void> => {
    for (const block of blocks) await writer.put(block)
    await writer.close()
  }
  const read = async (): Promise<Uint8Array<ArrayBuffer>[]> => {
    const chunks: Uint8Array<ArrayBuffer>[] = []
    for await (const chunk of out) chunks.push(new Uint8Array(chunk))
    return chunks
  }
  const [chunks] = await Promise.all([read(), write()])
  return chunks
}

function done(name: string, answer: Answer): Answer {
  if (answer.status === 200) return answer
  throw fails(name, messageIn(answer) ?? `status ${answer.status}`)
}

function fails(name: string, why: string, cause?: unknown): NodeError {
  return new NodeError('ERR_UNREACHABLE', `${name} cannot be used for pins: ${why}`, {
    cause,
    hint: 'see whether it runs and can be reached; say the same again once it does, and it goes on from there',
  })
}

function taken(name: string): NodeError {
  return new NodeError(
    'ERR_CONFLICT',
    `${name} has this block pinned by itself: a home keeps its blocks there`,
    {
      hint: 'what a home keeps there is there already; pin cubes at another Kubo',
    },
  )
}

/** What Kubo says of an error: data of others, so it is cut, and moves no cursor. */
function messageIn(answer: Answer): string | undefined {
  for (const line of linesOf(answer)) {
    const { Message } = line as { Message?: unknown }
    if (typeof Message === 'string') return Message.slice(0, 300).replace(/\p{C}/gu, '?')
  }
  return undefined
}

function linesOf({ bytes }: Answer): object[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()
  return text.split('\n').flatMap((line) => parseLine(line) ?? [])
}

function parseLine(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

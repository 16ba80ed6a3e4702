/**
 * Blocks in a Kubo node, over its RPC: https://docs.ipfs.tech/reference/kubo/rpc/. Each block is pinned by itself, under a
 * name that says whose it is, so that Kubo's collector leaves it. Kubo hashes what it takes, and answers with the CID.
 */
import { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { StorageError } from '../storage-error.ts'
import { createAsk, unreachable, type Answer, type AskOptions } from './ask.ts'
import { eachAtOnce } from '../../core/turns/index.ts'
import type { RemoteBlocks } from './interface.ts'
import type { KuboTarget } from './target.ts'

/** Requests at once: Kubo writes one file a block, and waits for the disk each time. Guess. */
const requestsAtOnce = 8
/** Blocks of one request, and bytes: the CIDs of the pins must fit into one address. Guesses. */
const blocksAtOnce = 64
const bytesAtOnce = 4 * 1024 * 1024
const maxAnswerBytes = 2 * 1024 * 1024
/** A million pins, each on a line of some 120 bytes. */
const maxListBytes = 256 * 1024 * 1024
const pinPrefix = 'memcube-'

const codecNames: Readonly<Record<number, string>> = { 0x55: 'raw', 0x70: 'dag-pb', 0x71: 'dag-cbor' }

interface KuboOptions extends Pick<AskOptions, 'send' | 'answerMs' | 'restMs'> {
  /** The name of this store. */
  home: string
}

type Call = (
  path: string,
  words: Record<string, string | readonly string[]>,
  options?: { body?: FormData; maxBytes?: number },
) => Promise<Answer>

export function createKuboBlocks(target: KuboTarget, { home, ...options }: KuboOptions): RemoteBlocks {
  const { text: name } = target
  const pinName = `${pinPrefix}${home}`
  // A mistake of the caller has status 500 as well: there is nothing to be gained by asking again.
  const ask = createAsk({ ...options, name, isBusy: (status) => status === 429 || status === 503 })
  const call: Call = (path, words, { body, maxBytes = maxAnswerBytes } = {}) => {
    // Offline: what Kubo does not have it must not go and look for in the world.
    const query = new URLSearchParams({ offline: 'true' })
    for (const [key, value] of Object.entries(words)) for (const one of [value].flat()) query.append(key, one)
    const url = `${target.url}/api/v0/${path}?${query}`
    return ask(() => ({ method: 'POST', url, ...(body !== undefined && { body }) }), maxBytes)
  }
  const done = async (asked: Promise<Answer>): Promise<Answer> => {
    const answer = await asked
    if (answer.status === 200) return answer
    throw unreachable(name, messageIn(answer) ?? `status ${answer.status}`)
  }
  return {
    name,
    async claim() {
      if (!target.isOpen) requireClosed(name, await done(call('config/show', {})))
      for (const { owner } of listPins(name, await done(listing(call, pinPrefix))))
        if (owner !== pinName) throw taken(name, owner)
    },
    release: async () => undefined,
    async get(cid) {
      const answer = await call('block/get', { arg: cid.toString() })
      if (answer.status !== 200 && isNotHere(answer)) return undefined
      return (await done(Promise.resolve(answer))).bytes
    },
    put: (blocks) =>
      eachAtOnce(groups(blocks), requestsAtOnce, async (group) => {
        await putGroup(name, (words, body) => done(call('block/put', words, { body })), group)
        await pinGroup(
          call,
          done,
          group.map(({ cid }) => cid.toString()),
          pinName,
        )
      }),
    delete: (cids) => eachAtOnce(cids, requestsAtOnce, (cid) => deleteOne(name, call, done, cid)),
    async *list() {
      for (const { cid, owner } of listPins(name, await done(listing(call, pinName))))
        if (owner === pinName) yield cid
    },
    async probe() {
      if (target.isOpen) await done(call('version', {}))
      else requireClosed(name, await done(call('config/show', {})))
    },
  }
}

type Done = (asked: Promise<Answer>) => Promise<Answer>

/** Blocks of one codec each, as many as go into one request. */
function groups(blocks: readonly Block[]): Block[][] {
  const open = new Map<number, { blocks: Block[]; bytes: number }>()
  const all: Block[][] = []
  for (const block of blocks) {
    const { code } = block.cid
    let group = open.get(code)
    if (
      group === undefined ||
      group.blocks.length === blocksAtOnce ||
      group.bytes + block.bytes.length > bytesAtOnce
    ) {
      group = { blocks: [], bytes: 0 }
      open.set(code, group)
      all.push(group.blocks)
    }
    group.blocks.push(block)
    group.bytes += block.bytes.length
  }
  return all
}

async function putGroup(
  name: string,
  put: (words: Record<string, string>, body: FormData) => Promise<Answer>,
  group: readonly Block[],
): Promise<void> {
  const body = new FormData()
  for (const { bytes } of group) body.append('file', new Blob([new Uint8Array(bytes)]), 'block')
  const codec = codecNames[group[0]?.cid.code ?? 0x55] ?? 'raw'
  const answer = await put({ 'cid-codec': codec, mhtype: 'sha2-256' }, body)
  const keys = linesOf(answer).map((line) => (line as { Key?: unknown }).Key)
  // Kubo says after a good status what failed half way: only what it names by its CID is there.
  const missing = group.find(({ cid }, at) => keys[at] !== cid.toString())
  if (missing !== undefined)
    throw unreachable(
      name,
      `it did not say that it has block ${missing.cid.toString()}: ${messageIn(answer) ?? 'no reason given'}`,
    )
}

/** A block that somebody pinned with all that it links to needs no pin of ours, and takes none. */
async function pinGroup(call: Call, done: Done, cids: readonly string[], pinName: string): Promise<void> {
  const pin = (arg: string | readonly string[]): Promise<Answer> =>
    call('pin/add', { arg, recursive: 'false', name: pinName })
  const answer = await pin(cids)
  if (answer.status === 200) return
  if (cids.length === 1 && /pinned recursively/.test(messageIn(answer) ?? '')) return
  if (cids.length === 1) return void (await done(Promise.resolve(answer)))
  for (const cid of cids) await pinGroup(call, done, [cid], pinName)
}

function otherCodecs({ code, multihash }: CID): CID[] {
  return Object.keys(codecNames).flatMap((other) =>
    Number(other) === code ? [] : [CID.createV1(Number(other), multihash)],
  )
}

async function deleteOne(name: string, call: Call, done: Done, cid: CID): Promise<void> {
  const unpinned = await call('pin/rm', { arg: cid.toString(), recursive: 'false' })
  if (
    unpinned.status !== 200 &&
    !/not pinned|pinned recursively|pinned indirectly/.test(messageIn(unpinned) ?? '')
  )
    await done(Promise.resolve(unpinned))
  // Kubo keeps bytes by their hash: under another codec they may be another block, which somebody needs.
  for (const other of otherCodecs(cid)) {
    const pinned = await call('pin/ls', { arg: other.toString() })
    if (pinned.status === 200) return
    if (!/not pinned/.test(messageIn(pinned) ?? '')) await done(Promise.resolve(pinned))
  }
  const answer = await done(call('block/rm', { arg: cid.toString(), force: 'true' }))
  for (const line of linesOf(answer)) {
    const { Error: fault } = line as { Error?: unknown }
    // Somebody else pinned it in the same Kubo.
    if (typeof fault === 'string' && fault !== '')
      throw unreachable(
        name,
        `block ${cid.toString()} could not be deleted there: ${fault.slice(0, 200).replace(/\p{C}/gu, '?')}`,
      )
  }
}

function listing(call: Call, name: string): Promise<Answer> {
  return call('pin/ls', { type: 'direct', stream: 'true', name }, { maxBytes: maxListBytes })
}

/** Whatever else a server says is no list without pins. @throws {StorageError} ERR_UNREACHABLE */
function* listPins(name: string, answer: Answer): Generator<{ cid: CID; owner: string }> {
  for (const line of textOf(answer).split('\n')) {
    if (line === '') continue
    const { Cid, Name } = (parseLine(line) ?? {}) as { Cid?: unknown; Name?: unknown }
    const cid = typeof Cid === 'string' ? parsed(Cid) : undefined
    if (cid === undefined) throw unreachable(name, 'it does not list pins as Kubo does')
    yield { cid, owner: typeof Name === 'string' ? Name : '' }
  }
}

function parsed(text: string): CID | undefined {
  try {
    return CID.parse(text)
  } catch {
    return undefined
  }
}

/** Kubo gives what it holds to whoever names it, and tells the world what it holds, unless it is told not to. */
function requireClosed(name: string, answer: Answer): void {
  const [config] = linesOf(answer) as {
    Bitswap?: { ServerEnabled?: unknown }
    Provide?: { Enabled?: unknown }
  }[]
  if (config?.Bitswap?.ServerEnabled === false && config.Provide?.Enabled === false) return
  throw new StorageError(
    'ERR_DENIED',
    `the Kubo of ${name} gives private memories to strangers: it serves blocks, or tells others which it has`,
    {
      hint: 'run `ipfs config --json Bitswap.ServerEnabled false` and `ipfs config --json Provide.Enabled false` and start it anew; where nobody but you reaches it, add ?open=yes to its name',
    },
  )
}

function taken(name: string, owner: string): StorageError {
  return new StorageError('ERR_CONFLICT', `another home keeps its blocks in ${name}: ${owner}`, {
    hint: 'give each home a Kubo of its own: a block of two homes has one pin there',
  })
}

function isNotHere(answer: Answer): boolean {
  return /could not find|not found/.test(messageIn(answer) ?? '')
}

/** What Kubo says of an error: data of others, so it is cut, and moves no cursor. */
function messageIn(answer: Answer): string | undefined {
  for (const line of linesOf(answer)) {
    const { Message } = (line ?? {}) as { Message?: unknown }
    if (typeof Message === 'string') return Message.slice(0, 300).replace(/\p{C}/gu, '?')
  }
  return undefined
}

function textOf({ bytes }: Answer): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString().trim()
}

function linesOf(answer: Answer): unknown[] {
  const text = textOf(answer)
  const whole = parseLine(text)
  if (whole !== undefined) return [whole]
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

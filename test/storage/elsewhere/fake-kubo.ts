/** The RPC of a Kubo in memory, as far as blocks need it: blocks by CID, and direct pins with names. */
import { CID } from 'multiformats/cid'
import { create as createDigest } from 'multiformats/hashes/digest'
import { sha256 } from '../../../src/core/codec/index.ts'

export interface FakeKubo {
  send: typeof fetch
  blocks: Map<string, Uint8Array>
  /** Names of direct pins, by CID. */
  pins: Map<string, string>
  /** Pinned with all that they link to, by somebody else. */
  recursive: Set<string>
  config: unknown
  /** Blocks that it says nothing of when they are put. */
  swallows: boolean
}

const codes: Readonly<Record<string, number>> = { raw: 0x55, 'dag-pb': 0x70, 'dag-cbor': 0x71 }

export const closedConfig = { Bitswap: { ServerEnabled: false }, Provide: { Enabled: false } }

export function createFakeKubo(): FakeKubo {
  const kubo: FakeKubo = {
    blocks: new Map(),
    pins: new Map(),
    recursive: new Set(),
    config: closedConfig,
    swallows: false,
    async send(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input)
      if (init.method !== 'POST') return new Response('405 - Method Not Allowed', { status: 405 })
      if (url.searchParams.get('offline') !== 'true')
        return failure('it may not look for blocks in the world')
      const args = url.searchParams.getAll('arg')
      const call = calls[url.pathname.replace('/api/v0/', '')]
      return call === undefined
        ? new Response('404 page not found', { status: 404 })
        : call(kubo, args, url.searchParams, init.body as FormData)
    },
  }
  return kubo
}

type Call = (
  kubo: FakeKubo,
  args: string[],
  words: URLSearchParams,
  body: FormData,
) => Response | Promise<Response>

const calls: Readonly<Record<string, Call>> = {
  version: () => lines([{ Version: '0.43.1' }]),
  'config/show': ({ config }) => lines([config]),
  'block/get': ({ blocks }, [cid = '']) => {
    const bytes = blocks.get(cid)
    return bytes === undefined
      ? failure(`block was not found locally (offline): ipld: could not find ${cid}`)
      : new Response(new Uint8Array(bytes))
  },
  async 'block/put'({ blocks, swallows }, _args, words, body) {
    const answers: object[] = []
    for (const file of body.getAll('file') as File[]) {
      const bytes = new Uint8Array(await file.arrayBuffer())
      const cid = CID.createV1(codes[words.get('cid-codec') ?? 'raw'] ?? 0, createDigest(0x12, sha256(bytes)))
      if (swallows) continue
      blocks.set(cid.toString(), bytes)
      answers.push({ Key: cid.toString(), Size: bytes.length })
    }
    return lines(answers)
  },
  'pin/add'({ pins, recursive }, args, words) {
    const taken = args.find((cid) => recursive.has(cid))
    if (taken !== undefined) return failure(`pin: ${taken} already pinned recursively`)
    for (const cid of args) pins.set(cid, words.get('name') ?? '')
    return lines([{ Pins: args }])
  },
  'pin/rm'({ pins, recursive }, [cid = '']) {
    if (recursive.has(cid)) return failure(`${cid} is pinned recursively`)
    return pins.delete(cid) ? lines([{ Pins: [cid] }]) : failure('not pinned or pinned indirectly')
  },
  'block/rm'({ blocks, recursive }, [cid = '']) {
    if (recursive.has(cid)) return lines([{ Hash: cid, Error: 'pinned: recursive' }])
    const { digest } = CID.parse(cid).multihash
    for (const other of blocks.keys())
      if (Buffer.compare(CID.parse(other).multihash.digest, digest) === 0) blocks.delete(other)
    return lines([{ Hash: cid }])
  },
  'pin/ls'({ pins, recursive }, [cid], words) {
    if (cid !== undefined)
      return pins.has(cid) || recursive.has(cid)
        ? lines([{ Keys: { [cid]: { Type: 'direct' } } }])
        : failure(`path '/ipfs/${cid}' is not pinned`)
    return lines(
      [...pins]
        .filter(([, name]) => name.includes(words.get('name') ?? ''))
        .map(([Cid, Name]) => ({ Cid, Name, Type: 'direct' })),
    )
  },
}

function lines(answers: readonly unknown[]): Response {
  return new Response(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''))
}

function failure(Message: string): Response {
  return new Response(JSON.stringify({ Message, Code: 0, Type: 'error' }), { status: 500 })
}

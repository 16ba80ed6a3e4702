import { expect, test } from 'vitest'
import { peers } from '../../src/interfaces/cli/verbs/peers.ts'
import type { VerbContext } from '../../src/interfaces/cli/verb.ts'

type Peer = { agreement: object | null; refusal: object | null; relayed?: true }

async function shown(peer: Peer): Promise<string[]> {
  const lines: string[] = []
  const answer = { peers: [{ peerId: '12D3KooWBob', addresses: [], agent: 'memcube', ...peer }] }
  const context = {
    json: false,
    out: { line: (text: string) => void lines.push(text) },
    client: () => Promise.resolve({ call: () => Promise.resolve(answer) }),
  }
  await peers.run([], {}, context as unknown as VerbContext)
  return lines
}

test.each<[string, Peer, string[]]>([
  ['agrees', { agreement: { result: 'ok' }, refusal: null }, ['ok']],
  [
    'comes through a relay',
    { agreement: { result: 'ok' }, refusal: null, relayed: true },
    ['ok  through a relay'],
  ],
  ['has not agreed yet', { agreement: null, refusal: null }, ['no handshake yet']],
  [
    'agrees on less, and why',
    { agreement: { result: 'store-only', reason: 'upgrade the older one' }, refusal: null },
    ['store-only', '  upgrade the older one'],
  ],
  [
    'was refused, and why',
    { agreement: null, refusal: { code: 'ERR_INCOMPATIBLE', message: 'upgrade memcube' } },
    ['refused', '  upgrade memcube'],
  ],
])('a peer that %s is shown so', async (_, peer, [result, ...why]) => {
  expect(await shown(peer)).toEqual([`12D3KooWBob  memcube  ${result}`, ...why])
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cidFor, DAG_CBOR } from '../../../src/core/codec/index.ts'
import { SYNC_LIMITS, type Refusal } from '../../../src/protocols/index.ts'
import {
  createClientState,
  handleClient,
  type ClientInput,
  type ClientState,
} from '../../../src/protocols/sync/client-state.ts'
import type { ServerMessage } from '../../../src/protocols/sync/messages.ts'
import {
  createServerState,
  handleServer,
  type ServerInput,
  type ServerState,
} from '../../../src/protocols/sync/server-state.ts'

const cid = cidFor(DAG_CBOR, Uint8Array.of(0xa0))
const agreement = new Uint8Array(32)
const want = { cube: cid, commit: cid, have: [], skip: [], nodesHeld: false }
const refusal: Refusal = { class: 'transient', code: 'ERR_INTERNAL', message: 'x' }
const MIB = 1024 * 1024
const { silenceMs } = SYNC_LIMITS

const types = (outputs: { type: string }[]) => outputs.map(({ type }) => type)

function server(...inputs: ServerInput[]): { state: ServerState; last: ReturnType<typeof handleServer> } {
  const state = createServerState({ agreement, maxCredit: 4 * MIB, nowMs: 0 })
  let last: ReturnType<typeof handleServer> = []
  for (const input of inputs) last = handleServer(state, input, 0)
  return { state, last }
}

const said = (message: Extract<ServerInput, { type: 'messageReceived' }>['message']): ServerInput => ({
  type: 'messageReceived',
  message,
})
const opened = said({ type: 'open', agreement })
const asked = said({ type: 'want', ...want })
const planned: ServerInput = { type: 'packPlanned', totals: { blocks: 10, bytes: 10 * MIB } }
const accepted = (credit = 2 * MIB) => said({ type: 'accept', credit })

describe('a server', () => {
  it.each<[string, ServerInput[], string, string[]]>([
    ['opening: the right agreement', [opened], 'idle', []],
    [
      'opening: a wrong agreement',
      [said({ type: 'open', agreement: new Uint8Array(32).fill(1) })],
      'closed',
      ['dropPack', 'send', 'close'],
    ],
    ['opening: a request', [asked], 'closed', ['dropPack', 'send', 'close']],
    ['idle: a question', [opened, said({ type: 'heads', limit: 1 })], 'finding', ['findHeads']],
    [
      'idle: cubes to compare',
      [opened, said({ type: 'watch', anew: true, cubes: [] })],
      'finding',
      ['watch'],
    ],
    ['idle: a comparison', [opened, said({ type: 'compare', cubes: 0, ranges: [] })], 'finding', ['compare']],
    [
      'finding: how many are compared',
      [opened, said({ type: 'watch', anew: true, cubes: [] }), { type: 'watched', cubes: 0 }],
      'idle',
      ['send'],
    ],
    [
      'finding: what was compared',
      [opened, said({ type: 'compare', cubes: 0, ranges: [] }), { type: 'compared', answers: [] }],
      'idle',
      ['send'],
    ],
    [
      'finding: the answer',
      [opened, said({ type: 'heads', limit: 1 }), { type: 'headsFound', page: { items: [] } }],
      'idle',
      ['send'],
    ],
    [
      'finding: a failure',
      [opened, said({ type: 'heads', limit: 1 }), { type: 'failed', refusal }],
      'idle',
      ['send'],
    ],
    ['idle: a want', [opened, asked], 'planning', ['planPack']],
    ['idle: open again', [opened, opened], 'closed', ['dropPack', 'send', 'close']],
    ['idle: accept', [opened, accepted()], 'closed', ['dropPack', 'send', 'close']],
    ['planning: the plan', [opened, asked, planned], 'offered', ['send']],
    ['planning: another want', [opened, asked, asked], 'closed', ['dropPack', 'send', 'close']],
    ['planning: a failure', [opened, asked, { type: 'failed', refusal }], 'idle', ['dropPack', 'send']],
    ['offered: accept', [opened, asked, planned, accepted()], 'packing', ['writePack']],
    [
      'offered: refused',
      [opened, asked, planned, said({ type: 'refused', refusal })],
      'idle',
      ['dropPack', 'refusedByPeer'],
    ],
    [
      'packing: a frame with credit',
      [opened, asked, planned, accepted(), { type: 'frameReady', bytes: MIB }],
      'packing',
      ['sendFrame'],
    ],
    ['packing: a dearer offer', [opened, asked, planned, accepted(), planned], 'offered', ['send']],
    [
      'packing: refused',
      [opened, asked, planned, accepted(), said({ type: 'refused', refusal })],
      'idle',
      ['dropPack', 'refusedByPeer'],
    ],
    [
      'packing: the end',
      [opened, asked, planned, accepted(), { type: 'packWritten', totals: { blocks: 1, bytes: 1 } }],
      'idle',
      ['send'],
    ],
    [
      'packing: a question',
      [opened, asked, planned, accepted(), said({ type: 'heads', limit: 1 })],
      'closed',
      ['dropPack', 'send', 'close'],
    ],
    ['closed: anything', [asked, opened], 'closed', []],
  ])('%s', (_, inputs, phase, outputs) => {
    const { state, last } = server(...inputs)
    expect(state.phase).toBe(phase)
    expect(types(last)).toEqual(outputs)
  })

  it.each<['heads' | 'packs', ServerInput]>([
    ['heads', said({ type: 'heads', limit: 1 })],
    ['packs', asked],
  ])('refuses %s that the agreement does not reach to, and answers the rest', (kind, request) => {
    const state = createServerState({ agreement, refuses: { [kind]: refusal }, maxCredit: 4 * MIB, nowMs: 0 })
    handleServer(state, opened, 0)
    expect(handleServer(state, request, 0)).toEqual([{ type: 'send', message: { type: 'refused', refusal } }])
    expect(state.phase).toBe('idle')
    const other = kind === 'heads' ? asked : said({ type: 'heads', limit: 1 })
    expect(types(handleServer(state, other, 0))).toEqual([kind === 'heads' ? 'planPack' : 'findHeads'])
  })

  it('holds a frame back until there is credit for it', () => {
    const { state } = server(opened, asked, planned, accepted(2 * MIB), {
      type: 'frameReady',
      bytes: 2 * MIB,
    })
    expect(handleServer(state, { type: 'frameReady', bytes: 1 }, 0)).toEqual([])
    expect(types(handleServer(state, said({ type: 'credit', bytes: MIB }), 0))).toEqual(['sendFrame'])
  })

  it('grants no more credit than it has memory for', () => {
    const { state } = server(opened, asked, planned, accepted(1e12), { type: 'frameReady', bytes: 4 * MIB })
    expect(handleServer(state, { type: 'frameReady', bytes: 1 }, 0)).toEqual([])
  })

  it('serves as many requests as a stream may have, and not one more', () => {
    const { state } = server(opened)
    state.requests = SYNC_LIMITS.maxRequests - 1
    const question = said({ type: 'heads', limit: 1 })
    expect(types(handleServer(state, question, 0))).toEqual(['findHeads'])
    handleServer(state, { type: 'headsFound', page: { items: [] } }, 0)
    expect(handleServer(state, question, 0)).toMatchObject([
      { type: 'dropPack' },
      { type: 'send', message: { refusal: { code: 'ERR_LIMIT' } } },
      { type: 'close' },
    ])
  })

  it('is told once that a request is refused', () => {
    const no = said({ type: 'refused', refusal })
    expect(types(server(opened, no).last)).toContain('close')
    expect(types(server(opened, asked, planned, no, no).last)).toContain('close')
  })

  it('leaves a peer that acknowledges without end', () => {
    const { state } = server(opened, asked, planned, accepted(2 * MIB), { type: 'frameReady', bytes: 9 })
    const again = said({ type: 'credit', bytes: 1 })
    let times = 0
    while (state.phase !== 'closed' && times < 1_000) {
      handleServer(state, again, 0)
      times++
    }
    expect(state.phase).toBe('closed')
  })

  it('never has more in flight than the credit, whatever is acknowledged', () => {
    const steps = fc.array(
      fc.oneof(
        fc.integer({ min: 1, max: MIB }).map((bytes) => ({ frame: bytes })),
        fc.nat(8 * MIB).map((bytes) => ({ credit: bytes })),
      ),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(steps, (list) => {
        const { state } = server(opened, asked, planned, accepted(2 * MIB))
        let sent = 0
        let acknowledged = 0
        let ready = 0
        const perform = (input: ServerInput): void => {
          for (const output of handleServer(state, input, 0)) {
            if (output.type !== 'sendFrame') continue
            sent += ready
            ready = 0
          }
          if (state.phase !== 'closed') expect(sent - acknowledged).toBeLessThanOrEqual(2 * MIB)
        }
        for (const step of list) {
          if (state.phase === 'closed') return
          if ('frame' in step && ready === 0) {
            ready = step.frame
            perform({ type: 'frameReady', bytes: ready })
          } else if ('credit' in step) {
            if (step.credit <= sent) acknowledged = Math.max(acknowledged, step.credit)
            perform(said({ type: 'credit', bytes: step.credit }))
            if (step.credit > sent) expect(state.phase, 'a lie ends the stream').toBe('closed')
          }
        }
      }),
    )
  })

  it('leaves a peer that is silent, or that trickles acknowledgements', () => {
    const { state } = server(
      opened,
      asked,
      planned,
      accepted(2 * MIB),
      { type: 'frameReady', bytes: 2 * MIB },
      { type: 'frameReady', bytes: MIB },
    )
    for (let second = 1; second < silenceMs / 1000; second++) {
      handleServer(state, said({ type: 'credit', bytes: second }), second * 1000)
      expect(handleServer(state, { type: 'ticked' }, second * 1000)).toEqual([])
    }
    expect(types(handleServer(state, { type: 'ticked' }, silenceMs))).toEqual(['dropPack', 'send', 'close'])
  })

  it('does not leave a peer because it is slow itself', () => {
    expect(handleServer(server(opened, asked).state, { type: 'ticked' }, 10 * silenceMs)).toEqual([])
    expect(
      handleServer(server(opened, asked, planned, accepted()).state, { type: 'ticked' }, 10 * silenceMs),
    ).toEqual([])
    expect(types(handleServer(server(opened).state, { type: 'ticked' }, silenceMs))).toContain('close')
  })
})

function client(...inputs: ClientInput[]): { state: ClientState; last: ReturnType<typeof handleClient> } {
  const state = createClientState({ credit: 2 * MIB, nowMs: 0 })
  let last: ReturnType<typeof handleClient> = []
  for (const input of inputs) last = handleClient(state, input, 0)
  return { state, last }
}

const heard = (message: ServerMessage): ClientInput => ({ type: 'messageReceived', message })
const wanted: ClientInput = { type: 'packWanted', want }
const offer = (blocks = 10, bytes = 10 * MIB) => heard({ type: 'offer', blocks, bytes })
const chunk = (bytes: number) => heard({ type: 'chunk', bytes: new Uint8Array(bytes) })
const agreed: ClientInput = { type: 'offerAccepted' }

describe('a puller', () => {
  it.each<[string, ClientInput[], string, string[]]>([
    ['idle: a question', [{ type: 'headsWanted', query: { limit: 1 } }], 'asking', ['send']],
    [
      'asking: the answer',
      [{ type: 'headsWanted', query: { limit: 1 } }, heard({ type: 'found', items: [] })],
      'idle',
      ['answered'],
    ],
    [
      'asking: an answer to another question',
      [{ type: 'watchWanted', watch: { anew: true, cubes: [] } }, heard({ type: 'found', items: [] })],
      'closed',
      ['send', 'fail', 'close'],
    ],
    [
      'asking: how many cubes are compared',
      [{ type: 'watchWanted', watch: { anew: true, cubes: [] } }, heard({ type: 'watching', cubes: 0 })],
      'idle',
      ['answered'],
    ],
    [
      'asking: a comparison',
      [
        { type: 'compareWanted', compare: { cubes: 0, ranges: [] } },
        heard({ type: 'compared', answers: [] }),
      ],
      'idle',
      ['answered'],
    ],
    [
      'asking: a refusal',
      [{ type: 'headsWanted', query: { limit: 1 } }, heard({ type: 'refused', refusal })],
      'idle',
      ['fail'],
    ],
    ['idle: a want', [wanted], 'wanting', ['send']],
    ['wanting: an offer', [wanted, offer()], 'deciding', ['decide']],
    ['wanting: a chunk', [wanted, chunk(1)], 'closed', ['send', 'fail', 'close']],
    ['deciding: yes', [wanted, offer(), agreed], 'receiving', ['send']],
    ['deciding: no', [wanted, offer(), { type: 'offerRefused', refusal }], 'idle', ['send', 'fail']],
    ['deciding: a chunk', [wanted, offer(), chunk(1)], 'closed', ['send', 'fail', 'close']],
    ['receiving: a chunk', [wanted, offer(), agreed, chunk(1)], 'receiving', ['parse']],
    ['receiving: an empty chunk', [wanted, offer(), agreed, chunk(0)], 'closed', ['send', 'fail', 'close']],
    [
      'receiving: beyond the offer',
      [wanted, offer(1, 9), agreed, chunk(10)],
      'closed',
      ['send', 'fail', 'close'],
    ],
    [
      'receiving: too many blocks',
      [wanted, offer(1, 9), agreed, chunk(9), { type: 'blocksParsed', blocks: 2 }],
      'closed',
      ['send', 'fail', 'close'],
    ],
    [
      'receiving: beyond the credit',
      [wanted, offer(), agreed, chunk(2 * MIB), chunk(1)],
      'closed',
      ['send', 'fail', 'close'],
    ],
    [
      'receiving: staged',
      [wanted, offer(), agreed, chunk(9), { type: 'staged', bytes: 9 }],
      'receiving',
      ['send'],
    ],
    ['receiving: a dearer offer', [wanted, offer(1, 9), agreed, offer(2, 18)], 'deciding', ['decide']],
    [
      'receiving: a cheaper offer',
      [wanted, offer(2, 18), agreed, offer(1, 18)],
      'closed',
      ['send', 'fail', 'close'],
    ],
    [
      'receiving: an offer of fewer bytes',
      [wanted, offer(2, 18), agreed, offer(2, 17)],
      'closed',
      ['send', 'fail', 'close'],
    ],
    ['receiving: the same offer again', [wanted, offer(2, 18), agreed, offer(2, 18)], 'deciding', ['decide']],
    ['receiving: all of the offer', [wanted, offer(1, 9), agreed, chunk(9)], 'receiving', ['parse']],
    [
      'receiving: a byte beyond the offer',
      [wanted, offer(1, 9), agreed, chunk(9), chunk(1)],
      'closed',
      ['send', 'fail', 'close'],
    ],
    [
      'receiving: an end that counts more',
      [
        wanted,
        offer(),
        agreed,
        chunk(9),
        { type: 'blocksParsed', blocks: 1 },
        heard({ type: 'end', blocks: 2, bytes: 10 }),
      ],
      'closed',
      ['send', 'fail', 'close'],
    ],
    [
      'receiving: the end',
      [
        wanted,
        offer(),
        agreed,
        chunk(9),
        { type: 'blocksParsed', blocks: 1 },
        heard({ type: 'end', blocks: 1, bytes: 9 }),
      ],
      'idle',
      ['packEnded'],
    ],
    [
      'receiving: an end that counts otherwise',
      [wanted, offer(), agreed, heard({ type: 'end', blocks: 1, bytes: 9 })],
      'closed',
      ['send', 'fail', 'close'],
    ],
    [
      'receiving: a refusal',
      [wanted, offer(), agreed, heard({ type: 'refused', refusal })],
      'idle',
      ['fail'],
    ],
    [
      'idle: staged after the end',
      [
        wanted,
        offer(),
        agreed,
        chunk(9),
        { type: 'blocksParsed', blocks: 1 },
        heard({ type: 'end', blocks: 1, bytes: 9 }),
        { type: 'staged', bytes: 9 },
      ],
      'idle',
      [],
    ],
    ['idle: a refusal', [heard({ type: 'refused', refusal })], 'closed', ['fail', 'close']],
  ])('%s', (_, inputs, phase, outputs) => {
    const { state, last } = client(...inputs)
    expect(state.phase).toBe(phase)
    expect(types(last)).toEqual(outputs)
  })

  it('leaves a server that is silent or that trickles', () => {
    expect(types(handleClient(client(wanted).state, { type: 'ticked' }, silenceMs))).toEqual([
      'send',
      'fail',
      'close',
    ])
    const { state } = client(wanted, offer(), agreed)
    for (let second = 1; second < silenceMs / 1000; second++) {
      handleClient(state, chunk(100), second * 1000)
      const outputs = handleClient(state, { type: 'ticked' }, second * 1000)
      expect(outputs.filter(({ type }) => type !== 'paced')).toEqual([])
    }
    expect(handleClient(state, { type: 'ticked' }, silenceMs)).toMatchObject([
      { type: 'send' },
      { type: 'fail', refusal: { code: 'ERR_TIMEOUT' } },
      { type: 'close' },
    ])
  })

  it('tells of a server that gives too little for a while, within 6 s, and of one that gives enough', () => {
    const { paceMs, slowBytes } = SYNC_LIMITS
    const told = (bytes: number): unknown[] => {
      const { state } = client(wanted, offer(), agreed)
      const all: unknown[] = []
      for (let ms = 0; ms <= 2 * paceMs; ms += 2_000) {
        handleClient(state, chunk(bytes), ms)
        handleClient(state, { type: 'staged', bytes: state.got.bytes }, ms)
        all.push(...handleClient(state, { type: 'ticked' }, ms).map((output) => ({ ms, ...output })))
      }
      return all
    }
    const perTurn = (2_000 * slowBytes) / paceMs
    expect(told(perTurn / 2)).toMatchObject([
      { ms: paceMs, type: 'paced', pace: { bytes: (perTurn / 2) * 3, isSlow: true } },
      { ms: 2 * paceMs, type: 'paced', pace: { bytes: (perTurn / 2) * 5, isSlow: true } },
    ])
    expect(told(perTurn)).toMatchObject([
      { ms: paceMs, pace: { isSlow: false } },
      { ms: 2 * paceMs, pace: { isSlow: false } },
    ])
    const silent = client(wanted).state
    expect(handleClient(silent, { type: 'ticked' }, paceMs)).toMatchObject([{ pace: { isSlow: true } }])
  })

  it('tells of a server that others race twice as soon, by the same measure', () => {
    const { racedPaceMs, paceMs, slowBytes } = SYNC_LIMITS
    const enough = (slowBytes * racedPaceMs) / paceMs
    const told = (bytes: number): unknown => {
      const { state } = client({ ...wanted, isRaced: true }, offer(), agreed)
      handleClient(state, chunk(bytes), 1)
      handleClient(state, { type: 'staged', bytes }, 1)
      expect(handleClient(state, { type: 'ticked' }, racedPaceMs - 1)).toEqual([])
      return handleClient(state, { type: 'ticked' }, racedPaceMs)
    }
    expect(told(enough - 1)).toMatchObject([{ type: 'paced', pace: { isSlow: true } }])
    expect(told(enough)).toMatchObject([{ type: 'paced', pace: { isSlow: false } }])
  })

  it('says nothing of a server while it is slow itself', () => {
    expect(handleClient(client(wanted, offer()).state, { type: 'ticked' }, 10 * silenceMs)).toEqual([])
    expect(
      handleClient(client(wanted, offer(), agreed, chunk(2 * MIB)).state, { type: 'ticked' }, 10 * silenceMs),
    ).toEqual([])
  })
})

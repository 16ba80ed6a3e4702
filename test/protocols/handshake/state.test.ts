import { describe, expect, it } from 'vitest'
import { createHelloProfile } from '../../../src/protocols/index.ts'
import {
  agreementWith,
  ANSWER_WITHIN_MS,
  createHandshakeState,
  handle,
  type HandshakeOutput,
} from '../../../src/protocols/handshake/state.ts'
import { encodeRefusal } from '../../../src/protocols/refusal.ts'

const profile = (network = 'main') => createHelloProfile({ network, agent: 'test/1' })
const nonce = (fill: number) => new Uint8Array(16).fill(fill)

function askOf(outputs: HandshakeOutput[]): Uint8Array {
  const ask = outputs.find((output) => output.type === 'ask' || output.type === 'answer')
  return (ask as { bytes: Uint8Array }).bytes
}

describe('a handshake', () => {
  const pair = (network = 'main') => ({
    alice: createHandshakeState('alice', profile()),
    bob: createHandshakeState('bob', profile(network)),
  })

  it('asked by one side ends in one agreement', () => {
    const { alice, bob } = pair()
    const question = askOf(handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(1) }, 0))
    const answer = askOf(
      handle(bob, { type: 'questionReceived', peerId: 'alice', nonce: nonce(2), bytes: question }, 0),
    )
    expect(handle(alice, { type: 'answerReceived', peerId: 'bob', bytes: answer }, 0)).toMatchObject([
      { type: 'agreed' },
    ])
    expect(agreementWith(alice, 'bob')?.hash).toEqual(agreementWith(bob, 'alice')?.hash)
  })

  it('asked by both sides at once ends in one agreement', () => {
    const { alice, bob } = pair()
    const hers = askOf(handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(1) }, 0))
    const his = askOf(handle(bob, { type: 'agreementWanted', peerId: 'alice', nonce: nonce(2) }, 0))
    const toHer = askOf(
      handle(bob, { type: 'questionReceived', peerId: 'alice', nonce: nonce(3), bytes: hers }, 0),
    )
    const toHim = askOf(
      handle(alice, { type: 'questionReceived', peerId: 'bob', nonce: nonce(4), bytes: his }, 0),
    )
    const first = agreementWith(alice, 'bob')?.hash
    handle(alice, { type: 'answerReceived', peerId: 'bob', bytes: toHer }, 0)
    handle(bob, { type: 'answerReceived', peerId: 'alice', bytes: toHim }, 0)
    expect(agreementWith(alice, 'bob')?.hash).toEqual(first)
    expect(agreementWith(bob, 'alice')?.hash).toEqual(first)
  })

  it('is done once per connection', () => {
    const { alice, bob } = pair()
    const question = askOf(handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(1) }, 0))
    expect(handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(9) }, 0)).toEqual([])
    const answer = askOf(
      handle(bob, { type: 'questionReceived', peerId: 'alice', nonce: nonce(2), bytes: question }, 0),
    )
    handle(alice, { type: 'answerReceived', peerId: 'bob', bytes: answer }, 0)
    expect(handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(9) }, 0)).toMatchObject([
      { type: 'agreed' },
    ])
    handle(alice, { type: 'peerDisconnected', peerId: 'bob' }, 0)
    expect(agreementWith(alice, 'bob')).toBeUndefined()
    expect(handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(9) }, 0)).toMatchObject([
      { type: 'ask' },
    ])
  })

  it('that is refused is refused in the same words on both sides, and asked again when wanted', () => {
    const { alice, bob } = pair('lab')
    const question = askOf(handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(1) }, 0))
    const outputs = handle(
      bob,
      { type: 'questionReceived', peerId: 'alice', nonce: nonce(2), bytes: question },
      0,
    )
    const hers = handle(alice, { type: 'answerReceived', peerId: 'bob', bytes: askOf(outputs) }, 0)
    const refusal = (list: HandshakeOutput[]) => list.find((output) => output.type === 'refused')?.refusal
    expect(refusal(hers)).toEqual(refusal(outputs))
    expect(refusal(hers)).toMatchObject({ field: 'network' })
    expect(handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(1) }, 0)).toMatchObject([
      { type: 'ask' },
    ])
  })

  it('with rubbish is answered with a refusal', () => {
    const { bob } = pair()
    const outputs = handle(
      bob,
      { type: 'questionReceived', peerId: 'alice', nonce: nonce(2), bytes: Uint8Array.of(1, 2) },
      0,
    )
    expect(outputs).toMatchObject([{ type: 'sendRefusal', refusal: { class: 'unverifiable' } }])
    expect(agreementWith(bob, 'alice')).toBeUndefined()
  })

  it('ends with the refusal that the peer sends', () => {
    const { alice } = pair()
    handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(1) }, 0)
    const refusal = { class: 'denied', code: 'ERR_DENIED', message: 'not you' } as const
    expect(
      handle(alice, { type: 'answerReceived', peerId: 'bob', bytes: encodeRefusal(refusal) }, 0),
    ).toEqual([{ type: 'refused', peerId: 'bob', refusal }])
  })

  it('that is not answered in time is given up', () => {
    const { alice } = pair()
    handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(1) }, 1_000)
    expect(handle(alice, { type: 'ticked' }, 1_000 + ANSWER_WITHIN_MS - 1)).toEqual([])
    expect(handle(alice, { type: 'ticked' }, 1_000 + ANSWER_WITHIN_MS)).toMatchObject([
      { type: 'refused', refusal: { code: 'ERR_TIMEOUT' } },
    ])
  })

  it('that ends with the connection fails, and an answer that comes later counts for nothing', () => {
    const { alice, bob } = pair()
    const question = askOf(handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(1) }, 0))
    const answer = askOf(
      handle(bob, { type: 'questionReceived', peerId: 'alice', nonce: nonce(2), bytes: question }, 0),
    )
    expect(handle(alice, { type: 'peerDisconnected', peerId: 'bob' }, 0)).toMatchObject([
      { type: 'refused', refusal: { code: 'ERR_UNREACHABLE' } },
    ])
    expect(handle(alice, { type: 'answerReceived', peerId: 'bob', bytes: answer }, 0)).toEqual([])
    expect(agreementWith(alice, 'bob')).toBeUndefined()
  })

  it('whose own question is cut keeps the agreement that the question of the peer has brought', () => {
    const { alice, bob } = pair()
    handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(1) }, 0)
    const his = askOf(handle(bob, { type: 'agreementWanted', peerId: 'alice', nonce: nonce(2) }, 0))
    handle(alice, { type: 'questionReceived', peerId: 'bob', nonce: nonce(3), bytes: his }, 0)
    handle(
      alice,
      {
        type: 'askFailed',
        peerId: 'bob',
        refusal: { class: 'transient', code: 'ERR_ABORTED', message: 'cut' },
      },
      0,
    )
    expect(agreementWith(alice, 'bob')).toBeDefined()
  })

  it('can be forgotten, but not while an answer is awaited', () => {
    const { alice } = pair()
    handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(1) }, 0)
    handle(alice, { type: 'forgotten', peerId: 'bob', hash: new Uint8Array(32) }, 0)
    expect(handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(1) }, 0)).toEqual([])
  })

  it('forgets the agreement that was refused, and keeps a newer one', () => {
    const { alice, bob } = pair()
    const agreed = (n: number): Uint8Array => {
      const question = askOf(handle(alice, { type: 'agreementWanted', peerId: 'bob', nonce: nonce(n) }, 0))
      const answer = askOf(
        handle(bob, { type: 'questionReceived', peerId: 'alice', nonce: nonce(9), bytes: question }, 0),
      )
      handle(alice, { type: 'answerReceived', peerId: 'bob', bytes: answer }, 0)
      return agreementWith(alice, 'bob')!.hash
    }
    const first = agreed(1)
    handle(alice, { type: 'forgotten', peerId: 'bob', hash: first }, 0)
    expect(agreementWith(alice, 'bob')).toBeUndefined()
    const second = agreed(2)
    expect(second).not.toEqual(first)
    // A call that was refused under the first one comes late.
    handle(alice, { type: 'forgotten', peerId: 'bob', hash: first }, 0)
    expect(agreementWith(alice, 'bob')?.hash).toEqual(second)
  })
})

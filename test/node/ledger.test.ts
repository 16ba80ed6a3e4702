// The ledger: one batch, then what is kept in memory, then the index, then whoever listens.
import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { cidFor, DAG_CBOR } from '../../src/core/codec/index.ts'
import type { AnyStoreBatch } from '../../src/storage/index.ts'
import type { CubeRecord } from '../../src/cubes/cube-record.ts'
import type { NodeEvents } from '../../src/cubes/node-events.ts'
import { asGone, changeClosedHome, createLedger, type Ledger } from '../../src/cubes/ledger.ts'

const commit = cidFor(DAG_CBOR, Buffer.from('commit'))
const record = (cube: string): CubeRecord => ({ cube, name: cube, commit, published: true }) as CubeRecord
const alice = { did: 'did:key:alice', followed: false, blocked: false }

/** A ledger that notes what it does, in order. */
function noting(failure?: Error): {
  ledger: Ledger
  steps: string[]
  batches: AnyStoreBatch[]
  told: unknown[]
} {
  const steps: string[] = []
  const batches: AnyStoreBatch[] = []
  const told: unknown[] = []
  const events = new EventEmitter<NodeEvents>()
  const hear = (name: 'cubeChanged' | 'authorChanged'): void =>
    void events.on(name, (about: unknown) => {
      steps.push(`emit ${name}`)
      told.push(about)
    })
  hear('cubeChanged')
  hear('authorChanged')
  const ledger = createLedger({
    store: {
      async commit(batch) {
        if (failure !== undefined) throw failure
        batches.push(batch)
        steps.push('commit')
      },
      setRecordAside: async ({ key }) => key === 'damaged',
    },
    index: {
      written: async ({ cube }) => void steps.push(`index ${cube}`),
      gone: (cube) => void steps.push(`index without ${cube}`),
      lost: (cube) => void steps.push(`index unsure of ${cube}`),
    },
    events,
  })
  return { ledger, steps, batches, told }
}

describe('the ledger', () => {
  test('tells the index and then who listens, of what is durable and is known in memory', async () => {
    const { ledger, steps } = noting()
    const onDurable = async (): Promise<void> => {
      await Promise.resolve()
      steps.push('memory')
    }
    await ledger.change({ record: record('a'), authors: [alice], audit: [], onDurable })
    expect(steps).toEqual(['commit', 'memory', 'index a', 'emit cubeChanged', 'emit authorChanged'])
  })

  test('makes one batch of several plans', async () => {
    const { ledger, batches, steps } = noting()
    const name = { space: 'meta' as const, key: 'k' }
    const event = { time: 1, kind: 'write' }
    await ledger.change(
      { record: record('a'), put: [{ ...name, value: 1 }], audit: [event] },
      { record: record('b'), removed: record('c'), authors: [alice], del: [name], audit: [event, event] },
    )
    expect(batches).toHaveLength(1)
    expect(batches[0]).toMatchObject({
      put: [
        { space: 'cubes', key: 'a', value: record('a') },
        { ...name, value: 1 },
        { space: 'cubes', key: 'b', value: record('b') },
        { space: 'authors', key: alice.did, value: alice },
      ],
      del: [{ space: 'cubes', key: 'c' }, name],
      audit: [event, event, event],
    })
    expect(steps.indexOf('emit cubeChanged')).toBeGreaterThan(steps.indexOf('index b'))
  })

  test('says of a cube that goes that nobody is given it', async () => {
    const { ledger, steps, told } = noting()
    await ledger.change({ removed: record('a'), audit: [] })
    expect(steps).toEqual(['commit', 'index without a', 'emit cubeChanged'])
    expect(told).toEqual([asGone(record('a'))])
    expect(told).toMatchObject([{ published: false, withdrawn: true }])
  })

  test('tells nobody of what could not be written', async () => {
    const { ledger, steps } = noting(new Error('the disk is full'))
    const onDurable = (): void => void steps.push('memory')
    await expect(ledger.change({ record: record('a'), audit: [], onDurable })).rejects.toThrow(
      'the disk is full',
    )
    expect(steps).toEqual([])
  })

  test('brings up what each of several plans needs in memory, also where one of them fails', async () => {
    const { ledger, steps } = noting()
    const fails = (): void => {
      throw new Error('cannot be read')
    }
    const onDurable = (): void => void steps.push('memory of b')
    const plans = [
      { record: record('a'), audit: [], onDurable: fails },
      { record: record('b'), audit: [], onDurable },
    ]
    await expect(ledger.change(...plans)).rejects.toThrow('cannot be read')
    expect(steps.slice(0, 2)).toEqual(['commit', 'memory of b'])
    expect(steps.filter((step) => step === 'emit cubeChanged')).toHaveLength(2)
  })

  test('tells of what is on the disk, also where it could not be taken into memory', async () => {
    const { ledger, steps } = noting()
    const onDurable = async (): Promise<void> => Promise.reject(new Error('cannot be read'))
    await expect(ledger.change({ record: record('a'), audit: [], onDurable })).rejects.toThrow(
      'cannot be read',
    )
    expect(steps).toEqual(['commit', 'index a', 'emit cubeChanged'])
  })

  test('tells of a damaged record that it moved aside, and not of a sound one', async () => {
    const { ledger, steps } = noting()
    expect(await ledger.setAside('cubes', 'sound')).toBe(false)
    expect(steps).toEqual([])
    expect(await ledger.setAside('cubes', 'damaged')).toBe(true)
    expect(await ledger.setAside('authors', 'damaged')).toBe(true)
    expect(steps).toEqual(['index unsure of damaged', 'emit authorChanged'])
  })

  test('believes that blocks were hashed only where every plan says so', async () => {
    const block = { cid: commit, bytes: Uint8Array.of(1) }
    const { ledger, batches } = noting()
    const hashed = { blocks: [block], verified: true, audit: [] }
    await ledger.change(hashed, { audit: [] })
    await ledger.change(hashed, { blocks: [block], audit: [] })
    expect(batches.map(({ verified }) => verified)).toEqual([true, false])
  })

  test('writes plans into a closed home as one batch', async () => {
    const batches: AnyStoreBatch[] = []
    const commitTo = { commit: async (batch: AnyStoreBatch) => void batches.push(batch) }
    await changeClosedHome(commitTo, [
      { record: record('a'), audit: [] },
      { record: record('b'), audit: [] },
    ])
    expect(batches.map(({ put }) => put?.map(({ key }) => key))).toEqual([['a', 'b']])
  })
})

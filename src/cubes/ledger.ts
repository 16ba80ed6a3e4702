/**
 * The one writer of what a home says of cubes and authors. A plan is a value, made by code that only computes; the ledger
 * makes plans durable in one synced batch, then tells the index, then whoever listens, always in this order. So no record
 * can be ahead of the index or of the events about it.
 */
import type { EventEmitter } from 'node:events'
import type { CID } from 'multiformats/cid'
import type { AuditEvent } from '../core/audit/index.ts'
import type { Memory } from '../core/cube/index.ts'
import type { LedgerStore, StoreBatch } from '../storage/index.ts'
import type { CubeRecord } from './cube-record.ts'
import type { NodeEvents } from './node-events.ts'
import type { AuthorRecord } from './tier.ts'

export interface Plan extends Omit<StoreBatch, 'audit'> {
  /** The cube as it shall be. */
  record?: CubeRecord
  /** A cube that goes from this home, as it was. */
  removed?: CubeRecord
  /** Authors as they shall be. */
  authors?: readonly AuthorRecord[]
  /** What the audit log says of it. Required, so that nobody forgets to ask what that is. */
  audit: readonly AuditEvent[]
  /** What the index may be told of `record`; without it, it compares two trees. */
  news?: IndexNews
  /** Runs once the batch is on the disk and before anybody is told: what the process keeps in memory of it. */
  onDurable?(): void | Promise<void>
}

/** A memory that came or went under a key. */
export interface FedChange {
  key: string
  after: { cid: CID; memory: Memory } | undefined
  /** There is a memory, and it is opaque: there is nothing of it to find. */
  isOpaque?: true
}

/** What changed in the current state of a cube, and since which commit. */
export interface IndexNews {
  previous: CID | undefined
  /** A function is called when the index has time for it, and gives undefined where the trees have to tell after all. */
  changes: readonly FedChange[] | (() => Promise<readonly FedChange[] | undefined>)
}

/** The index, as the ledger sees it. It works later, and every question that comes after the call finds what it was told. */
export interface LedgerIndex {
  /** A record is durable. Resolves when little enough waits for more to be written. */
  written(record: CubeRecord, news?: IndexNews): Promise<void>
  /** A cube has no record any more. */
  gone(cube: string): void
  /** The record of a cube was damaged and is gone; another one may take its place. */
  lost(cube: string): void
}

interface LedgerDeps {
  store: Pick<LedgerStore, 'commit' | 'setRecordAside'>
  index: LedgerIndex
  events: Pick<EventEmitter<NodeEvents>, 'emit'>
}

export interface Ledger {
  /** One synced batch of all plans. @throws as the commit of a store; nothing is written and nobody told then */
  change(...plans: readonly Plan[]): Promise<void>
  /** For repairs: moves a damaged record of a cube or an author aside. @returns whether it was damaged */
  setAside(space: 'cubes' | 'authors', key: string): Promise<boolean>
}

export function createLedger({ store, index, events }: LedgerDeps): Ledger {
  return {
    async change(...plans) {
      await store.commit(batchOf(plans))
      const failures: unknown[] = []
      for (const { onDurable } of plans)
        try {
          await onDurable?.()
        } catch (error) {
          failures.push(error)
        }
      // What is on the disk has happened, also where the process could not take it in.
      await tell(index, events, plans)
      if (failures.length > 0) throw failures[0]
    },
    async setAside(space, key) {
      const isDamaged = await store.setRecordAside({ space, key })
      if (isDamaged && space === 'cubes') index.lost(key)
      if (isDamaged && space === 'authors') events.emit('authorChanged', key)
      return isDamaged
    },
  }
}

/** Writes plans into a home that nobody has open: it has no listeners, and its index is made when it is first asked. */
export function changeClosedHome(store: Pick<LedgerStore, 'commit'>, plans: readonly Plan[]): Promise<void> {
  return store.commit(batchOf(plans))
}

/** What is told of a cube that is not here any more: nobody is given it. */
export function asGone(record: CubeRecord): CubeRecord {
  return { ...record, published: false, withdrawn: true }
}

function batchOf(plans: readonly Plan[]): Parameters<LedgerStore['commit']>[0] {
  return {
    blocks: plans.flatMap(({ blocks = [] }) => blocks),
    verified: plans.every(({ blocks = [], verified }) => blocks.length === 0 || verified === true),
    put: plans.flatMap(({ record, authors = [], put = [] }) => [
      ...(record === undefined ? [] : [{ space: 'cubes' as const, key: record.cube, value: record }]),
      ...authors.map((author) => ({ space: 'authors' as const, key: author.did, value: author })),
      ...put,
    ]),
    del: plans.flatMap(({ removed, del = [] }) => [
      ...(removed === undefined ? [] : [{ space: 'cubes' as const, key: removed.cube }]),
      ...del,
    ]),
    clearStaging: plans.flatMap(({ clearStaging = [] }) => clearStaging),
    audit: plans.flatMap(({ audit }) => audit),
  }
}

async function tell(index: LedgerIndex, events: LedgerDeps['events'], plans: readonly Plan[]): Promise<void> {
  const waiting = plans.map((plan) => tellIndex(index, plan))
  for (const { record, removed, authors = [] } of plans) {
    if (record !== undefined) events.emit('cubeChanged', record)
    if (removed !== undefined) events.emit('cubeChanged', asGone(removed))
    for (const { did } of authors) events.emit('authorChanged', did)
  }
  await Promise.all(waiting)
}

async function tellIndex(index: LedgerIndex, { record, removed, news }: Plan): Promise<void> {
  if (removed !== undefined) index.gone(removed.cube)
  if (record !== undefined) await index.written(record, news)
}

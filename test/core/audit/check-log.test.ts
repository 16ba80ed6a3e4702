import { describe, expect, it } from 'vitest'
import {
  appendLeaf,
  emptyRange,
  encodeEntry,
  leafHash,
  LogCheck,
  noEntry,
  parseEntry,
  rootOf,
  type CompactRange,
} from '../../../src/core/audit/index.ts'

type Stored = [index: number, leaf: Uint8Array]

/** A log of `size` entries of one kind. */
function logOf(size: number, kind = 'write'): { stored: Stored[]; state: CompactRange } {
  const stored: Stored[] = []
  let state = emptyRange
  let prev: Uint8Array = noEntry
  for (let seq = 0; seq < size; seq++) {
    const leaf = encodeEntry({ time: 1_700_000_000_000 + seq, kind }, seq, prev)
    stored.push([seq, leaf])
    prev = leafHash(leaf)
    state = appendLeaf(state, prev)
  }
  return { stored, state }
}

function check(stored: readonly Stored[], state: CompactRange | undefined): LogCheck {
  const log = new LogCheck()
  for (const [index, leaf] of stored) log.take(index, leaf)
  log.compareState(state)
  return log
}

const { stored, state } = logOf(10)
const edited = (index: number): Uint8Array => {
  const { seq, prev, time } = parseEntry(stored[index]![1])
  return encodeEntry({ time, kind: 'trust' }, seq, prev)
}
const checkpointOf = (size: number): { origin: string; size: number; root: Uint8Array } => ({
  origin: 'memcube/audit',
  size,
  root: rootOf(stored.slice(0, size).map(([, leaf]) => leafHash(leaf))),
})

describe('a log that nobody touched', () => {
  it('has no problem, and the size and root that it says', () => {
    const log = check(stored, state)
    for (let size = 0; size <= 10; size++) log.compareCheckpoint(checkpointOf(size))
    expect(log.problems).toEqual([])
    expect(log.size).toBe(10)
    expect(log.root).toEqual(checkpointOf(10).root)
  })
})

describe('a log that was tampered with', () => {
  it.each(stored.map(([index]) => index))('shows that entry %i was edited', (index) => {
    const log = check(
      stored.map(([at, leaf]) => [at, at === index ? edited(index) : leaf]),
      state,
    )
    // Nothing was written after the newest entry, so only the kept hashes tell: they name the subtree.
    const first = index === 9 ? { kind: 'rewritten', index: 8 } : { kind: 'edited', index }
    expect(log.problems).toMatchObject([first])
  })

  it.each(stored.slice(0, -1).map(([index]) => index))('shows that entry %i was deleted', (index) => {
    expect(
      check(
        stored.filter(([at]) => at !== index),
        state,
      ).problems,
    ).toMatchObject([{ kind: 'deleted', index }])
  })

  it('shows that two entries changed places', () => {
    const swapped = stored.map(([at], index, all): Stored => [
      at,
      all[index === 3 ? 6 : index === 6 ? 3 : index]![1],
    ])
    expect(check(swapped, state).problems).toMatchObject([
      { kind: 'reordered', index: 3 },
      { kind: 'reordered', index: 6 },
    ])
  })

  it('shows that its end was cut off', () => {
    expect(check(stored.slice(0, 7), state).problems).toMatchObject([{ kind: 'truncated', index: 7 }])
    expect(check(stored.slice(0, 9), state).problems).toMatchObject([{ kind: 'truncated', index: 9 }])
  })

  it('shows that something was added behind its back', () => {
    expect(check(stored, logOf(8).state).problems).toMatchObject([{ kind: 'added', index: 8 }])
  })

  it('shows by an earlier checkpoint that it was cut off or rewritten, and from where, whatever else was made to fit', () => {
    const cut = check(stored.slice(0, 7), logOf(7).state)
    expect(cut.problems).toEqual([])
    cut.compareCheckpoint(checkpointOf(9))
    expect(cut.problems).toMatchObject([{ kind: 'truncated', index: 7 }])

    const other = logOf(10, 'trust')
    const rewritten = check(other.stored, other.state)
    expect(rewritten.problems).toEqual([])
    rewritten.compareCheckpoint(checkpointOf(9))
    expect(rewritten.problems).toMatchObject([{ kind: 'rewritten', index: 0 }])
  })

  it('shows an entry that is no entry', () => {
    const log = check(
      stored.map(([at, leaf]) => [at, at === 4 ? leaf.slice(1) : leaf]),
      state,
    )
    expect(log.problems).toMatchObject([{ kind: 'edited', index: 4 }])
  })
})

import { describe, expect, it } from 'vitest'
import {
  chooseShare,
  decideOffer,
  isWorthSharing,
  leastLeaves,
  type GivenShare,
} from '../../../src/protocols/sync/choose-share.ts'
import { SYNC_LIMITS } from '../../../src/protocols/index.ts'

const { sharedBlocks, sharedBytes, sharedMs, leastShareBytes } = SYNC_LIMITS

describe('a pull of which more is to come', () => {
  const offered = { blocks: sharedBlocks + 10, bytes: 1_000_000 }
  const got = { blocks: 10, bytes: 10_000 }

  it('is shared where much is left, and the first source takes long for it', () => {
    expect(isWorthSharing(offered, got, sharedMs)).toBe(true)
  })

  it('is not shared where little is left, however slow it is', () => {
    expect(isWorthSharing(offered, { ...got, blocks: 11 }, 60_000)).toBe(false)
  })

  it('is shared where few blocks are left that are large', () => {
    const large = { blocks: 20, bytes: sharedBytes + 10_000 }
    expect(isWorthSharing(large, got, sharedMs)).toBe(true)
    expect(isWorthSharing({ ...large, bytes: sharedBytes + 9_999 }, got, 60_000)).toBe(false)
  })

  it('is not shared where the first source will soon have sent it', () => {
    // 99 times as much as came is left.
    expect(isWorthSharing(offered, got, sharedMs / 100)).toBe(false)
  })

  it('is shared where nothing came for a while', () => {
    expect(isWorthSharing(offered, { blocks: 0, bytes: 0 }, 1)).toBe(true)
  })
})

describe('the least share', () => {
  it('has so many leaves that it is worth a round trip', () => {
    expect(leastLeaves(leastShareBytes * 10, 100)).toBe(10)
  })

  it('is one leaf where leaves are large, or nothing is known of them', () => {
    expect(leastLeaves(leastShareBytes * 10, 2)).toBe(1)
    expect(leastLeaves(leastShareBytes, 0)).toBe(1)
  })
})

describe('what a source is asked for next', () => {
  const left = { free: 240, least: 10, sources: 3, isFirstStuck: false }
  const share = (leaves: number, isStuck = false): GivenShare => ({ leaves, isStuck })

  it('is a fair share of what nobody else was asked for, so that shares become smaller', () => {
    expect(chooseShare(left, [])).toEqual({ type: 'free', leaves: 40 })
    expect(chooseShare({ ...left, free: 90 }, [])).toEqual({ type: 'free', leaves: 15 })
    expect(chooseShare({ ...left, free: 30 }, [])).toEqual({ type: 'free', leaves: 10 })
  })

  it('leaves the last to the first source, unless that one is stuck', () => {
    expect(chooseShare({ ...left, free: 10 }, [])).toBeUndefined()
    expect(chooseShare({ ...left, free: 3, isFirstStuck: true }, [])).toEqual({ type: 'free', leaves: 3 })
  })

  it('is all that is missing of a stuck one, before anything else', () => {
    expect(chooseShare(left, [share(50), share(7, true), share(9, true)])).toEqual({
      type: 'of',
      share: 2,
      leaves: 9,
    })
  })

  it('is nothing of a stuck one that lacks nothing', () => {
    expect(chooseShare({ ...left, free: 0 }, [share(0, true)])).toBeUndefined()
  })

  it('is the second half of the longest where nothing is free', () => {
    expect(chooseShare({ ...left, free: 0 }, [share(20), share(41)])).toEqual({
      type: 'of',
      share: 1,
      leaves: 20,
    })
  })

  it('is nothing where all shares are short: it would bring what comes anyway', () => {
    expect(chooseShare({ ...left, free: 0 }, [share(19), share(3)])).toBeUndefined()
  })
})

describe('one more offer', () => {
  const accepted = { blocks: 100, bytes: 1_000 }
  const came = { blocks: 50, bytes: 500 }
  const promised = { blocks: 10, bytes: 100 }

  it('is within what was accepted for all', () => {
    expect(decideOffer({ accepted, came, promised }, { blocks: 40, bytes: 400 })).toBeUndefined()
  })

  it('has to be asked for where all of it together is more', () => {
    expect(decideOffer({ accepted, came, promised }, { blocks: 41, bytes: 10 })).toEqual({
      blocks: 101,
      bytes: 1_000,
    })
    expect(decideOffer({ accepted, came, promised }, { blocks: 1, bytes: 401 })).toEqual({
      blocks: 100,
      bytes: 1_001,
    })
  })
})

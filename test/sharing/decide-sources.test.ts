import { describe, expect, it } from 'vitest'
import { decideSources, MAX_RACING, type Racing } from '../../src/sharing/decide-sources.ts'

const one = (peerId: string, recentBytes: number, isSlow?: boolean): Racing => ({
  peerId,
  recentBytes,
  isSlow,
})

describe('a source that was slow for a while', () => {
  it('goes on where nobody else could be asked', () => {
    expect(decideSources('slow', [one('slow', 5, true)], 0)).toEqual({ begin: 0 })
  })

  it('goes on beside the next one', () => {
    expect(decideSources('slow', [one('slow', 5, true)], 1)).toEqual({ begin: 1 })
  })

  it('goes on beside as many as may be asked at once', () => {
    expect(decideSources('slow', [one('slow', 5, true)], 4)).toEqual({ begin: MAX_RACING - 1 })
    expect(decideSources('slow', [one('slow', 5, true), one('new', 0)], 4)).toEqual({
      begin: MAX_RACING - 2,
    })
  })

  it('is left for one that was fast', () => {
    const racing = [one('slow', 500, true), one('fast', 50, false)]
    expect(decideSources('slow', racing, 3)).toEqual({ leave: 'slow', begin: 0 })
  })

  it('is not left for one that nothing is known of', () => {
    const racing = [one('slow', 5, true), one('new', 0)]
    expect(decideSources('slow', racing, 0)).toEqual({ begin: 0 })
  })

  it('is left for the best where all were tried and are slow: it may be the line of this node', () => {
    const racing = [one('a', 9, true), one('b', 2, true), one('c', 7, true)]
    expect(decideSources('a', racing, 0)).toEqual({ leave: 'b', begin: 0 })
    expect(decideSources('a', [one('a', 9, true), one('c', 7, true)], 0)).toEqual({
      leave: 'c',
      begin: 0,
    })
  })

  it('makes room for the next one when many run, and the one that gave least is left', () => {
    const racing = [one('a', 9, true), one('b', 2, true), one('c', 7, true)]
    expect(decideSources('a', racing, 1)).toEqual({ leave: 'b', begin: 1 })
    expect(decideSources('a', [one('a', 9, true), one('b', 0), one('c', 10, true)], 1)).toEqual({
      leave: 'a',
      begin: 1,
    })
  })
})

describe('a source that was fast for a while', () => {
  it('takes the place of the slow one that gave least', () => {
    const racing = [one('a', 9, true), one('b', 2, true), one('fast', 99, false)]
    expect(decideSources('fast', racing, 1)).toEqual({ leave: 'b', begin: 0 })
  })

  it('leaves others that are fast alone', () => {
    expect(decideSources('fast', [one('a', 9, false), one('fast', 99, false), one('b', 0)], 1)).toEqual({
      begin: 0,
    })
  })
})

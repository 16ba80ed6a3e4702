import { describe, expect, it } from 'vitest'
import { limitedLog } from '../../src/network/index.ts'
import { keepingLogger } from './hosts.ts'

describe('a log of what peers do', () => {
  it('has few lines of one peer and of all, and says how many were left out', () => {
    const kept = keepingLogger()
    let nowMs = 0
    const log = limitedLog(kept, () => nowMs)
    for (let i = 0; i < 1_000; i++) log.info({ peerId: 'eve' }, 'refused')
    for (let i = 0; i < 1_000; i++) log.warn({ peer: `eve ${i}` }, 'dropped')
    expect(kept.lines).toHaveLength(200)
    nowMs = 10_000
    log.info({ peerId: 'alice' }, 'refused')
    expect(kept.lines.at(-1)?.fields).toMatchObject({ peerId: 'alice' })
    const leftOut = kept.lines.reduce((sum, { fields }) => sum + Number(fields['leftOut'] ?? 0), 0)
    expect(leftOut).toBe(1_800)
  })

  it('has all lines that no peer caused', () => {
    const kept = keepingLogger()
    const log = limitedLog(kept, () => 0)
    for (let i = 0; i < 1_000; i++) log.error({ cube: 'c' }, 'failed')
    expect(kept.lines).toHaveLength(1_000)
  })
})

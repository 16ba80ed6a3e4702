import { StreamCloseEvent } from '@libp2p/interface'
import { describe, expect, it } from 'vitest'
import { openError } from '../../src/network/dial-error.ts'

const bob = '12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT'
const said = (cause: unknown): string => openError(bob, 'echo', cause, 'lan').message

describe('a stream whose connection ended while it was opened', () => {
  it('says so in words', () => {
    expect(said(new StreamCloseEvent(false, undefined))).toBe(`could not reach ${bob}: the connection ended`)
  })

  it('says why, where that is known', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    expect(said(new StreamCloseEvent(true, reset))).toBe(`could not reach ${bob}: the connection was reset`)
  })
})

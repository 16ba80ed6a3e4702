/** Who may go on when several connections have frames, and how much of a turn they get. */
import { describe, expect, it } from 'vitest'
import { type FrameLine, FrameTurns } from '../../src/network/frame-turns.ts'

/** A loop that turns when it is told to; its clock goes on by one with each frame. */
class Loop {
  #nowMs = 0
  #due: (() => void)[] = []
  readonly done: string[] = []
  readonly turns = new FrameTurns(
    { nowMs: () => this.#nowMs, inNextTurn: (run) => void this.#due.push(run) },
    { mostMs: 5, mostStreams: 3 },
  )

  turn(): string[] {
    this.done.length = 0
    for (const run of this.#due.splice(0)) run()
    return [...this.done]
  }

  /** With so many frames, each of this stream or of one of its own. */
  line(name: string, frames: number, stream?: number): FrameLine {
    const [network = '', address = ''] = name.split(' ')
    let left = frames
    const line: FrameLine = {
      network,
      address,
      go: () => {
        while (left > 0) {
          this.turns.touch(line, stream ?? left)
          this.#nowMs++
          left--
          this.done.push(name)
          if (!this.turns.isOpen()) break
        }
        return left > 0
      },
    }
    this.turns.ready(line)
    return line
  }
}

describe('the frames of a turn', () => {
  it('are as many as fit into its time, and the rest comes in the next ones', () => {
    const loop = new Loop()
    loop.line('eve', 12, 1)
    expect(loop.done).toHaveLength(5)
    expect(loop.turn()).toHaveLength(5)
    expect(loop.turn()).toHaveLength(2)
    expect(loop.turn()).toEqual([])
  })

  it('touch few streams, however short each is', () => {
    const loop = new Loop()
    loop.line('eve', 7)
    expect([loop.done.length, loop.turn().length, loop.turn().length]).toEqual([3, 3, 1])
  })

  it('are of networks and of their addresses in turn, and who has few is not behind who has many', () => {
    const loop = new Loop()
    for (const name of ['eve a', 'eve a', 'eve a', 'eve b', 'alice x'])
      loop.line(name, name === 'eve a' ? 50 : 1, 1)
    expect(loop.done).toEqual(Array.from({ length: 5 }, () => 'eve a'))
    expect(loop.turn()).toEqual(Array.from({ length: 5 }, () => 'eve a'))
    expect(loop.turn().slice(0, 3)).toEqual(['alice x', 'eve b', 'eve a'])
  })

  it('of a connection that is waiting already are not asked for twice', () => {
    const loop = new Loop()
    loop.line('eve', 5, 1)
    const late = loop.line('alice', 2, 1)
    loop.turns.ready(late)
    expect(loop.turn()).toEqual(['alice', 'alice'])
  })
})

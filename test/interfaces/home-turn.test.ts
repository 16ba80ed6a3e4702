import { describe, expect, it, onTestFinished } from 'vitest'
import { MemCubeError } from '../../src/core/errors.ts'
import {
  decideTurn,
  isDaemonComing,
  isHomeWanted,
  waitForTurn,
  type TurnFacts,
} from '../../src/interfaces/cli/home-turn.ts'
import { loadWish, saveWish } from '../../src/home/home-holder.ts'
import { createHome, lockHome, type HolderRole } from '../../src/storage/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const facts = (over: Partial<TurnFacts>): TurnFacts => ({
  asks: 'command',
  holder: undefined,
  sameMs: 10_000,
  waitedMs: 10_000,
  limitMs: 30_000,
  ...over,
})
const held = (role: HolderRole, ending = false): Partial<TurnFacts> => ({
  holder: { pid: 7, role, ...(ending && { ending }) },
})

describe('whose turn it is', () => {
  it.each([
    ['a command waits for a daemon that starts', held('daemon'), 'wait'],
    ['a command waits for a command', held('command'), 'wait'],
    ['a command waits for whoever has not said who it is', {}, 'wait'],
    ['nobody waits longer than the limit', { ...held('command'), waitedMs: 30_000 }, 'refuse'],
    ['a daemon waits for a command', { asks: 'daemon', ...held('command') }, 'wait'],
    [
      'a daemon waits for `memcube mcp` to give the home over',
      { asks: 'daemon', ...held('resident') },
      'wait',
    ],
    ['a daemon waits for one that is ending', { asks: 'daemon', ...held('daemon', true) }, 'wait'],
    ['a second daemon is refused', { asks: 'daemon', ...held('daemon') }, 'refuse'],
    [
      'a name that may be left over does not refuse',
      { asks: 'daemon', ...held('daemon'), sameMs: 0 },
      'wait',
    ],
    ['`memcube mcp` waits for a daemon that starts', { asks: 'resident', ...held('daemon') }, 'wait'],
  ] as const)('%s', (_what, over, verdict) => {
    expect(decideTurn(facts(over as Partial<TurnFacts>))).toBe(verdict)
  })
})

/** A home of which this process has the lock, as `role`. */
async function heldHome(role: HolderRole): Promise<{ home: string; release(): Promise<void> }> {
  const home = `${await temporaryFolder()}/home`
  await createHome(home)
  const lock = await lockHome(home, role)
  onTestFinished(async () => lock?.release())
  return { home, release: async () => lock?.release() }
}

const turn = { limitMs: 60_000, signal: new AbortController().signal, note() {} }
const attempt = (home: string, role: HolderRole) => () => lockHome(home, role)

describe('waiting for a home', () => {
  it('ends with the first try after it is free, and the wish of a daemon is taken back', async () => {
    const { home, release } = await heldHome('command')
    let tries = 0
    const waiting = waitForTurn({ ...turn, home, asks: 'daemon' }, async () => {
      if (++tries === 3) {
        expect(await loadWish(home, Date.now())).toBe(process.pid)
        await release()
      }
      return lockHome(home, 'daemon')
    })
    await (await waiting).release()
    expect(tries).toBe(3)
    expect(await loadWish(home, Date.now())).toBeUndefined()
  })

  it('is refused to a second daemon with the process that has it', async () => {
    const { home } = await heldHome('daemon')
    await expect(
      waitForTurn({ ...turn, home, asks: 'daemon' }, attempt(home, 'daemon')),
    ).rejects.toMatchObject({ code: 'ERR_HOME_IN_USE' })
  })

  it('ends at once when nobody is to be waited for', async () => {
    const { home } = await heldHome('command')
    await expect(
      waitForTurn({ ...turn, home, asks: 'command', limitMs: 0 }, attempt(home, 'command')),
    ).rejects.toMatchObject({ code: 'ERR_HOME_IN_USE' })
  })

  it('ends with the signal', async () => {
    const { home } = await heldHome('command')
    const aborter = new AbortController()
    const waiting = waitForTurn({ ...turn, home, asks: 'command', signal: aborter.signal }, async () => {
      aborter.abort(new MemCubeError('ERR_ABORTED', 'enough'))
      return lockHome(home, 'command')
    })
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  })

  it('ends with any other error of the try', async () => {
    const { home } = await heldHome('command')
    const fails = async (): Promise<undefined> => {
      throw new MemCubeError('ERR_CORRUPT', 'broken')
    }
    await expect(waitForTurn({ ...turn, home, asks: 'command' }, fails)).rejects.toMatchObject({
      code: 'ERR_CORRUPT',
    })
  })

  it('knows the wish of a live process, and no wish of one that is gone', async () => {
    const { home } = await heldHome('command')
    await saveWish(home, process.ppid)
    expect(await isHomeWanted(home)).toBe(true)
    await saveWish(home, 999_999_999)
    expect(await isHomeWanted(home)).toBe(false)
  })

  it.each([
    ['that wants the home', async (home: string) => saveWish(home, process.ppid), true],
    ['that nobody started', async () => undefined, false],
  ] as const)('sees a daemon %s', async (_what, begin, isComing) => {
    const { home } = await heldHome('command')
    await begin(home)
    expect(await isDaemonComing(home, 0, turn.signal)).toBe(isComing)
  })
})

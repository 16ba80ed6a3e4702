import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { openScreen, type Terminal } from '../../src/interfaces/cli/screen.ts'
import { done, memcube, startDaemon, type Json } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'
import { program } from '../helpers/program.ts'

test(
  'status --watch tells of each change in a line of JSON, and ends in order',
  { timeout: 120_000 },
  async () => {
    const home = join(await temporaryFolder(), 'alice')
    await done(home, 'init', '--name', 'alice')
    // What is watched is a daemon: without one nobody is kept from the home.
    const alone = await memcube(home, ['status', '--watch'])
    expect(alone).toMatchObject({ code: 1, json: { error: { code: 'ERR_UNREACHABLE' } } })

    const daemon = await startDaemon(home)
    const watch = (): {
      seen(fits: (status: Json) => boolean): Promise<Json>
      end: Promise<number | null>
      stop(): void
    } => {
      const child = spawn(
        process.execPath,
        [...NODE_FLAGS, program, 'status', '--watch', '--json', '--home', home],
        {
          stdio: 'pipe',
        },
      )
      onTestFinished(() => void child.kill('SIGKILL'))
      const lines: Json[] = []
      const news = new EventEmitter()
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(JSON.parse(line))
        news.emit('line')
      })
      return {
        async seen(fits) {
          for (;;) {
            const found = lines.find(fits)
            if (found !== undefined) return found
            await new Promise((resolve) => news.once('line', resolve))
          }
        },
        end: new Promise((resolve) => child.once('exit', resolve)),
        stop: () => void child.kill('SIGINT'),
      }
    }
    const one = watch()
    expect(await one.seen(() => true)).toMatchObject({ running: true, peerId: daemon.peerId, cubes: 0 })
    await done(home, 'create', 'notes')
    await one.seen(({ cubes }) => cubes === 1)
    await done(home, 'add', 'notes', 'the ice is thin')
    await one.seen(({ memories }) => memories === 1)
    one.stop()
    expect(await one.end).toBe(0)

    const other = watch()
    await other.seen(() => true)
    await daemon.stop()
    expect(await other.end).toBe(1)
  },
)

class FakeTerminal extends EventEmitter implements Terminal {
  columns = 20
  rows = 4
  readonly written: string[] = []
  write(text: string): void {
    this.written.push(text)
  }
}

test('a screen keeps its lines in place, fits them to the terminal, and gives it back', () => {
  const terminal = new FakeTerminal()
  const screen = openScreen(terminal)
  screen.show(['one', 'a line that is longer than this terminal', 'three', 'four', 'five'])
  const [enter, drawn = ''] = terminal.written
  expect(enter).toContain('\x1b[?1049h')
  // From the top, without a line feed at the end that would scroll.
  expect(drawn).toBe('\x1b[Hone\x1b[K\r\na line that is long…\x1b[K\r\nthree\x1b[K\r\nfour\x1b[K\x1b[J')
  Object.assign(terminal, { columns: 50, rows: 2 })
  terminal.emit('resize')
  expect(terminal.written.at(-1)).toBe(
    '\x1b[Hone\x1b[K\r\na line that is longer than this terminal\x1b[K\x1b[J',
  )
  screen.show(['\x1b[31mred\nand more'])
  expect(terminal.written.at(-1)).toBe('\x1b[H\\x1b[31mred and more\x1b[K\x1b[J')
  Object.assign(terminal, { columns: 0, rows: 0 })
  screen.show(['name    2', 'two'])
  expect(terminal.written.at(-1)).toBe('\x1b[Hname    2\x1b[K\r\ntwo\x1b[K\x1b[J')
  screen.close()
  expect(terminal.written.at(-1)).toContain('\x1b[?1049l')
  expect(terminal.listenerCount('resize')).toBe(0)
})

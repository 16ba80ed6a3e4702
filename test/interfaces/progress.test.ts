import { PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { createProgress } from '../../src/interfaces/cli/progress.ts'

/** A stream that says it is a terminal. */
function terminal(): { stream: NodeJS.WriteStream; shown(): string } {
  const stream = new PassThrough()
  let shown = ''
  stream.on('data', (chunk: Buffer) => (shown += chunk.toString()))
  const fields = {
    isTTY: true,
    columns: 80,
    cursorTo() {},
    clearLine() {},
    clearScreenDown() {},
    moveCursor() {},
  }
  return { stream: Object.assign(stream, fields) as unknown as NodeJS.WriteStream, shown: () => shown }
}

test('a terminal gets a bar where the end is known, and a count where it is not', async () => {
  const { stream, shown } = terminal()
  const display = createProgress(false, stream)
  display.update({ phase: 'read', done: 7, unit: 'items' })
  await vi.waitFor(() => expect(shown()).toContain('read 7 items'), { timeout: 60_000 })
  display.update({ phase: 'commit', done: 1, total: 2, unit: 'memories' })
  display.stop()
  expect(shown()).toContain(`commit [${'='.repeat(20)}${'-'.repeat(20)}] 1/2 memories`)
})

test('a second call after the first gets a bar of its own', async () => {
  const { stream, shown } = terminal()
  const display = createProgress(false, stream)
  for (const phase of ['first', 'second']) {
    display.update({ phase, done: 1, total: 1 })
    await vi.waitFor(() => expect(shown()).toContain(phase), { timeout: 60_000 })
    display.stop()
  }
})

test.each([
  ['beside JSON', true, true],
  ['where nobody looks', false, false],
])('there is no bar %s', async (_where, json, isTTY) => {
  const { stream, shown } = terminal()
  const display = createProgress(json, Object.assign(stream, { isTTY }))
  display.update({ phase: 'read', done: 1 })
  await import('cli-progress')
  display.stop()
  expect(shown()).toBe('')
})

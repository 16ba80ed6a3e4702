// What changed, as people read it: keys at the edge, words below them, and ids as short as git shows them.
import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { showChanges } from '../../src/interfaces/cli/change-lines.ts'
import { editText } from '../../src/interfaces/cli/edit-text.ts'
import { createOutput } from '../../src/interfaces/cli/output.ts'
import { showInPager } from '../../src/interfaces/cli/pager.ts'
import { shortIds } from '../../src/interfaces/cli/short-ids.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { runWith } from './run-with.ts'

function shown(changes: Parameters<typeof showChanges>[0]): string[] {
  const stdout = new PassThrough()
  showChanges(changes, createOutput(stdout, new PassThrough()))
  return ((stdout.read() as Buffer | null) ?? Buffer.alloc(0)).toString().trimEnd().split('\n')
}
const change = (before: string | null, after: string | null): Parameters<typeof showChanges>[0] => ({
  added: before === null ? ['k'] : [],
  removed: after === null ? ['k'] : [],
  changed: before !== null && after !== null ? ['k'] : [],
  texts: [{ key: 'k', before, after }],
})

describe('what changed', () => {
  it('is shown with three lines around it, and what is the same further away is counted', () => {
    const lines = Array.from({ length: 12 }, (_, at) => `line ${at}`)
    const after = lines.with(5, 'line five')
    expect(shown(change(lines.join('\n'), after.join('\n')))).toEqual([
      '~ k',
      '      … 2 lines',
      '      line 2',
      '      line 3',
      '      line 4',
      '    - line 5',
      '    + line five',
      '      line 6',
      '      line 7',
      '      line 8',
      '      … 3 lines',
    ])
  })

  it('without words is the keys alone, each with its sign', () => {
    expect(shown({ added: ['b'], removed: ['a'], changed: ['c'] })).toEqual(['- a', '+ b', '~ c'])
    expect(shown({ added: [], removed: [], changed: [] })).toEqual(['no difference'])
  })

  it('that is no text is said, and what else differs', () => {
    const one = {
      key: 'k',
      before: null,
      after: null,
      beforeIs: 'image/png, 9 bytes',
      afterIs: 'image/png, 10 bytes',
    }
    expect(shown({ added: [], removed: [], changed: ['k'], texts: [{ ...one, also: ['tags'] }] })).toEqual([
      '~ k',
      '    (before: image/png, 9 bytes)',
      '    (now: image/png, 10 bytes)',
      '    (other tags)',
    ])
    expect(shown(change('a\n', 'a'))).toEqual(['~ k', '      (the last line ends otherwise)'])
    expect(shown({ added: ['k'], removed: [], changed: [], textsLeftOut: 2 })).toEqual([
      '+ k',
      'the words of 2 more changes are not shown: there are too many',
    ])
  })

  it('never has a line of a text where a line of ours stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
        const [head, ...lines] = shown(change(before, after))
        expect(head).toBe('~ k')
        for (const line of lines) expect(line).toMatch(/^ {4}/)
      }),
    )
  })
})

it('a short id is the shortest beginning that no other one has, of at least fourteen characters', () => {
  const id = fc
    .string({ unit: fc.constantFrom('a', 'b'), minLength: 52, maxLength: 52 })
    .map((end) => `bafyrei${end}`)
  fc.assert(
    fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 30 }), (ids) => {
      const short = shortIds(ids)
      for (const one of ids) {
        const fits = (text: string): number => ids.filter((other) => other.startsWith(text)).length
        expect(fits(short(one))).toBe(1)
        expect(short(one).length).toBeGreaterThanOrEqual(14)
        if (short(one).length > 14) expect(fits(short(one).slice(0, -1))).toBeGreaterThan(1)
      }
    }),
  )
})

it('the pager gets the text, and none is said where there is none', async () => {
  const file = join(await temporaryFolder(), 'paged')
  expect(await showInPager('long\n', { ...process.env, PAGER: `cat >${file}` })).toBe(true)
  expect(await readFile(file, 'utf8')).toBe('long\n')
  expect(await showInPager('long', { ...process.env, PAGER: 'exit 127' })).toBe(false)
  expect(await showInPager('long', { PAGER: 'cat' })).toBe(false)
})

it('an editor gives the text back as it was saved; unchanged is nothing, and what fails keeps it', async () => {
  const key = 'a/b c'
  const saved = await editText('one', { key, editor: 'echo two >' })
  expect(saved.text).toBe('two')
  await saved.forget()
  expect(existsSync(saved.path)).toBe(false)
  expect((await editText('one', { key, editor: 'true' })).text).toBeUndefined()
  await expect(editText('one', { key, editor: 'false' })).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  const error: unknown = await editText('one', { key, editor: `sh -c 'echo two > "$1"; exit 3' x` }).catch(
    (e: unknown) => e,
  )
  const path = /is in (.*)$/.exec((error as { hint: string }).hint)?.[1] ?? ''
  expect(await readFile(path, 'utf8')).toBe('two\n')
  await rm(dirname(path), { recursive: true })
})

it('an editor that cannot be started leaves no file', async () => {
  const folder = await temporaryFolder()
  vi.stubEnv('TMPDIR', folder)
  try {
    for (const editor of ['no-such-editor-of-anybody', 'false', 'true', 'rm'])
      await editText('one', { key: 'k', editor }).catch(() => undefined)
    await expect(editText('one', { key: 'k', editor: 'with a \0' })).rejects.toThrow('null bytes')
    expect(await readdir(folder)).toEqual([])
  } finally {
    vi.unstubAllEnvs()
  }
})

it('SWARM/NAME makes a cube in a swarm, and a name that is no such place stays one', async () => {
  const asked = async (...argv: string[]): Promise<unknown> =>
    (await runWith(['create', ...argv], { answer: () => ({ cube: 'b', name: 'n' }) })).calls[0]?.input
  expect(await asked('crew/runbook')).toEqual({ name: 'runbook', swarm: 'crew', topics: [] })
  expect(await asked('runbook', '--swarm', 'crew')).toEqual({ name: 'runbook', swarm: 'crew', topics: [] })
  expect(await asked('./runbook')).toEqual({ name: './runbook', topics: [] })
})

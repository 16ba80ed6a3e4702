// The verbs of history as they are typed, on a real node: what is printed, and the exit code that scripts rely on.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { runWith, type FakeRun } from './run-with.ts'

async function shell(): Promise<(...argv: string[]) => Promise<FakeRun>> {
  const node = await temporaryNode('alice')
  const open = async () => ({ call: node.call, close: async () => {} })
  return (...argv) => runWith(argv, { open })
}

async function conflicted(): Promise<(...argv: string[]) => Promise<FakeRun>> {
  const run = await shell()
  await run('create', 'notes')
  await run('add', 'notes', 'first', '--key', 'a=b')
  await run('branch', 'notes', 'draft')
  await run('add', 'notes', 'ours', '--key', 'a=b')
  await run('add', 'notes', 'theirs', '--key', 'a=b', '--branch', 'draft')
  return run
}

test('a merge with a conflict ends with 4 and says how to go on; settled, with 0', async () => {
  const run = await conflicted()
  const asked = await run('merge', 'notes', 'draft', '--json')
  expect(asked.code).toBe(4)
  expect(JSON.parse(asked.stdout)).toMatchObject({
    added: 0,
    changed: 0,
    removed: 0,
    conflicts: [{ key: 'a=b', kind: 'edit/edit' }],
    similar: [],
  })
  const shown = await run('merge', 'notes')
  expect([shown.code, shown.stdout, shown.stderr]).toEqual([
    4,
    expect.stringContaining('a=b'),
    expect.stringContaining('--resolve KEY=ours'),
  ])
  const file = join(await temporaryFolder(), 'both.md')
  await writeFile(file, 'both')
  const done = await run('merge', 'notes', '--resolve', `a=b=@${file}`, '--json')
  expect(done.code).toBe(0)
  expect(JSON.parse(done.stdout)).toMatchObject({ commit: expect.any(String), changed: 1, conflicts: [] })
  expect((await run('get', 'notes', 'a=b')).stdout).toBe('both\n')
})

test('the graph shows both sides, and blame and revert answer', async () => {
  const run = await conflicted()
  await run('merge', 'notes', 'draft', '--resolve', 'a=b=theirs')
  const { stdout } = await run('log', 'notes', '--graph')
  expect(stdout.split('\n').slice(0, 2)).toEqual([
    expect.stringMatching(/^\* bafyrei\S{7} {2}merge draft {2}alice$/),
    '|\\',
  ])
  expect((await run('blame', 'notes', 'a=b')).stdout).toContain('change a=b')
  expect((await run('revert', 'notes', 'main')).stdout).toContain('1 changed')
  expect((await run('get', 'notes', 'a=b')).stdout).toBe('ours\n')
  expect((await run('branch', 'notes')).stdout).toMatch(/^ {2}draft .*\n\* main /)
  expect((await run('switch', 'notes', 'draft')).code).toBe(0)
  expect((await run('recall', 'theirs', '--cube', 'notes', '--at', 'main')).stdout).toContain('| ours')
})

test('a cube shows what it was forked from, and the branch that is read when it is not main', async () => {
  const run = await shell()
  const [, id] = (await run('create', 'notes')).stdout.split('\n')
  expect((await run('show', 'notes')).stdout).not.toMatch(/^ {2}(fork of|branch) /m)
  await run('fork', 'notes', 'mine')
  await run('branch', 'mine', 'draft')
  await run('switch', 'mine', 'draft')
  expect((await run('show', 'mine')).stdout).toContain(`  fork of   notes ${id}\n  branch    draft\n`)
})

test('revert of a key says what it undoes, who did it, and what became of the memory', async () => {
  const run = await shell()
  await run('create', 'notes')
  await run('add', 'notes', 'first', '--key', 'a/b')
  await run('add', 'notes', 'second', '--key', 'a/b', '-m', 'a wrong turn')
  const undone = await run('revert', 'notes', 'a/b', '--text')
  expect([undone.code, undone.stdout]).toEqual([
    0,
    expect.stringMatching(
      /^undoes {2}a wrong turn\n {8}\S.* alice.*\na\/b {2}is as it was before\n {4}- second\n {4}\+ first\nbafyrei/,
    ),
  ])
  await run('remove', 'notes', 'a/b')
  expect((await run('revert', 'notes', 'a/b')).stdout).toContain('a/b  is back')
  expect((await run('revert', 'notes', 'a/b', '--to', 'main')).stdout).toContain('nothing was changed')
  expect((await run('revert', 'notes', 'a/c')).code).toBe(5)
  expect((await run('revert', 'notes')).code).toBe(2)
})

test.each([
  [['merge', 'notes', 'draft', '--resolve', 'a=b'], 2],
  [['merge', 'notes', 'nowhere'], 5],
  [['merge', 'notes', 'draft', '--resolve', 'other=ours'], 1],
  [['merge', 'notes', 'draft', '--strategy', 'random'], 2],
  [['merge', 'notes', '--abort'], 1],
  [['switch', 'notes', 'nowhere'], 5],
  [['branch', 'notes', 'draft'], 4],
  [['revert', 'notes', 'main~1'], 4],
  [['blame', 'notes', 'nothing'], 5],
] as const)('%j ends with %i, a message and a hint', async (argv, code) => {
  const run = await conflicted()
  const before = (await run('show', 'notes')).stdout
  const refused = await run(...argv)
  expect([refused.code, refused.stderr]).toEqual([code, expect.stringMatching(/^error: .+\nhint: .+/s)])
  expect((await run('show', 'notes')).stdout).toBe(before)
})

test('help explains history to someone who knows git', async () => {
  const { code, stdout } = await runWith(['help', 'history'])
  expect(code).toBe(0)
  for (const word of ['git merge', 'memcube merge', '--resolve', 'pull UPSTREAM'])
    expect(stdout).toContain(word)
})

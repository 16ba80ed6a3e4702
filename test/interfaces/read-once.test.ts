// What log, forget, edit and publish say to somebody who meets them for the first time.
import { expect, test } from 'vitest'
import { editText } from '../../src/interfaces/cli/edit-text.ts'
import { runWith } from './run-with.ts'

const said = async (argv: readonly string[], answer: unknown): Promise<string> => {
  const { stdout, stderr } = await runWith(argv, { answer: () => answer })
  return stdout + stderr
}

test('a log without commits says so, and where the keys are', async () => {
  expect(await said(['log', 'n', '--key', 'nosuch'], { commits: [] })).toBe(
    'no commit that is held here changed nosuch; `memcube keys CUBE` lists what there is\n',
  )
  expect(await said(['log', 'n'], { commits: [] })).toBe('')
})

const forgotten = {
  forgotten: [{ key: 'k', memory: 'bafyone' }],
  memories: ['bafyone'],
  tombstone: 'bafytomb',
  commit: 'bafycommit',
  alsoIn: [],
  fetchedBy: [],
  notForced: [],
}

test('forget names what went and leaves out what there was none of', async () => {
  const removed = { blocks: 1, payloads: 0, texts: 1, vectors: 2, bytes: 173 }
  expect(await said(['forget', 'n', 'k'], { ...forgotten, removed })).toBe(
    [
      'forgotten k  bafyone',
      'erased here: 1 memory, 1 passage of the index by words, 2 by meaning (173 bytes)',
      'tombstone bafytomb  has other nodes erase it when they pull',
      'commit bafycommit',
      '',
    ].join('\n'),
  )
  const none = { blocks: 0, payloads: 0, texts: 0, vectors: 0, bytes: 0 }
  expect(await said(['forget', 'n', 'k'], { ...forgotten, removed: none })).toContain(
    'erased here: nothing, for it was gone already\n',
  )
})

test('publish of one branch prints the link that leads to it', async () => {
  const answer = { link: 'memcube:b', providers: 1, branches: ['draft', 'main'] }
  expect(await said(['publish', 'n', '--branch', 'draft'], answer)).toContain(
    'memcube:b#draft\nthe link leads to draft, beside main\n',
  )
  expect(await said(['publish', 'n'], answer)).toMatch(/memcube:b\na pull brings main; with `--branch draft`/)
  expect(await said(['publish', 'n', '--branch', 'main'], answer)).toContain('memcube:b\n')
})

test.each([
  ['no-such-editor', 'the editor "no-such-editor" was not found; nothing was changed'],
  ['false', 'the editor failed with exit code 1; nothing was changed'],
])('an editor %s is told with what names it', async (editor, message) => {
  await expect(editText('one', { key: 'k', editor })).rejects.toMatchObject({
    message,
    hint: 'EDITOR and VISUAL name the editor, such as `export EDITOR=nano`',
  })
})

// What a person believes after a command: what stays, and what others read already.
import { expect, test } from 'vitest'
import { remove } from '../../src/interfaces/cli/verbs/memories.ts'
import { publish } from '../../src/interfaces/cli/verbs/share.ts'
import type { Values, Verb, VerbContext } from '../../src/interfaces/cli/verb.ts'

async function noted(verb: Verb, answer: object, options: Values = {}): Promise<string[]> {
  const notes: string[] = []
  const context = {
    json: false,
    out: { line: () => undefined, note: (text: string) => void notes.push(text) },
    client: () => Promise.resolve({ call: () => Promise.resolve(answer) }),
  }
  await verb.run([], options, context as unknown as VerbContext)
  return notes
}

test('what was removed is still in the history, and remove says so', async () => {
  expect(await noted(remove, { removed: ['a'], commit: 'baf' })).toEqual([
    'the history keeps what was removed; `memcube forget` erases it for good',
  ])
})

const leaving = { commits: 1, memories: 1, bytes: 1, authors: [], people: [], unscanned: 0, secrets: [] }
test.each<[string, object, string]>([
  ['is private', { leaving }, 'nothing was published; others would read main, draft'],
  ['is public already', {}, 'nothing more would leave: others read main, draft already'],
  ['is of a swarm', { swarm: 'crew' }, 'nothing was published; others would read main, draft'],
])('a dry run of what %s says whether others read it now', async (_, answer, note) => {
  const published = { link: 'memcube:baf', providers: 0, branches: ['main', 'draft'], ...answer }
  expect(await noted(publish, published, { dryRun: true })).toEqual([note])
})

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

test('an import that is cut off while it reads changes nothing, and leaves nothing to collect', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  await alice.call('add', { cube: 'notes', key: 'before', text: 'here' })
  const path = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: 3_000 }, (_, i) => JSON.stringify({ key: `n/${i}`, body: `note ${i}` }))
  await writeFile(path, lines.join('\n'))
  const before = await alice.call('show', { cube: 'notes' })
  const stop = new AbortController()
  let read = 0
  const cut = alice.call(
    'import',
    { cube: 'notes', path },
    {
      signal: stop.signal,
      progress({ done }) {
        read = done
        stop.abort()
      },
    },
  )
  await expect(cut).rejects.toThrow(/abort/i)
  expect(read).toBeGreaterThan(0)
  expect(await alice.call('show', { cube: 'notes' })).toEqual(before)
  expect(await alice.call('keys', { cube: 'notes' })).toEqual({ keys: ['before'] })
  expect(await alice.call('gc', {})).toMatchObject({ blocks: 0 })
})

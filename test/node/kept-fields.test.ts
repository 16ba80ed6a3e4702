// A changed memory keeps what was said of it, unless something else is said.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clearableFields, keptFields } from '../../src/cubes/kept-fields.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { call } from './swarms/people.ts'

const before = {
  v: 1,
  t: 'memcube/memory',
  type: 'plaintext',
  media: 'text/markdown',
  body: 'old',
  tags: ['db'],
  created: 1,
  valid: { from: 1 },
  provenance: { activity: 'import', model: 'a-model', source: { uri: 'https://example.org/a', digest: 'd' } },
  governance: { licence: 'MIT', sensitivity: 'internal' },
  data: { session: 's' },
} as never

const all = {
  tags: ['db'],
  media: 'text/markdown',
  source: { uri: 'https://example.org/a', digest: 'd' },
  data: { session: 's' },
  valid: { from: 1 },
  governance: { licence: 'MIT', sensitivity: 'internal' },
  type: 'plaintext',
}

describe('what is kept of a memory', () => {
  test('is all that was said of it, and not how its old text came about', () => {
    expect(keptFields(before, true, [])).toEqual(all)
  })

  test.each(clearableFields)('is less %s when that is cleared', (field) => {
    const { [field]: _gone, ...rest } = all
    const empty = field === 'tags' ? { tags: [] } : field === 'governance' ? { governance: {} } : {}
    expect(keptFields(before, true, [field])).toEqual({ ...rest, ...empty })
  })

  test('is no media type of a text for a file', () => {
    const { media: _media, type: _type, ...rest } = all
    expect(keptFields(before, false, [])).toEqual(rest)
  })

  test('is nothing where there was none', () => {
    expect(keptFields(undefined, true, [])).toEqual({ tags: [], governance: {} })
  })
})

test('add changes the text alone, replaces what is given, and clears what is named', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'create', { name: 'notes' })
  const said = { cube: 'notes', key: 'k' }
  await call(alice, 'add', {
    ...said,
    text: 'one',
    tags: ['db', 'ops'],
    media: 'text/markdown',
    source: 'https://example.org/a',
    data: { session: 's', order: 1 },
  })
  const source = { uri: 'https://example.org/a' }
  await call(alice, 'add', { ...said, text: 'two' })
  const kept = {
    media: 'text/markdown',
    tags: ['db', 'ops'],
    provenance: { source },
    data: { session: 's', order: 1 },
  }
  expect(await call(alice, 'get', said)).toMatchObject({ body: 'two', ...kept })
  await call(alice, 'add', { ...said, text: 'three', tags: ['new'], clear: ['source', 'media'] })
  const third = await call(alice, 'get', said)
  expect(third).toMatchObject({ body: 'three', media: 'text/plain', tags: ['new'], data: { session: 's' } })
  expect(third.provenance).not.toHaveProperty('source')
  await call(alice, 'add', { ...said, text: 'four', tags: [], clear: ['data'] })
  expect(await call(alice, 'get', said)).toMatchObject({ tags: [], data: null })
})

test('a file in place of another keeps type and media, and a text in its place does not', async () => {
  const alice = await temporaryNode('alice')
  await call(alice, 'create', { name: 'notes' })
  const file = join(await temporaryFolder(), 'f')
  const said = { cube: 'notes', key: 'k' }
  await writeFile(file, 'weights')
  await call(alice, 'add', {
    ...said,
    file,
    type: 'parameter',
    media: 'application/x-weights',
    tags: ['lora'],
  })
  await writeFile(file, 'other weights')
  await call(alice, 'add', { ...said, file })
  expect(await call(alice, 'get', said)).toMatchObject({
    type: 'parameter',
    media: 'application/x-weights',
    tags: ['lora'],
  })
  await call(alice, 'add', { ...said, text: 'in words' })
  expect(await call(alice, 'get', said)).toMatchObject({
    type: 'plaintext',
    media: 'text/plain',
    tags: ['lora'],
  })
})

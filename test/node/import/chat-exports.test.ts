import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  importerFor,
  isLeftOut,
  isSkipped,
  type ImportedMemory,
  type ImportItem,
} from '../../../src/exchange/import/index.ts'
import { splitAnywhere } from '../../../src/exchange/import/split-text.ts'
import { temporaryFolder } from '../../helpers/temporary-home.ts'
import { zipOf } from '../zip-of.ts'
import { readAll } from './accounting.ts'

type Message = Record<string, unknown>

/** A conversation of ChatGPT whose messages follow one another. */
function gpt(id: string, ...messages: Message[]): Record<string, unknown> {
  const mapping = Object.fromEntries(
    messages.map((message, at) => [
      `n${at}`,
      { id: `n${at}`, parent: at === 0 ? null : `n${at - 1}`, children: [], message },
    ]),
  )
  return { title: 'T', conversation_id: id, current_node: `n${messages.length - 1}`, mapping }
}

const said = (role: string, content: unknown, more: Message = {}): Message => ({
  author: { role },
  content: typeof content === 'string' ? { content_type: 'text', parts: [content] } : content,
  ...more,
})

/** A conversation of Claude. */
const claude = (...messages: Message[]): Record<string, unknown> => ({
  uuid: 'k1',
  name: 'N',
  chat_messages: messages,
})

async function read(files: Record<string, unknown>, as: 'file' | 'zip' | 'folder'): Promise<ImportItem[]> {
  const folder = await temporaryFolder()
  const texts = Object.fromEntries(
    Object.entries(files).map(([name, value]) => [name, JSON.stringify(value)]),
  )
  if (as === 'zip') await writeFile(join(folder, 'export.zip'), zipOf(texts))
  else
    for (const [name, text] of Object.entries(texts)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
  const path = as === 'folder' ? folder : join(folder, as === 'zip' ? 'export.zip' : Object.keys(files)[0]!)
  return readAll((await importerFor(path, 'auto')).read(path))
}

const memories = (items: ImportItem[]): ImportedMemory[] =>
  items.filter((item): item is ImportedMemory => !isSkipped(item) && !isLeftOut(item))
const texts = (items: ImportItem[]): string[][] => memories(items).map(({ key, body }) => [key, body])
const leftOut = (items: ImportItem[]): string[] => items.filter(isLeftOut).map((item) => item.leftOut)

describe('an export of ChatGPT', () => {
  test('gives a document of canvas, an edit of it, and no call as it is', async () => {
    const call = (text: unknown, recipient: string): Message =>
      said('assistant', { content_type: 'code', text: JSON.stringify(text) }, { recipient })
    const items = await read(
      {
        'c.json': [
          gpt(
            'c',
            said('user', 'Write a poem'),
            call({ name: 'poem', type: 'document', content: 'Roses' }, 'canmore.create_textdoc'),
            call(
              { updates: [{ pattern: '.*', multiple: false, replacement: 'Lilies' }] },
              'canmore.update_textdoc',
            ),
            call({ query: 'x' }, 'web.search'),
          ),
        ],
      },
      'file',
    )
    expect(texts(items)).toEqual([
      ['chatgpt/c/0001', 'Write a poem'],
      ['chatgpt/c/0002', '[document: poem]\n\nRoses'],
      ['chatgpt/c/0003', 'Lilies'],
    ])
    expect(leftOut(items)).toEqual(['calls of the tool web.search'])
  })

  test('whose first conversation is empty gives the others, and the empty one is no loss', async () => {
    const files = { 'conversations.json': [{ title: '', id: 's' }, gpt('c', said('user', 'Q'))] }
    for (const as of ['file', 'zip', 'folder'] as const) {
      const items = await read(files, as)
      expect(texts(items)).toEqual([['chatgpt/c/0001', 'Q']])
      expect(items.filter(isSkipped)).toMatchObject([
        { item: 'conversation 1', reason: 'has no messages', loss: false },
      ])
    }
  })

  test('gives what was spoken, what it remembers, and instructions once', async () => {
    const standing = said('user', { content_type: 'user_editable_context', user_profile: 'I garden.' })
    const voice = said('user', {
      content_type: 'multimodal_text',
      parts: [
        { content_type: 'audio_transcription', text: 'Remind me.' },
        { content_type: 'audio_asset_pointer', asset_pointer: 'x' },
      ],
    })
    const bio = said('assistant', 'Likes olives.', { recipient: 'bio' })
    const items = await read({ 'c.json': [gpt('a', standing, voice), gpt('b', standing, bio)] }, 'file')
    expect(Object.fromEntries(texts(items))).toEqual({
      'chatgpt/a/0001': 'Remind me.',
      'chatgpt/b/0001': 'Likes olives.',
      'chatgpt/instructions/user_profile': 'I garden.',
    })
    expect(leftOut(items)).toContain('images, recordings and videos: a memory is a text')
  })

  test('in numbered files is read in their order, and other files are named', async () => {
    const items = await read(
      {
        'conversations-001.json': [gpt('b', said('user', 'Q two'))],
        'conversations-000.json': [gpt('a', said('user', 'Q one'))],
        'user.json': {},
        'image.png': 'x',
        'new-thing.json': { said: 'something' },
      },
      'zip',
    )
    expect(texts(items)).toEqual([
      ['chatgpt/a/0001', 'Q one'],
      ['chatgpt/b/0001', 'Q two'],
    ])
    expect(items.filter((item) => isLeftOut(item) || isSkipped(item))).toEqual([
      { item: 'image.png', leftOut: 'images, recordings and other files beside the conversations' },
      { item: 'new-thing.json', reason: 'is no file of an export that is known' },
      { item: 'user.json', leftOut: 'user.json: who the account belongs to' },
    ])
  })

  test('that has a conversation twice gives it once; two under one id stay apart', async () => {
    const [one, other] = [gpt('c', said('user', 'Q')), gpt('c', said('user', 'another'))]
    const items = await read({ 'c.json': [one, one, other] }, 'file')
    expect(texts(items)).toEqual([
      ['chatgpt/c/0001', 'Q'],
      ['chatgpt/c-2/0001', 'another'],
    ])
    expect(leftOut(items)).toEqual(['conversations that came before, word for word'])
  })

  test('keeps what was cut in the middle of a character, with the half as its escape', async () => {
    const items = await read(
      { 'c.json': [{ ...gpt('c', said('user', 'Q \ud83c')), title: 'T \ud83c' }] },
      'file',
    )
    expect(memories(items)).toMatchObject([{ body: 'Q \\ud83c', data: { title: 'T \\ud83c' } }])
    expect(leftOut(items)).toEqual(['halves of characters, kept as their escapes'])
  })

  test('splits a turn that is too long for a memory, in order', async () => {
    const long = `${'word '.repeat(120_000)}\u{1f331}`
    const items = memories(
      await read({ 'c.json': [gpt('c', said('user', long), said('assistant', 'A'))] }, 'file'),
    )
    expect(items.map(({ body }) => body).join('')).toBe(`${long}A`)
    expect(items.map(({ key, data }) => [key, data?.['order']])).toEqual([
      ['chatgpt/c/0001/0001', 1],
      ['chatgpt/c/0001/0002', 2],
      ['chatgpt/c/0001/0003', 3],
      ['chatgpt/c/0002', 4],
    ])
  })
})

describe('an export of Claude', () => {
  const message = (sender: string, more: Message): Message => ({ sender, text: '', content: [], ...more })

  test('gives what was pasted with the turn, and names files that it does not hold', async () => {
    const items = await read(
      {
        'c.json': [
          claude(
            message('human', {
              attachments: [{ file_name: 'notes.txt', extracted_content: 'Every 41 days.' }],
            }),
            message('human', { text: 'See', files: [{ file_name: 'photo.jpg' }] }),
          ),
        ],
      },
      'file',
    )
    expect(texts(items)).toEqual([
      ['claude/k1/0001', '[attached: notes.txt]\n\nEvery 41 days.'],
      ['claude/k1/0002', 'See'],
    ])
    expect(memories(items)[1]?.data).toMatchObject({ files: ['photo.jpg'] })
    expect(leftOut(items)).toEqual(['files whose content is not in the export'])
  })

  test('gives the words of the blocks without fillers, and a document that a tool wrote', async () => {
    const filler = '```\nThis block is not supported on your current device yet.\n```'
    const call = { type: 'tool_use', name: 'web_search', input: { query: 'frost' } }
    const artifact = { type: 'tool_use', name: 'artifacts', input: { title: 'Haiku', content: 'Old pond' } }
    const items = await read(
      {
        'c.json': [
          claude(
            message('assistant', {
              text: `Let me look.\n${filler}\n3 May.`,
              content: [{ type: 'text', text: 'Let me look.' }, call, { type: 'text', text: '3 May.' }],
            }),
            message('assistant', { text: `One.\n${filler}\nTwo.` }),
            message('assistant', { content: [artifact] }),
            message('assistant', { content: [call] }),
          ),
        ],
      },
      'file',
    )
    expect(memories(items).map(({ body }) => body)).toEqual([
      'Let me look.\n3 May.',
      'One.\nTwo.',
      '[document: Haiku]\n\nOld pond',
    ])
    expect(items).toContainEqual({
      item: 'conversation 1, message 4',
      leftOut: 'calls of the tool web_search',
      of: call,
    })
  })

  const project = {
    uuid: 'p1',
    name: 'Garden',
    prompt_template: 'Metric units.',
    docs: [{ filename: 'soil.md', content: 'Clay' }],
  }
  const kept = {
    conversations_memory: 'Likes olives.',
    project_memories: { p1: 'A garden.' },
    memory_files: [{ path: '/areas/food.md', content: 'Olives.' }],
  }

  test.each([
    ['one file a project', { 'projects/p1.json': project }],
    ['one file of projects', { 'projects.json': [project] }],
  ])('gives instructions and documents of %s, alone in a zip too', async (_form, files) => {
    expect(texts(await read(files, 'zip'))).toEqual([
      ['claude/projects/Garden/instructions', 'Metric units.'],
      ['claude/projects/Garden/soil.md', 'Clay'],
    ])
  })

  test.each([
    ['a list', { 'memories.json': [kept] }],
    ['one object', { 'memories/account.json': kept }],
  ])('gives what it remembers as %s', async (_form, files) => {
    expect(texts(await read(files, 'zip'))).toEqual([
      ['claude/memories/conversations', 'Likes olives.'],
      ['claude/memories/p1', 'A garden.'],
      ['claude/memories/areas/food.md', 'Olives.'],
    ])
  })

  test('gives the same from a folder as from the zip of its files', async () => {
    const files = {
      'conversations.json': [claude(message('human', { text: 'Q' }))],
      'memories.json': [kept],
      'projects/p1.json': project,
      'design_chats/d.json': {
        uuid: 'd',
        title: 'D',
        messages: [{ role: 'user', content: { content: 'Draw.' } }],
      },
      'users.json': [{ full_name: 'Alice' }],
    }
    const zip = await read(files, 'zip')
    expect(await read(files, 'folder')).toEqual(zip)
    expect(texts(zip)).toHaveLength(7)
  })
})

test('a text is split anywhere when nothing better is there, and no character is cut', () => {
  const text = `${'\u{1f331}'.repeat(50)} ${'x'.repeat(90)}\nshort\n`
  const parts = splitAnywhere(text, 40)
  expect(parts.join('')).toBe(text)
  expect(parts.every((part) => Buffer.byteLength(part) <= 40 && part.isWellFormed())).toBe(true)
})

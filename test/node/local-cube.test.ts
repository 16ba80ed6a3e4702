import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder, temporaryNode, reopen } from '../helpers/temporary-home.ts'

interface Added {
  key: string
  memory: string
  commit: string
}

interface Imported {
  read: number
  added: number
  changed: number
  unchanged: number
  skipped: { item: string; reason: string }[]
  commit: string
}

describe("a cube of one's own", () => {
  test('gives back what was added, after a restart', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    const { memory } = (await alice.call('add', {
      cube: 'notes',
      key: 'a/b',
      text: 'quokkas are small',
      tags: ['zoo', 'zoo', 'animals'],
    })) as Added
    await alice.close()
    const again = await reopen(alice.home)
    expect(await again.call('get', { cube: 'notes', key: 'a/b' })).toMatchObject({
      memory,
      body: 'quokkas are small',
      tags: ['animals', 'zoo'],
      author: alice.author,
      verified: true,
    })
  })

  test('makes no commit when nothing changes', async () => {
    const now = (): number => Date.UTC(2026, 10, 1)
    const alice = await temporaryNode('alice', { now })
    await alice.call('create', { name: 'notes' })
    const first = (await alice.call('add', { cube: 'notes', key: 'k', text: 'same' })) as Added
    const second = (await alice.call('add', { cube: 'notes', key: 'k', text: 'same' })) as Added
    expect(second.commit).toBe(first.commit)
  })

  test('keeps what was removed in its history', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'k', text: 'once known' })
    await alice.call('remove', { cube: 'notes', keys: ['k'] })
    await expect(alice.call('get', { cube: 'notes', key: 'k' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    expect(await alice.call('get', { cube: 'notes', key: 'k', at: 'main~1' })).toMatchObject({
      body: 'once known',
    })
    expect(await alice.call('diff', { cube: 'notes', a: 'main~1' })).toEqual({
      added: [],
      removed: ['k'],
      changed: [],
    })
    expect(await alice.call('log', { cube: 'notes', key: 'k' })).toMatchObject({
      commits: [{ verified: true }, { verified: true }],
    })
  })

  test('removes all of the keys or none', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'k', text: 'still here' })
    await expect(alice.call('remove', { cube: 'notes', keys: ['k', 'missing'] })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    expect(await alice.call('keys', { cube: 'notes' })).toEqual({ keys: ['k'] })
  })

  test.each(['', '..', 'a/../b', '/a', 'a/', 'a//b', 'a\u0000b', '.memcube/info', 'x'.repeat(1025)])(
    'refuses the key %j',
    async (key) => {
      const alice = await temporaryNode('alice')
      await alice.call('create', { name: 'notes' })
      await expect(alice.call('add', { cube: 'notes', key, text: 'x' })).rejects.toMatchObject({
        code: 'ERR_INVALID_INPUT',
      })
      expect(await alice.call('keys', { cube: 'notes' })).toEqual({ keys: [] })
    },
  )

  test('refuses a text above 256 KiB and says to split it', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    const text = 'x'.repeat(256 * 1024 + 1)
    await expect(alice.call('add', { cube: 'notes', key: 'k', text })).rejects.toMatchObject({
      code: 'ERR_LIMIT',
      hint: expect.stringContaining('split'),
    })
    await alice.call('add', { cube: 'notes', key: 'k', text: text.slice(1) })
    expect(((await alice.call('get', { cube: 'notes', key: 'k' })) as { body: string }).body).toHaveLength(
      256 * 1024,
    )
  })

  test('keeps a payload that is larger than a block, byte for byte', async () => {
    const folder = await temporaryFolder()
    const payload = Buffer.alloc(3 * 1024 * 1024 + 17, 'weights')
    await writeFile(join(folder, 'lora.bin'), payload)
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'lora', type: 'parameter', file: join(folder, 'lora.bin') })
    expect(await alice.call('verify', { cube: 'notes' })).toMatchObject({ ok: true, problems: [] })
    const out = join(folder, 'out')
    await alice.call('export', { cube: 'notes', out, format: 'markdown' })
    const { readFile } = await import('node:fs/promises')
    expect((await readFile(join(out, 'lora.bin'))).equals(payload)).toBe(true)
  })
})

describe('import', () => {
  test('takes markdown and text, says what it skipped, and changes nothing the second time', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'deep', 'node_modules'), { recursive: true })
    await mkdir(join(folder, '.git'))
    await writeFile(
      join(folder, 'a.md'),
      '---\ntags: [one, two]\ncreated: 2026-01-02\nsource: https://example.org/a\nmood: good\n---\n# A\n\ntext',
    )
    await writeFile(join(folder, 'deep', 'b.txt'), 'plain')
    await writeFile(join(folder, 'deep', 'node_modules', 'c.md'), 'left out')
    await writeFile(join(folder, '.git', 'd.md'), 'left out')
    await writeFile(join(folder, 'latin1.md'), Buffer.from([0x66, 0xfc, 0x72]))
    await writeFile(join(folder, 'empty.md'), '')
    await symlink('/etc/hosts', join(folder, 'link.md'))
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    const first = (await alice.call('import', { cube: 'notes', path: folder })) as Imported
    expect(first).toMatchObject({ read: 5, added: 3, changed: 0, unchanged: 0 })
    expect(first.skipped.map(({ item }) => item).sort()).toEqual(['latin1.md', 'link.md'])
    expect(await alice.call('get', { cube: 'notes', key: 'a' })).toMatchObject({
      body: '# A\n\ntext',
      tags: ['one', 'two'],
      created: Date.UTC(2026, 0, 2),
      data: { mood: 'good' },
      provenance: { source: { uri: 'https://example.org/a' }, activity: 'import' },
    })
    const second = (await alice.call('import', { cube: 'notes', path: folder })) as Imported
    expect(second).toMatchObject({ added: 0, changed: 0, unchanged: 3, commit: first.commit })
    await writeFile(join(folder, 'a.md'), 'new text')
    expect(await alice.call('import', { cube: 'notes', path: folder })).toMatchObject({
      added: 0,
      changed: 1,
      unchanged: 2,
    })
  })

  test('reads JSONL line by line and names the lines that do not fit', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'chat.jsonl')
    const lines = [
      { key: 'c/1', body: 'hello', session: 's', order: 1, created: '2026-03-04T05:06:07Z', custom: true },
      { key: 'c/2', body: 'world', session: 's', order: 2, tags: ['t'] },
      { key: 'c/3' },
      { key: '../c', body: 'out' },
      { key: 'c/1', body: 'twice' },
    ]
    await writeFile(path, `${lines.map((line) => JSON.stringify(line)).join('\n')}\nnot json\n\n`)
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    const result = (await alice.call('import', { cube: 'notes', path })) as Imported
    expect(result).toMatchObject({ read: 6, added: 2 })
    expect(result.skipped.map(({ item }) => item)).toEqual(['line 3', 'line 4', 'line 5', 'line 6'])
    expect(await alice.call('get', { cube: 'notes', key: 'c/1' })).toMatchObject({
      created: Date.UTC(2026, 2, 4, 5, 6, 7),
      data: { session: 's', order: 1, custom: true },
    })
  })

  test('is an error when nothing fits', async () => {
    const folder = await temporaryFolder()
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await expect(alice.call('import', { cube: 'notes', path: folder })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
    await expect(alice.call('import', { cube: 'notes', path: join(folder, 'none') })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
  })

  test('splits a file above the text limit at headings and loses nothing', async () => {
    const folder = await temporaryFolder()
    const sections = Array.from(
      { length: 5 },
      (_, i) => `# Part ${i}\n\n${`line ${i} of the part\n`.repeat(5_000)}`,
    )
    await writeFile(join(folder, 'long.md'), sections.join(''))
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('import', { cube: 'notes', path: folder })
    const { keys } = await alice.call('keys', { cube: 'notes' })
    expect(keys.length).toBeGreaterThan(1)
    const parts = await Promise.all(
      keys.map(async (key) => ((await alice.call('get', { cube: 'notes', key })) as { body: string }).body),
    )
    expect(parts.join('')).toBe(sections.join(''))
  })

  test('comes back the same through each export', async () => {
    const folder = await temporaryFolder()
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('add', {
      cube: 'notes',
      key: 'x/y',
      text: '---\nnot: front matter\n---\n\n# ünïcode 🦘',
      tags: ['a b'],
      media: 'text/markdown',
    })
    await alice.call('add', { cube: 'notes', key: 'plain', text: 'just text' })
    for (const format of ['markdown', 'jsonl']) {
      const out = join(folder, format === 'jsonl' ? 'out.jsonl' : 'out')
      await alice.call('export', { cube: 'notes', out, format })
      const copy = `copy-${format}`
      await alice.call('create', { name: copy })
      expect(await alice.call('import', { cube: copy, path: out })).toMatchObject({ added: 2, skipped: [] })
      for (const key of ['x/y', 'plain']) {
        const [was, is] = (await Promise.all(
          ['notes', copy].map((cube) => alice.call('get', { cube, key })),
        )) as { body: string; tags: string[] }[]
        expect(is).toMatchObject({ body: was?.body, tags: was?.tags })
      }
    }
  })

  test('never writes over what is there', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'mine.txt'), 'mine')
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'k', text: 'x' })
    for (const format of ['markdown', 'jsonl', 'car']) {
      await expect(alice.call('export', { cube: 'notes', out: folder, format })).rejects.toMatchObject({
        code: 'ERR_INVALID_INPUT',
      })
    }
  })
})

test('two writers at once lose nothing', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  const keys = Array.from({ length: 20 }, (_, i) => `k${String(i).padStart(2, '0')}`)
  await Promise.all(keys.map((key) => alice.call('add', { cube: 'notes', key, text: `text of ${key}` })))
  expect(await alice.call('keys', { cube: 'notes' })).toEqual({ keys })
  expect(((await alice.call('log', { cube: 'notes' })) as { commits: unknown[] }).commits).toHaveLength(21)
})

test('a fork shares history and attribution, and costs nothing that grows', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes', licence: 'CC0-1.0' })
  await alice.call('add', { cube: 'notes', key: 'k', text: 'shared' })
  const before = (await alice.call('fsck', {})) as { checked: number }
  const fork = (await alice.call('fork', { cube: 'notes', name: 'mine' })) as {
    cube: string
    licence: object
  }
  const after = (await alice.call('fsck', {})) as { checked: number; ok: boolean }
  expect(after).toMatchObject({ ok: true, checked: before.checked + 2 })
  expect(fork.licence).toMatchObject({ ours: 'CC0-1.0', theirs: 'CC0-1.0', verdict: 'same' })
  expect(await alice.call('get', { cube: 'mine', key: 'k' })).toMatchObject({ body: 'shared' })
  expect(await alice.call('verify', { cube: 'mine' })).toMatchObject({ ok: true, commits: 3 })
})

test('calls that do not fit are refused with the field', async () => {
  const alice = await temporaryNode('alice')
  await expect(alice.call('nothing', {})).rejects.toMatchObject({ code: 'ERR_USAGE' })
  await expect(alice.call('get', { cube: 'notes' })).rejects.toMatchObject({
    code: 'ERR_INVALID_INPUT',
    message: expect.stringContaining('key'),
  })
  await expect(alice.call('get', { cube: 'notes', key: 'k' })).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
  })
  await expect(alice.call('list', { extra: 1 })).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
  await expect(alice.call('pull', { cube: 'x' })).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
})

test('what replaces a memory replaces no other one', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('create', { name: 'notes' })
  const add = { cube: 'notes', key: 'k' }
  const first = (await alice.call('add', { ...add, text: 'first' })) as Added
  const second = (await alice.call('add', { ...add, text: 'second', replaces: first.memory })) as Added
  const conflict = { code: 'ERR_CONFLICT' }
  await expect(alice.call('add', { ...add, text: 'third', replaces: first.memory })).rejects.toMatchObject(
    conflict,
  )
  await expect(
    alice.call('add', { ...add, key: 'new', text: 'x', replaces: first.memory }),
  ).rejects.toMatchObject(conflict)
  expect(await alice.call('get', add)).toMatchObject({ memory: second.memory })
  const both = [1, 2].map((n) => alice.call('add', { ...add, text: `at once ${n}`, replaces: second.memory }))
  expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual([
    'fulfilled',
    'rejected',
  ])
})

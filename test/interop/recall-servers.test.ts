/** Recall in a server that we did not write: the contract of every index, and the life of a home, over PostgreSQL with pgvector. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { openRecall, type RecallIndex } from '../../src/recall/index.ts'
import { recallContract } from '../contracts/recall-contract.ts'
import { done, memcube, startDaemon, type Json } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { document, holding, keys, NOW } from '../recall/an-index.ts'
import { password, postgresIsMissing, startPostgres, type PostgresServer } from './recall-servers.ts'

const missing = postgresIsMissing()
const waitMs = { timeout: 20_000, interval: 20 }
let schemas = 0
const newSchema = (): string => `home_${++schemas}`

interface Place {
  path?: string
  target?: string | undefined
  owner?: string
  key?: string
}

function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'memcube-recall-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function openAt({
  path = newFolder(),
  target,
  owner = 'alice',
  key = password,
}: Place): Promise<RecallIndex> {
  const server = { owner, password: key, leastMoved: 1, ...(target !== undefined && { target }) }
  const index = await openRecall(path, { server })
  onTestFinished(() => index.close())
  return index
}

/** All is where it shall be. */
async function arrived(index: RecallIndex): Promise<void> {
  await index.settled()
  await vi.waitFor(async () => {
    const { server } = await index.status()
    expect(server?.problem).toBeUndefined()
    expect(server?.direction).not.toBe('back')
    expect(server ?? { waitingVectors: 0, waitingPassages: 0 }).toMatchObject({
      waitingVectors: 0,
      waitingPassages: 0,
    })
  }, waitMs)
}

describe.skipIf(missing !== undefined)(
  `recall in PostgreSQL${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    let server: PostgresServer
    beforeAll(async () => {
      server = await startPostgres()
    }, 60_000)
    afterAll(() => server?.end())

    recallContract({ open: () => openAt({ target: server.target(newSchema()) }), arrived })

    const termsIn = async (schema: string, begin: string): Promise<number> =>
      (await server.query(`select term from ${schema}.postings where term like '${begin}%'`)).length
    const vectorsIn = async (schema: string): Promise<number> =>
      (await server.query(`select passage from ${schema}.vectors`)).length
    const notes = ['the violin in the attic', 'the river in spring', 'tax on imported tea']

    test('has the words and vectors there, and brings them back when it shall be here', async () => {
      const [schema, path] = [newSchema(), newFolder()]
      const index = await holding(notes, await openAt({ path, target: server.target(schema) }))
      await arrived(index)
      expect(await index.status()).toMatchObject({ server: { segments: 1, vectors: 3, direction: 'out' } })
      expect([await termsIn(schema, 'violin'), await vectorsIn(schema)]).toEqual([1, 3])
      await index.close()
      const back = await openAt({ path })
      expect((await keys(back, 'violin'))[0]).toBe('0')
      await arrived(back)
      expect((await back.status()).server).toBeUndefined()
      expect((await keys(back, 'violin'))[0]).toBe('0')
      expect([await termsIn(schema, ''), await vectorsIn(schema)]).toEqual([0, 0])
      await back.close()
      // Without any server, and as it was.
      const plain = await openRecall(path)
      onTestFinished(() => plain.close())
      expect(await plain.status()).toMatchObject({ texts: 3, pending: 0 })
      expect((await keys(plain, 'violin'))[0]).toBe('0')
      expect(await plain.cursor('notes')).toBe('commit-1')
    })

    test('has no word and no vector there of what was forgotten', async () => {
      const schema = newSchema()
      const index = await holding(notes, await openAt({ target: server.target(schema) }))
      await index.replace(
        'notes',
        { put: [document('secret', 'Xylographqz is buried')], remove: [] },
        'commit-2',
      )
      await arrived(index)
      expect([await termsIn(schema, 'xylographqz'), await vectorsIn(schema)]).toEqual([1, 4])
      await index.replace('notes', { put: [], remove: ['secret'] }, 'commit-3')
      await index.purge()
      expect([await termsIn(schema, 'xylographqz'), await vectorsIn(schema)]).toEqual([0, 3])
      await arrived(index)
      expect([await termsIn(schema, 'xylographqz'), await termsIn(schema, 'violin')]).toEqual([0, 1])
    })

    test('says what is wrong while the server is away, takes what comes, and sends it later', async () => {
      const schema = newSchema()
      const index = await holding(notes, await openAt({ target: server.target(schema) }))
      await arrived(index)
      await server.stop()
      const away = { code: 'ERR_UNREACHABLE', hint: expect.stringContaining('start it') }
      await expect(keys(index, 'violin')).rejects.toMatchObject(away)
      await index.replace('notes', { put: [document('late', 'a glacier')], remove: ['1'] }, 'commit-2')
      expect(await index.cursor('notes')).toBe('commit-2')
      await expect(index.purge()).rejects.toMatchObject(away)
      expect(await index.server()).toMatchObject({ problem: expect.stringContaining('does not answer') })
      await server.start()
      // Without being asked for anything.
      await vi.waitFor(async () => {
        const there = await server.query(`select passage from ${schema}.vectors order by passage`)
        expect(there.map(({ passage }) => passage)).toEqual([1, 3, 4])
      }, waitMs)
      expect(await keys(index, 'glacier')).toContain('late')
      await arrived(index)
      expect(await vectorsIn(schema)).toBe(3)
      expect((await index.server())?.problem).toBeUndefined()
    })

    test('says when the server has lost what it had, and is built anew after that', async () => {
      const [schema, path] = [newSchema(), newFolder()]
      const index = await holding(notes, await openAt({ path, target: server.target(schema) }))
      await arrived(index)
      await index.close()
      await server.query(`delete from ${schema}.postings where term = 'violin'`)
      const without = await openAt({ path, target: server.target(schema) })
      await expect(keys(without, 'violin')).rejects.toMatchObject({
        code: 'ERR_CORRUPT',
        hint: expect.stringContaining('restart'),
      })
      await without.close()
      const anew = await openAt({ path, target: server.target(schema) })
      expect(await anew.cursor('notes')).toBeUndefined()
      await arrived(await holding(notes, anew))
      expect((await keys(anew, 'violin'))[0]).toBe('0')
      expect(await vectorsIn(schema)).toBe(3)
    })

    test('refuses rows that are not what it put there', async () => {
      const schema = newSchema()
      const index = await holding(notes, await openAt({ target: server.target(schema) }))
      await arrived(index)
      await server.query(`update ${schema}.vectors set cells = '\\x00'`)
      await expect(keys(index, 'violin')).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
      await server.query(`update ${schema}.vectors set generation = generation + 1000`)
      await server.query(`update ${schema}.postings set passages = 1000000`)
      await expect(keys(index, 'violin')).rejects.toMatchObject({ code: 'ERR_CORRUPT' })
    })

    test('leaves a schema alone that has the index of another home, or tables of something else', async () => {
      const [schema, other] = [newSchema(), newSchema()]
      const target = server.target(schema)
      await arrived(await holding(notes, await openAt({ target })))
      const bob = await openAt({ target, owner: 'bob' })
      expect(await bob.server()).toMatchObject({ problem: expect.stringContaining('another home') })
      await server.query(`create schema ${other}; create table ${other}.postings (mine text)`)
      const strange = await openAt({ target: server.target(other) })
      expect(await strange.server()).toMatchObject({ problem: expect.stringContaining('something else') })
      expect(await vectorsIn(schema)).toBe(3)
    })

    test('says no password when it is the wrong one', async () => {
      const key = 'Wrong-key-of-the-flowerpot'
      const index = await holding(notes, await openAt({ target: server.target(newSchema()), key }))
      const status = await index.server()
      expect(status).toMatchObject({ problem: expect.stringContaining('does not let postgres in') })
      expect(JSON.stringify(status)).not.toContain(key)
      // Nothing went there yet: it is all here.
      expect((await keys(index, 'violin'))[0]).toBe('0')
    })

    test('finds what is nearest by a graph, and what passes a filter, among many', async () => {
      const schema = newSchema()
      const index = await openAt({ target: server.target(schema) })
      const words = [
        'harbour',
        'violin',
        'river',
        'glacier',
        'attic',
        'winter',
        'letter',
        'barley',
        'village',
        'spring',
      ]
      const texts = Array.from(
        { length: 4_500 },
        (_, i) => `${words[i % 10]} ${words[(i >> 3) % 10]} ${words[(i >> 6) % 10]} ${i}`,
      )
      const put = texts.map((text, i) =>
        document(String(i), text, { tags: i % 3 === 0 ? ['third'] : i % 100 === 1 ? ['rare'] : [] }),
      )
      await index.replace('notes', { put, remove: [] }, 'commit-1')
      await arrived(index)
      await vi.waitFor(async () => {
        const made = await server.query(
          `select 1 from pg_indexes where schemaname = '${schema}' and indexname = 'nearest'`,
        )
        expect(made).toHaveLength(1)
      }, waitMs)
      for (const tag of ['third', 'rare']) {
        const { hits } = await index.search({
          text: 'a violin by the river',
          top: 20,
          nowMs: NOW,
          tags: [tag],
        })
        expect(hits).toHaveLength(20)
        expect(hits.every(({ tags }) => tags.includes(tag))).toBe(true)
      }
      const { near } = await index.nearest('notes', ['violin violin river'], 10)
      expect(near[0]).toHaveLength(10)
    })

    test('is where a home has its index, by command, with a daemon', async () => {
      const [schema, home] = [newSchema(), join(await temporaryFolder(), 'alice')]
      const target = server.target(schema)
      await done(home, 'init', '--name', 'alice')
      await writeFile(join(home, 'recall.key'), `${password}\n`, { mode: 0o600 })
      const refused = await memcube(home, ['config', 'set', 'recall', target.replace('@', `:${password}@`)])
      expect(refused.code).not.toBe(0)
      expect(refused.stdout + refused.stderr).not.toContain(password)
      await done(home, 'config', 'set', 'recall', target)
      const notesFile = join(home, '..', 'notes.jsonl')
      const lines = Array.from({ length: 300 }, (_, at) =>
        JSON.stringify({ key: `tides/${at}`, body: `Low water ${at} at the harbour of number ${at * 7}.` }),
      )
      await writeFile(notesFile, lines.join('\n'))
      const daemon = await startDaemon(home)
      await done(home, 'create', 'tides')
      await done(home, 'import', 'tides', notesFile)
      await vi.waitFor(async () => expect(await vectorsIn(schema)).toBe(300), waitMs)
      await vi.waitFor(async () => expect(await termsIn(schema, 'harbour')).toBe(1), waitMs)
      const first = async (): Promise<Json> =>
        (await done(home, 'recall', 'low water at the harbour of number 49')).results[0]
      expect(await first()).toMatchObject({ key: 'tides/7' })
      await done(home, 'forget', 'tides', 'tides/9')
      await vi.waitFor(async () => expect(await vectorsIn(schema)).toBe(299), waitMs)
      const checkOf = async (): Promise<Json> =>
        (await done(home, 'doctor')).checks.find(({ name }: Json) => name === 'index')
      expect(await checkOf()).toMatchObject({ ok: true, message: expect.stringContaining(schema) })

      await server.stop()
      expect(await memcube(home, ['recall', 'the harbour'])).toMatchObject({
        code: 1,
        json: { error: { code: 'ERR_UNREACHABLE' } },
      })
      await done(home, 'add', 'tides', 'The tide table of 1911', '--key', 'late')
      expect(await checkOf()).toMatchObject({
        ok: false,
        message: expect.stringContaining('does not answer'),
      })
      await server.start()
      expect((await done(home, 'recall', 'the tide table of 1911')).results[0]).toMatchObject({ key: 'late' })
      await daemon.stop()

      await done(home, 'config', 'unset', 'recall')
      const again = await startDaemon(home)
      expect(await first()).toMatchObject({ key: 'tides/7' })
      await vi.waitFor(async () => expect(await vectorsIn(schema)).toBe(0), waitMs)
      await vi.waitFor(async () => expect((await checkOf()).message).not.toContain(schema), waitMs)
      expect(await first()).toMatchObject({ key: 'tides/7' })
      for (const said of [await checkOf(), await done(home, 'config', 'list'), await done(home, 'status')])
        expect(JSON.stringify(said)).not.toContain(password)
      await again.stop()
    })
  },
)

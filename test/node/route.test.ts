// Where a call is run: in public life, in a swarm, or in several of them. No store and no network is needed to decide it.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runRouted } from '../../src/node/route.ts'
import type { UseCase } from '../../src/node/use-case.ts'
import type { Life, Space, Spaces } from '../../src/swarms/life.ts'

const emptyStore = { records: () => ({ get: async () => undefined, async *list() {} }) }

/** A life that has these cubes; `label` is what answers say of it. */
function life(label: string, cubes: readonly string[], more: object = {}): Life {
  const find = async (name: string): Promise<object | undefined> =>
    cubes.includes(name) ? { name, cube: name, own: true, published: false } : undefined
  return { label, cubes: { find, get: async () => undefined }, store: emptyStore, ...more } as unknown as Life
}

function swarm(name: string, cubes: readonly string[], role = 'writer', mirrors?: Life): Space {
  const team = { name, me: () => ({ role }) }
  const live = mirrors && { mirrors: () => mirrors }
  return { id: name, name, team, live, node: life(name, cubes, { team }) } as unknown as Space
}

function homeWith(...all: Space[]): Life {
  const find = (text: string): Space | undefined => all.find(({ name }) => name === text)
  const spaces = { list: () => all, find, resolve: find } as unknown as Spaces
  return life('public', ['notes'], { swarms: { isAny: () => all.length > 0, spaces: async () => spaces } })
}

/** Answers with where it was run, and with what input. */
const asked = (more: Partial<UseCase> = {}): UseCase => ({
  name: 'ask',
  summary: '',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  beside: ['other'],
  input: z.any(),
  output: z.any(),
  run: async (node, input) => ({ at: (node as unknown as { label: string }).label, input: input as object }),
  join: (answers) => answers.map(({ swarm: from, answer }) => ({ from, ...(answer as object) })),
  ...more,
})

const run = (home: Life, useCase: UseCase, input: Record<string, unknown>): Promise<unknown> =>
  runRouted(home, useCase, input, { signal: new AbortController().signal, progress() {} })

const crew = swarm('crew', ['runbook'])
const band = swarm('band', ['songs'], 'reader')
const home = homeWith(crew, band)

describe('a call', () => {
  it('that names nothing is run outside of swarms', async () => {
    expect(await run(home, asked(), {})).toEqual({ at: 'public', input: {} })
  })

  it('is run where the cube is that it names', async () => {
    expect(await run(home, asked(), { cube: 'notes' })).toMatchObject({ at: 'public' })
    expect(await run(home, asked(), { cube: 'runbook' })).toMatchObject({ at: 'crew' })
    const input = { cube: 'crew/runbook', other: 'crew/draft' }
    expect(await run(home, asked(), input)).toEqual({
      at: 'crew',
      input: { cube: 'runbook', other: 'draft' },
    })
  })

  it('is run in the swarm that it names', async () => {
    const input = { swarm: 'crew', cube: 'crew/runbook', other: 'draft' }
    expect(await run(home, asked(), input)).toEqual({
      at: 'crew',
      input: { cube: 'runbook', other: 'draft' },
    })
  })

  it('that names two swarms is refused', async () => {
    for (const input of [
      { swarm: 'crew', cube: 'band/songs' },
      { swarm: 'crew', cube: 'runbook', other: './notes' },
      { swarm: 'crew', cube: ['runbook', 'band/songs'] },
    ])
      await expect(run(home, asked(), input)).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
    await expect(run(home, asked(), { cube: 'runbook', other: 'band/songs' })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
  })
})

describe('a call that signs for a cube', () => {
  const writes = asked({ writes: 'cube' })

  it('is run in a swarm by its writers alone', async () => {
    expect(await run(home, writes, { cube: 'runbook' })).toMatchObject({ at: 'crew' })
    expect(await run(home, writes, { cube: 'notes' })).toMatchObject({ at: 'public' })
    await expect(run(home, writes, { cube: 'songs' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    await expect(run(home, writes, { swarm: 'band', cube: 'new' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
    })
  })

  it('only reads where its input says so', async () => {
    const sometimes = asked({
      writes: ((input: { set?: string }) => (input.set ? 'cube' : 'nothing')) as never,
    })
    expect(await run(home, sometimes, { cube: 'songs' })).toMatchObject({ at: 'band' })
    await expect(run(home, sometimes, { cube: 'songs', set: 'x' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
    })
  })
})

describe('a call about several cubes', () => {
  it('is run once for each life, with the cubes that are there', async () => {
    const cubes = ['songs', 'notes', 'crew/runbook']
    expect(await run(home, asked(), { cube: cubes, top: 3 })).toEqual([
      { from: 'band', at: 'band', input: { cube: ['songs'], top: 3 } },
      { from: null, at: 'public', input: { cube: ['notes'], top: 3 } },
      { from: 'crew', at: 'crew', input: { cube: ['runbook'], top: 3 } },
    ])
  })

  it('says of one life too where its rows are from', async () => {
    expect(await run(home, asked(), { cube: ['runbook'] })).toMatchObject([{ from: 'crew' }])
  })

  it('that names none is run outside of swarms', async () => {
    expect(await run(home, asked(), { cube: [] })).toEqual({ at: 'public', input: { cube: [] } })
  })
})

describe('a call about everything', () => {
  const sealed = life('mirrors of crew', [])
  const seeded = homeWith(swarm('crew', ['runbook'], 'writer', sealed), band)
  const places = async (of: Life, useCase: UseCase, input = {}): Promise<string[]> =>
    ((await run(of, useCase, input)) as { at: string }[]).map(({ at }) => at)

  it('is run in every life, and in mirrors where it is about what is stored', async () => {
    expect(await places(seeded, asked({ spans: 'all' }))).toEqual(['public', 'crew', 'band'])
    expect(await places(seeded, asked({ spans: 'stores' }))).toEqual([
      'public',
      'crew',
      'mirrors of crew',
      'band',
    ])
  })

  it('is run in one swarm with its mirrors when that is named', async () => {
    expect(await places(seeded, asked({ spans: 'stores' }), { swarm: 'crew' })).toEqual([
      'crew',
      'mirrors of crew',
    ])
  })

  it('hands all lives over where they are asked together, or those of the cubes that are named', async () => {
    const across: UseCase['across'] = async (lives) => lives.map(({ swarm: name, cubes }) => [name, cubes])
    const together = asked({ spans: 'all', across })
    expect(await run(home, together, {})).toEqual([
      [null, undefined],
      ['crew', undefined],
      ['band', undefined],
    ])
    expect(await run(home, together, { cube: ['songs', 'notes'] })).toEqual([
      ['band', ['songs']],
      [null, ['notes']],
    ])
    expect(await run(home, together, { cube: [] })).toEqual([[null, []]])
  })
})

describe('a call that makes a cube', () => {
  it('says at once when a cube with other readers has the name', async () => {
    const both = homeWith(swarm('crew', ['notes']))
    const makes = (name: string): UseCase => asked({ names: true, run: async () => ({ name }) })
    expect(await run(both, makes('notes'), {})).toMatchObject({
      notice: expect.stringContaining('./notes (private), crew/notes (swarm crew)'),
    })
    expect(await run(both, makes('fresh'), {})).toEqual({ name: 'fresh' })
  })
})

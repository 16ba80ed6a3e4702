import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findCircles } from './architecture/find-circles.ts'
import { findProblems } from './architecture/find-problems.ts'
import { parseSource, readSources } from './architecture/source-file.ts'

const SRC = join(import.meta.dirname, '..', 'src')

/** @returns the problems of one file at `path` with this text. */
const problemsOf = (path: string, text: string): string[] => findProblems([parseSource(path, text)])

describe('the source', () => {
  it('keeps to the map: imports go down, pure files are pure, names say something', () => {
    const sources = readSources(SRC)
    expect(sources.length).toBeGreaterThan(50)
    expect(findProblems(sources)).toEqual([])
  })

  it('imports nothing in a circle, neither by types nor by values', () => {
    expect(findCircles(readSources(SRC))).toEqual([])
  })

  it('imports only files that exist', () => {
    const sources = readSources(SRC)
    const paths = new Set(sources.map(({ path }) => path))
    const missing = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ local, target }) => local && /\.tsx?$/.test(target) && !paths.has(target))
        .map(({ target }) => `${path} -> ${target}`),
    )
    expect(missing).toEqual([])
  })
})

describe('the check of the source', () => {
  it.each([
    ['core/cube/head.ts', "import { openStore } from '../../storage/index.ts'"],
    ['core/cube/head.ts', "import type { Store } from '../../storage/index.ts'"],
    ['storage/store.ts', "import { createNetwork } from '../network/index.ts'"],
    ['network/host.ts', "export { openStore } from '../storage/index.ts'"],
    ['recall/engine.ts', "const { openStore } = await import('../storage/index.ts')"],
    ['recall/worker-channel.ts', "new Worker(new URL('../node/worker.ts', import.meta.url))"],
    ['network/host.ts', "type Message = import('../protocols/index.ts').Message"],
    ['protocols/sync/pull.ts', "import { createNode } from '../../node/index.ts'"],
    ['node/create-node.ts', "import {\n  main,\n  run,\n} from '../interfaces/cli/main.ts'"],
    ['interfaces/cli/main.ts', "import { openStore } from '../../storage/index.ts'"],
    ['interfaces/cli/main.ts', "import { startHttpApi } from '../http/api.ts'"],
    ['interfaces/http/api.ts', "import '../cli/main.ts'"],
    ['node/create-node.ts', "import { createNode } from '../index.ts'"],
    ['node/create-node.ts', "import { peers } from '../../test/peers.ts'"],
    ['page/main.tsx', "import type { MemCubeNode } from '../node/index.ts'"],
    ['page/main.tsx', "import { createMemcubeClient } from '../interfaces/client/index.ts'"],
    ['page/main.tsx', "import type { MemcubeClient } from '../interfaces/client/index.ts'"],
    ['page/main.tsx', "import type { Json } from '../interfaces/http/api.ts'"],
    ['interfaces/http/api.ts', "import { view } from '../../page/main.tsx'"],
    ['extras/thing.ts', "import { encode } from '../core/codec/index.ts'"],
  ])('refuses an arrow that the map does not have: %s with %s', (path, text) => {
    expect(problemsOf(path, text)).toHaveLength(1)
  })

  it('refuses what goes past the index of a room, unless it is loaded when it is wanted', () => {
    expect(problemsOf('swarms/team.ts', "import { writeHead } from '../cubes/write-head.ts'")).toHaveLength(1)
    expect(problemsOf('swarms/team.ts', "import type { Reads } from '../cubes/needs.ts'")).toHaveLength(1)
    expect(problemsOf('swarms/team.ts', "import { writeHead } from '../cubes/index.ts'")).toEqual([])
    expect(problemsOf('swarms/team.ts', "import { mergeCube } from '../cubes/merging/index.ts'")).toEqual([])
    expect(problemsOf('node/call.ts', "const { join } = await import('../swarms/join-swarm.ts')")).toEqual([])
  })

  it.each([
    ['core/tree/walk.ts', "import { readFile } from 'node:fs/promises'"],
    ['core/tree/walk.ts', "import { createConnection } from 'node:net'"],
    ['core/tree/walk.ts', "import { Worker } from 'node:worker_threads'"],
    ['core/tree/walk.ts', 'const now = Date.now()'],
    ['core/tree/walk.ts', 'const nonce = randomBytes(16)'],
    ['core/tree/walk.ts', 'const chance = Math.random()'],
    ['protocols/sync/state.ts', 'const now = Date.now()'],
    ['protocols/sync/client-state.ts', 'setTimeout(retry, 10)'],
    ['protocols/sync/messages.ts', "import { readFileSync } from 'node:fs'"],
    ['protocols/sync/messages.ts', "import { peerIdFromString } from '@libp2p/peer-id'"],
  ])('refuses IO, clock and randomness where code is pure: %s with %s', (path, text) => {
    expect(problemsOf(path, text)).toHaveLength(1)
  })

  it.each([
    ['sharing/decide-thing.ts', "import { headEntry } from '../storage/index.ts'"],
    ['cubes/policies/choose-thing.ts', "import { createHost } from '../../network/index.ts'"],
    ['sharing/decide-thing.ts', 'const now = Date.now()'],
    ['sharing/decide-thing.ts', 'const answer = await read()'],
    ['sharing/decide-thing.ts', 'export function decide(): Promise<void> {}'],
  ])('refuses a file that decides and reaches for something: %s with %s', (path, text) => {
    expect(problemsOf(path, text)).toHaveLength(1)
  })

  it('lets a file that decides name the types of what it is given', () => {
    const text = "import type { HighWaterMark } from '../storage/index.ts'"
    expect(problemsOf('sharing/decide-thing.ts', text)).toEqual([])
  })

  it.each(['console.log(1)', "const home = process.env['HOME']", 'process.exit(1)', 'process.exitCode = 1'])(
    'refuses %s outside the command line',
    (text) => {
      expect(problemsOf('node/create-node.ts', text)).toHaveLength(1)
      expect(problemsOf('interfaces/cli/main.ts', text)).toEqual([])
    },
  )

  it.each([
    "await store.commit({ put: [{ space: 'cubes', key, value }] })",
    "await store.commit({ del: [{ space: 'authors', key }] })",
    "const put = [\n  {\n    space: 'cubes' as const,\n    key,\n  },\n]",
    "events.emit('cubeChanged', record)",
    "events.emit('authorChanged', did)",
  ])('refuses outside the ledger: %s', (text) => {
    expect(problemsOf('sharing/following.ts', text)).toHaveLength(1)
    expect(problemsOf('cubes/ledger.ts', text)).toEqual([])
  })

  it('refuses AbortSignal.any outside the file that knows what it holds', () => {
    const text = 'const either = AbortSignal.any([signal, deadline])'
    expect(problemsOf('network/host.ts', text)).toHaveLength(1)
    expect(problemsOf('core/signals/any-signal.ts', text)).toEqual([])
  })

  it.each([
    'node/utils.ts',
    'node/helpers/text.ts',
    'core/common/bytes.ts',
    'network/peer-manager.ts',
    'node/CreateNode.ts',
  ])('refuses the name %s', (path) => {
    expect(problemsOf(path, '')).toHaveLength(1)
  })

  it('refuses a circle of imports, also of types and by way of a third file', () => {
    const a = parseSource('core/a.ts', "import type { B } from './b.ts'")
    const b = parseSource('core/b.ts', "const { c } = await import('./c.ts')")
    const closing = parseSource('core/c.ts', "export { a } from './a.ts'")
    expect(findCircles([a, b, closing])).toEqual(['core/a.ts, core/b.ts, core/c.ts'])
    expect(findCircles([a, b, parseSource('core/c.ts', '')])).toEqual([])
  })

  it('accepts what goes down, and what a comment says', () => {
    expect(problemsOf('node/create-node.ts', "import { openStore } from '../storage/index.ts'")).toEqual([])
    expect(
      problemsOf('protocols/sync/pull.ts', "import type { Store } from '../../storage/index.ts'"),
    ).toEqual([])
    expect(problemsOf('interfaces/cli/main.ts', "import { createNode } from '../../node/index.ts'")).toEqual(
      [],
    )
    expect(
      problemsOf(
        'core/cube/head.ts',
        "import { hash } from 'node:crypto'\n/** Never Date.now(). */\nconst a = 1 // Math.random",
      ),
    ).toEqual([])
    expect(problemsOf('protocols/sync/service.ts', 'const now = Date.now()')).toEqual([])
    expect(problemsOf('page/api.ts', "import type { Answers } from '../interfaces/client/calls.ts'")).toEqual(
      [],
    )
  })
})

/**
 * Who wrote what, and what people are called: what a cube with three authors costs beside one of the same texts with one
 * author, and what names cost as a home knows more of them.
 *
 *   npm run bench:names -- [largest, 10000] [turns, 100] [most nicknames, 1000] [seed, 1] [smallest, 1000]
 *
 * Three people write a third each, then take turns, one memory at a time, each on the state of the one before. A fourth pulls
 * all of it, opens its index, and asks. Questions are asked in an open node, as a daemon answers.
 */
import { join } from 'node:path'
import { initHome, openNode, type MemCubeNode } from '../../src/node/index.ts'
import { importTexts, textsOf, timed, type Texts } from './history/texts.ts'
import { freshFolder, printHeading, printTimes } from './shared/report.ts'

const [largest = 10_000, turns = 100, mostNicknames = 1_000, seed = 1, smallest = 1_000] = process.argv
  .slice(2)
  .map(Number)
const sizes = [1_000, 10_000, 100_000].filter((size) => size >= smallest && size <= largest)
const rounds = 200
const folder = freshFolder()

type Json = Record<string, unknown>
const call = (node: MemCubeNode, name: string, input: Json): Promise<Json> =>
  node.call(name, input) as Promise<Json>

async function open(name: string): Promise<MemCubeNode> {
  const home = join(folder, name)
  await initHome({ home, name })
  return openNode({ home, network: {} })
}

async function pull(node: MemCubeNode, from: MemCubeNode, cube: unknown): Promise<Json> {
  return call(node, 'pull', { cube, from: from.addresses()[0] })
}

function thirdOf(texts: Texts, of: number): Texts {
  return new Map([...texts].filter((_, at) => at % 3 === of))
}

/** Medians of questions to a node that has the cube. */
async function ask(node: MemCubeNode, label: string, keys: readonly string[]): Promise<void> {
  const questions: [string, (key: string) => Promise<unknown>][] = [
    ['get', (key) => call(node, 'get', { cube: 'notes', key })],
    ['blame', (key) => call(node, 'blame', { cube: 'notes', key })],
    ['recall, ten answers', (key) => call(node, 'recall', { query: `note ${key}`, tier: 'community' })],
  ]
  for (const [name, question] of questions) {
    const took: number[] = []
    for (let at = 0; at < rounds; at++) {
      const key = keys[(at * 7_919) % keys.length] ?? ''
      took.push(await timed(() => question(key)))
    }
    printMs(`${label}: ${name}`, took)
  }
}

function printMs(name: string, took: readonly number[]): void {
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2)
  console.log(`  ${name.padEnd(52)} p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`)
}

/** Pulls a cube into a new home and opens its index: the times of both, and the node. */
async function readAll(name: string, from: MemCubeNode, cube: unknown): Promise<MemCubeNode> {
  const reader = await open(name)
  const pulled = await timed(() => pull(reader, from, cube))
  printTimes(`${name}: pull`, [pulled])
  const opened = await timed(() => call(reader, 'recall', { query: 'opens the index', tier: 'community' }))
  printTimes(`${name}: opening the index`, [opened])
  return reader
}

async function oneAuthor(texts: Texts): Promise<void> {
  const label = `one author ${texts.size}`
  await using alice = await open(`alice alone ${texts.size}`)
  const { cube } = await call(alice, 'create', { name: 'notes' })
  await importTexts(folder, alice, texts)
  await call(alice, 'publish', { cube })
  await using reader = await readAll(label, alice, cube)
  await ask(reader, label, [...texts.keys()])
}

async function threeAuthors(texts: Texts): Promise<void> {
  const label = `three authors ${texts.size}`
  await using alice = await open(`alice ${texts.size}`)
  await using bob = await open(`bob ${texts.size}`)
  await using carol = await open(`carol ${texts.size}`)
  const people = [alice, bob, carol]
  const { cube } = await call(alice, 'create', { name: 'notes' })
  for (const one of [bob, carol]) await call(alice, 'authors', { cube, add: one.author })
  await call(alice, 'publish', { cube })
  let last = alice
  for (const [at, one] of people.entries()) {
    if (one !== last) await pull(one, last, cube)
    await importTexts(folder, one, thirdOf(texts, at))
    await call(one, 'publish', { cube })
    last = one
  }
  const taking: number[] = []
  for (let turn = 0; turn < turns; turn++) {
    const one = people[turn % 3] as MemCubeNode
    taking.push(await timed(() => pull(one, last, cube)))
    await call(one, 'add', { cube, key: `turn/${turn}`, text: `note of turn ${turn}` })
    last = one
  }
  printMs(`${label}: taking in one memory of another`, taking)
  if (last !== alice) await pull(alice, last, cube)
  const fresh = await timed(() => call(alice, 'recall', { query: 'opens the index' }))
  printTimes(`${label}: opening the index of an author`, [fresh])
  await using reader = await readAll(label, alice, cube)
  await ask(reader, label, [...texts.keys()])
}

/** The same questions, as a home gives more people a nickname. */
async function nicknames(): Promise<void> {
  await using alice = await open('alice with friends')
  const texts = textsOf(1_000, seed)
  await call(alice, 'create', { name: 'notes' })
  await importTexts(folder, alice, texts)
  let known = 0
  for (const count of [0, 100, 1_000, 10_000].filter((some) => some <= mostNicknames)) {
    const { keyPairFromSecret, formatDid } = await import('../../src/core/identity/index.ts')
    for (; known < count; known++) {
      const secret = Buffer.alloc(32)
      secret.writeUInt32LE(known + 1)
      await call(alice, 'trust', {
        author: formatDid(keyPairFromSecret(secret).publicKey),
        tier: 'followed',
        nickname: `friend ${known}`,
      })
    }
    await ask(alice, `${count} nicknames`, [...texts.keys()])
  }
}

printHeading(`who wrote what: cubes of memories of 600 B, ${turns} turns of three authors`, seed)
await nicknames()
for (const size of sizes) {
  const texts = textsOf(size, seed)
  await oneAuthor(texts)
  await threeAuthors(texts)
}

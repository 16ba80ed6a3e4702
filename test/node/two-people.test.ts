// Two people who never meet: each has a fork of one cube of a thousand memories that people wrote, pulls the other's, and
// merges. After twenty rounds with conflicts both have one tree, and nothing that either wrote is lost without a record.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { realParagraphs } from '../helpers/real-paragraphs.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

type Person = MemCubeNode & { home: string }

interface Answer {
  type: string
  conflicts: { key: string; kind: string; ours: string | null; theirs: string | null }[]
}

const online = { network: {} }
const memories = 1_000
const rounds = 20
/** Of one person in one round, besides a new one. */
const edits = 3
/** Both edit among these, so that they meet. */
const contested = 15

/** Tommy Ettinger's 32-bit generator: a seed gives the same rounds everywhere. */
function seeded(state: number): () => number {
  let a = state
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

async function pull(node: Person, cube: string, from: Person): Promise<void> {
  await node.call('pull', { cube, from: from.addresses()[0] })
}

async function keysOf(node: Person, cube: string): Promise<string[]> {
  return (await node.call('keys', { cube })).keys
}

async function memoryOf(node: Person, cube: string, key: string): Promise<string> {
  return ((await node.call('get', { cube, key })) as { memory: string }).memory
}

/** The memories of all keys but those that nobody wrote to. */
async function writtenIn(node: Person, cube: string): Promise<Set<string>> {
  const untouched = new Set(Array.from({ length: memories - contested }, (_, i) => `k${contested + i}`))
  const keys = (await keysOf(node, cube)).filter((key) => !untouched.has(key))
  return new Set(await Promise.all(keys.map((key) => memoryOf(node, cube, key))))
}

async function commitsOf(node: Person, cube: string): Promise<string[]> {
  const { commits } = (await node.call('log', { cube })) as { commits: { commit: string }[] }
  return commits.map(({ commit }) => commit)
}

test(
  'twenty rounds end with one tree, and nothing is lost without a record',
  { timeout: 180_000 },
  async () => {
    const texts = await realParagraphs(memories + rounds * 2 * (edits + 1))
    const alice = await temporaryNode('alice', online)
    const { cube: upstream } = (await alice.call('create', { name: 'notes', licence: 'CC0-1.0' })) as {
      cube: string
    }
    const file = join(await temporaryFolder(), 'notes.jsonl')
    const lines = texts.splice(0, memories).map((body, i) => ({ key: `k${i}`, body }))
    await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'))
    await alice.call('import', { cube: upstream, path: file })
    await alice.call('publish', { cube: upstream })
    const bob = await temporaryNode('bob', online)
    await pull(bob, upstream, alice)
    const { cube: fork } = (await bob.call('fork', { cube: upstream, name: 'mine' })) as { cube: string }
    await bob.call('publish', { cube: fork })

    const random = seeded(1)
    const pick = (below: number): number => Math.floor(random() * below)
    const people = [
      { node: alice, own: upstream, other: fork, from: bob },
      { node: bob, own: fork, other: upstream, from: alice },
    ] as const
    const written: { memory: string; commit: string }[] = []
    /** What somebody who had it wrote over, and what was named in a conflict. */
    const accounted = new Set<string>()
    let conflicts = 0
    const write = async ({ node, own }: (typeof people)[number], key: string): Promise<void> => {
      if ((await keysOf(node, own)).includes(key)) accounted.add(await memoryOf(node, own, key))
      const added = await node.call('add', { cube: own, key, text: texts.pop() })
      written.push(added)
    }

    for (let round = 0; round < rounds; round++) {
      for (const [who, person] of people.entries()) {
        for (let i = 0; i < edits; i++) await write(person, `k${pick(contested)}`)
        await write(person, `r${round}-${who}`)
      }
      // Who merges first changes from round to round.
      for (const { node, own, other, from } of random() < 0.5 ? people : people.toReversed()) {
        await pull(node, other, from)
        const asked = (await node.call('merge', { cube: own, other })) as Answer
        for (const { ours, theirs } of asked.conflicts)
          for (const memory of [ours, theirs]) if (memory !== null) accounted.add(memory)
        conflicts += asked.conflicts.length
        const strategy = (['ours', 'theirs', 'union'] as const)[pick(3)]
        if (asked.type === 'unfinished') await node.call('merge', { cube: own, other, strategy })
      }
    }
    for (const { node, own, other, from } of [...people, ...people]) {
      await pull(node, other, from)
      expect(await node.call('merge', { cube: own, other })).toMatchObject({ conflicts: [] })
    }

    expect(await alice.call('diff', { cube: upstream, a: upstream, b: fork })).toEqual({
      added: [],
      removed: [],
      changed: [],
    })
    expect(await alice.call('show', { cube: fork })).toMatchObject({
      head: ((await bob.call('show', { cube: fork })) as { head: string }).head,
    })
    expect(conflicts).toBeGreaterThan(10)
    const kept = await writtenIn(alice, upstream)
    expect(written.filter(({ memory }) => !kept.has(memory) && !accounted.has(memory))).toEqual([])
    for (const { node, own, other } of people) {
      const commits = new Set(await commitsOf(node, own))
      expect(written.filter(({ commit }) => !commits.has(commit))).toEqual([])
      for (const cube of [own, other])
        expect(await node.call('verify', { cube })).toMatchObject({ ok: true, problems: [] })
    }
  },
)

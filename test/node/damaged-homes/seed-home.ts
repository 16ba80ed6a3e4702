/**
 * A good home to damage, made the same way each time: bob has a cube of his own that he never published, and one of alice's
 * that he pulled. Everything but his last note lies in LevelDB's tables, that one in its log.
 */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { createHome, openStore } from '../../../src/storage/index.ts'
import { openNode, type MemCubeNode } from '../../../src/node/index.ts'

const seeded = (first: number) => {
  let next = first
  return (bytes: number): Uint8Array => new Uint8Array(bytes).fill(next++)
}

export interface SeedHome {
  folder: string
  /** Alice's home; close her node before opening another on it. */
  alice: string
  bob: string
  /** Cube ids. */
  notes: string
  mine: string
}

export const lastNote = 'the last note, which is in the log alone'

/** Both homes, closed. */
export async function makeSeedHome(folder: string): Promise<SeedHome> {
  const alice = join(folder, 'alice')
  const bob = join(folder, 'bob')
  await createHome(alice, { name: 'alice', nowMs: () => 1_700_000_000_000, random: seeded(1) })
  await createHome(bob, { name: 'bob', nowMs: () => 1_700_000_000_000, random: seeded(51) })
  const aliceNode = await openNode({ home: alice, network: {} })
  const bobNode = await openNode({ home: bob, network: {} })
  const notes = await publishNotes(aliceNode)
  await bobNode.call('pull', { cube: notes, from: aliceNode.addresses()[0] })
  await bobNode.call('trust', { author: aliceNode.author, tier: 'team' })
  const mine = await writeMine(bobNode)
  await bobNode.close()
  await aliceNode.close()
  await intoTables(bob)
  await addLastNote(bob)
  return { folder, alice, bob, notes, mine }
}

/** A copy of the seed to damage. */
export async function copyOfBob({ bob }: SeedHome, to: string): Promise<string> {
  await cp(bob, to, { recursive: true, preserveTimestamps: true })
  return to
}

async function publishNotes(alice: MemCubeNode): Promise<string> {
  const { cube } = (await alice.call('create', { name: 'notes', topics: ['zoo'] })) as { cube: string }
  for (let i = 0; i < 40; i++)
    await alice.call('add', { cube, key: `animal/${i}`, text: `animal ${i} of alice eats leaves and fruit` })
  await alice.call('add', { cube, key: 'long', text: 'a long text about animals. '.repeat(1_500) })
  await alice.call('publish', { cube })
  return cube
}

async function writeMine(bob: MemCubeNode): Promise<string> {
  const { cube } = (await bob.call('create', { name: 'mine' })) as { cube: string }
  for (let i = 0; i < 40; i++)
    await bob.call('add', { cube, key: `thought/${i}`, text: `thought ${i} that bob keeps to himself` })
  return cube
}

/** Opening moves what the log holds into a table. */
async function intoTables(home: string): Promise<void> {
  for (let i = 0; i < 2; i++) await (await openStore(join(home, 'store'))).close()
}

async function addLastNote(home: string): Promise<void> {
  const bob = await openNode({ home })
  await bob.call('add', { cube: 'mine', key: 'last', text: lastNote })
  await bob.call('recall', { query: 'thought' })
  await bob.close()
}

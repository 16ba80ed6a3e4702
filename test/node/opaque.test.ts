// Memories that this program cannot read: one of version 9, one with a field that has to be understood; and one of version 2
// with fields that nobody knows, which is read. They go through everything that a home does with a cube.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cidFor, DAG_CBOR, encode, RAW, type Block } from '../../src/core/codec/index.ts'
import { createMemory } from '../../src/core/cube/index.ts'
import { commitLawlessly } from '../helpers/lawless-author.ts'
import { restoreBackup } from '../../src/care/backup/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { openStore } from '../../src/storage/index.ts'

const online = { network: {} }

function blockOf(value: object): Block {
  const bytes = encode(value)
  return { cid: cidFor(DAG_CBOR, bytes), bytes }
}

const fields = {
  type: 'plaintext' as const,
  media: 'text/plain',
  tags: [],
  created: 1,
  provenance: { activity: 'add' },
  governance: {},
}
const { memory } = createMemory({ ...fields, body: 'a memory about otters with a colour', v: 2 })
const text = Buffer.from('a payload that belongs to a memory of a later version')
const payload: Block = { cid: cidFor(RAW, text), bytes: text }

const later = blockOf({
  v: 9,
  t: 'memcube/memory',
  otters: 'nobody here knows what this says',
  body: { link: payload.cid, bytes: text.length },
})
const unknown = blockOf({ ...memory, colour: 'blue', provenance: { ...memory.provenance, mood: 'good' } })
const critical = blockOf({ ...memory, colour: 'blue', crit: ['colour'] })

test(
  'memories of later versions are pulled, served on, shown, merged, kept, archived and forgotten, and are not searched',
  { timeout: 180_000 },
  async () => {
    const alice = await temporaryNode('alice', online)
    const { cube } = (await alice.call('create', { name: 'notes', licence: 'CC0-1.0' })) as { cube: string }
    await alice.call('add', { cube, key: 'plain', text: 'otters sleep holding hands' })
    await alice.close()
    const store = await openStore(join(alice.home, 'store'))
    await store.commit({ blocks: [payload] })
    await store.close()
    await commitLawlessly(alice.home, cube, [{ later, unknown, critical }])
    const writer = await reopen(alice.home, online)
    // The record of the home counts what its program wrote.
    await writer.call('fsck', { repair: true })
    await writer.call('publish', { cube })

    const bob = await temporaryNode('bob', online)
    await bob.call('pull', { cube, from: writer.addresses()[0] })
    await expectAll(bob, cube)

    // Served on by who cannot read them.
    const carol = await temporaryNode('carol', online)
    await carol.call('pull', { cube, from: bob.addresses()[0] })
    await expectAll(carol, cube)

    // Forked, changed on both sides, merged.
    const { cube: fork } = (await carol.call('fork', { cube, name: 'mine' })) as { cube: string }
    await carol.call('add', { cube: fork, key: 'own', text: 'a note of carol about otters' })
    await carol.call('remove', { cube: fork, keys: ['critical'] })
    await carol.call('publish', { cube: fork })
    expect(await carol.call('diff', { cube: fork, a: cube })).toEqual({
      added: ['own'],
      removed: ['critical'],
      changed: [],
    })
    await writer.call('pull', { cube: fork, from: carol.addresses()[0] })
    expect(await writer.call('merge', { cube, other: fork })).toMatchObject({
      type: 'merge',
      added: 1,
      removed: 1,
    })
    expect((await writer.call('keys', { cube })).keys).toEqual(['later', 'own', 'plain', 'unknown'])

    // Not edited: what nobody here understands is not written over by mistake.
    await expect(writer.call('add', { cube, key: 'later', text: 'mine' })).rejects.toMatchObject({
      code: 'ERR_INCOMPATIBLE',
    })

    // Collected around, exported, archived and brought back, backed up.
    await writer.call('gc', {})
    expect(await writer.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
    const folder = await temporaryFolder()
    const jsonl = writer.call('export', { cube, format: 'jsonl', out: join(folder, 'a.jsonl') })
    await expect(jsonl).rejects.toMatchObject({ code: 'ERR_INCOMPATIBLE' })
    await writer.call('export', { cube, format: 'car', out: join(folder, 'a.car') })
    await bob.call('archive', { cube })
    await bob.call('restore', { cube })
    await expectAll(bob, cube)
    const file = join(folder, 'bob.backup')
    await bob.call('backup', { out: file })
    const again = join(folder, 'again')
    await restoreBackup({ file, home: again, keys: undefined, signal: new AbortController().signal })
    await expectAll(await reopen(again), cube)

    // Forgotten like any other.
    await writer.call('forget', {
      cube,
      keys: ['later'],
      everywhere: true,
      reason: 'nobody knows what it says',
    })
    expect((await writer.call('keys', { cube })).keys).toEqual(['own', 'plain', 'unknown'])
    expect(await writer.call('recall', { query: 'otters', cubes: [cube] })).toMatchObject({ opaque: 0 })
    expect(await writer.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
    await bob.call('pull', { cube, from: writer.addresses()[0] })
    expect((await bob.call('keys', { cube })).keys).toEqual(['own', 'plain', 'unknown'])
  },
)

type Node = Awaited<ReturnType<typeof temporaryNode>>

async function expectAll(node: Node, cube: string): Promise<void> {
  expect(await node.call('show', { cube })).toMatchObject({ memories: 4 })
  expect((await node.call('keys', { cube })).keys).toEqual(['critical', 'later', 'plain', 'unknown'])
  const record = Buffer.from(later.bytes).toString('base64')
  expect(await node.call('get', { cube, key: 'later' })).toMatchObject({
    type: 'opaque',
    memory: later.cid.toString(),
    body: { base64: record },
    opaque: { version: 9, bytes: later.bytes.length, unknown: [] },
  })
  expect(await node.call('get', { cube, key: 'critical' })).toMatchObject({
    type: 'opaque',
    opaque: { version: 2, unknown: ['colour'] },
  })
  expect(await node.call('get', { cube, key: 'unknown' })).toMatchObject({
    type: 'plaintext',
    body: 'a memory about otters with a colour',
    opaque: null,
  })
  const { results, opaque } = (await node.call('recall', { query: 'otters', tier: 'community' })) as {
    results: { key: string }[]
    opaque: number
  }
  expect(results.map(({ key }) => key).sort()).toEqual(['plain', 'unknown'])
  expect(opaque).toBe(2)
  expect(await node.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
}

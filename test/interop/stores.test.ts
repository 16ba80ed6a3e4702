/**
 * Blocks in servers that we did not write: the contract of every store, and the life of a home, over versitygw and over Kubo.
 * Kubo takes minutes to build: `npm run test:stores` has it too.
 */
import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { cidFor, RAW } from '../../src/core/codec/index.ts'
import { openStore, type LedgerStore } from '../../src/storage/index.ts'
import { storeContract } from '../contracts/store-contract.ts'
import { done, startDaemon, type Json } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { collect, sampleBlocks } from '../storage/sample-blocks.ts'
import { makeFolder } from './make-folder.ts'
import { goIsMissing } from './go-program.ts'
import { buildKubo, kuboIsNotBuilt } from './kubo-node.ts'
import {
  blocksIn,
  buildVersitygw,
  clearKubo,
  keys,
  startKuboRpc,
  startVersitygw,
  type StoreServer,
} from './store-servers.ts'

const noKubo = kuboIsNotBuilt('test:stores')

async function moved(store: LedgerStore, target: string): Promise<LedgerStore> {
  if ((await store.elsewhere()) === undefined) await store.moveBlocks(target)
  return store
}

/** All that a home does with its blocks, by command, with a daemon and somebody who pulls. */
async function liveWith(target: string, home: string): Promise<void> {
  const notes = join(await temporaryFolder(), 'notes.jsonl')
  const lines = Array.from({ length: 100 }, (_, at) =>
    JSON.stringify({ key: `tides/${at}`, body: `Low water ${at} at the harbour of number ${at * 7}.` }),
  )
  await writeFile(notes, lines.join('\n'))
  const daemon = await startDaemon(home)
  await done(home, 'create', 'tides')
  await done(home, 'config', 'set', 'store', target)
  expect(await done(home, 'store', 'move')).toMatchObject({ target, changed: true })
  expect(await done(home, 'import', 'tides', notes)).toMatchObject({ added: 100 })
  expect(await done(home, 'store')).toMatchObject({ target, state: 'whole', waiting: 0, problem: null })
  const { results } = await done(home, 'recall', 'low water at the harbour of number 49')
  expect(results[0]).toMatchObject({ key: 'tides/7' })
  const { cube } = await done(home, 'publish', 'tides')

  const bob = join(await temporaryFolder(), 'bob')
  await done(bob, 'init', '--name', 'bob')
  const [address] = daemon.addresses
  expect(await done(bob, 'pull', cube, '--from', address as string)).toMatchObject({ memories: 100 })

  expect(await done(home, 'forget', 'tides', 'tides/7')).toMatchObject({ forgotten: expect.anything() })
  await done(home, 'gc')
  expect(await done(home, 'store')).toMatchObject({ toErase: 0, problem: null })
  expect(await done(home, 'fsck')).toMatchObject({ ok: true })
  expect(await done(home, 'store', 'move', 'level')).toMatchObject({ target: 'level' })
  expect(await done(home, 'fsck')).toMatchObject({ ok: true })
  const { checks }: Json = await done(home, 'doctor')
  expect(checks.find(({ name }: Json) => name === 'blocks')).toMatchObject({ ok: true })
  await daemon.stop()
}

async function freshHome(): Promise<string> {
  const home = join(await temporaryFolder(), 'alice')
  await done(home, 'init', '--name', 'alice')
  return home
}

describe.skipIf(goIsMissing !== undefined)(
  `the store whose blocks are in versitygw${goIsMissing ? ` (${goIsMissing})` : ''}`,
  () => {
    const folder = makeFolder()
    let server: StoreServer
    beforeAll(async () => {
      buildVersitygw()
      server = await startVersitygw(folder.path)
    })
    afterAll(async () => {
      await server.stop()
      await folder.remove()
    })
    const targetOf = (name: string): string => `s3://memories/${name}?endpoint=${server.url}`

    storeContract(async (dir) => moved(await openStore(dir, { s3Keys: keys }), targetOf(basename(dir))), {
      fewer: true,
    })

    test('a home lives with it, moves back, and leaves nothing there', { timeout: 180_000 }, async () => {
      const home = await freshHome()
      await writeFile(join(home, 's3.key'), JSON.stringify(keys), { mode: 0o600 })
      await liveWith(targetOf('alice'), home)
      expect(await folder.files('buckets/memories/alice')).toEqual([])
    })

    test('keys that are not right are refused with its word', async () => {
      const home = await freshHome()
      const wrong = { ...keys, secretAccessKey: 'another-secret' }
      await writeFile(join(home, 's3.key'), JSON.stringify(wrong), { mode: 0o600 })
      await expect(done(home, 'store', 'move', targetOf('bob'))).rejects.toThrow(
        /ERR_DENIED.*SignatureDoesNotMatch|SignatureDoesNotMatch.*ERR_DENIED/s,
      )
    })
  },
)

describe.skipIf(noKubo !== undefined)(
  `the store whose blocks are in Kubo${noKubo === undefined ? '' : ` (${noKubo})`}`,
  () => {
    const folder = makeFolder()
    let server: StoreServer
    beforeAll(async () => {
      buildKubo()
      server = await startKuboRpc(join(folder.path, 'ipfs'))
    })
    afterAll(async () => {
      await server.stop()
      await folder.remove()
    })

    // One home has a Kubo of its own: what the last one left goes when the next one comes.
    storeContract(
      async (dir) => {
        const store = await openStore(dir)
        if ((await store.elsewhere()) === undefined) await clearKubo(server.url)
        return moved(store, `kubo:${server.url}`)
      },
      { fewer: true },
    )

    test('a block stays when one with the same bytes and another codec goes', async () => {
      await clearKubo(server.url)
      const before = await blocksIn(server.url)
      const store = await openStore(join(await temporaryFolder(), 'store'), { elsewhere: { cacheBytes: 0 } })
      onTestFinished(() => store.close())
      await store.moveBlocks(`kubo:${server.url}`)
      const [stays] = sampleBlocks(1)
      const goes = { cid: cidFor(RAW, stays!.bytes), bytes: stays!.bytes }
      await store.putBlocks([stays!, goes])
      await store.eraseBlocks([goes.cid])
      expect((await collect(store.checkBlocks())).map(({ ok }) => ok)).toEqual([true])
      await store.eraseBlocks([stays!.cid])
      expect(await blocksIn(server.url)).toEqual(before)
    })

    test('a home lives with it, and moves back', { timeout: 300_000 }, async () => {
      await clearKubo(server.url)
      await liveWith(`kubo:${server.url}`, await freshHome())
    })
  },
)

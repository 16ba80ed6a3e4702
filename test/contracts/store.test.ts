import { describe } from 'vitest'
import { openStore, type LedgerStore } from '../../src/storage/index.ts'
import { createFakeKubo } from '../storage/elsewhere/fake-kubo.ts'
import { createFakeS3 } from '../storage/elsewhere/fake-s3.ts'
import { openAt, targetOf } from '../storage/elsewhere/open-away.ts'
import { storeContract } from './store-contract.ts'

/** The store of a folder, moved to a target when it is new. */
async function moved(store: LedgerStore, target: string): Promise<LedgerStore> {
  if ((await store.elsewhere()) === undefined) await store.moveBlocks(target)
  return store
}

describe('the store on disk', () => storeContract((dir) => openStore(dir)))

describe('the store whose blocks are in S3', () => {
  const s3 = createFakeS3()
  storeContract(async (dir) => moved(await openAt(dir, s3), targetOf(dir)), { fewer: true })
})

describe('the store whose blocks are in Kubo', () => {
  // One home has a Kubo of its own, so each folder has.
  const kubos = new Map<string, ReturnType<typeof createFakeKubo>>()
  const kuboOf = (dir: string): ReturnType<typeof createFakeKubo> => {
    const kubo = kubos.get(dir) ?? createFakeKubo()
    kubos.set(dir, kubo)
    return kubo
  }
  storeContract(
    async (dir) => {
      const { send } = kuboOf(dir)
      return moved(await openStore(dir, { elsewhere: { send } }), 'kubo:http://127.0.0.1:5001')
    },
    { fewer: true },
  )
})

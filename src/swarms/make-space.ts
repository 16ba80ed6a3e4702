/** A folder for a swarm that is being made or joined: keys of its own, and nothing of it counts before it has its name. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { createHome, loadOrCreateSeed, openHome, type Home, type RecordPut } from '../storage/index.ts'
import type { Signer } from '../cubes/index.ts'
import {
  type Chance,
  type Clock,
  type InFolder,
  identities,
  openNodeStore,
  kemKeyFile,
  swarmsFolder,
} from '../home/index.ts'
import { keyPairFromSecret } from '../core/identity/index.ts'
import { teamKeys, type TeamKeys } from './team.ts'

export interface MadeSpace {
  folder: string
  home: Home
  keys: TeamKeys
}

/** A folder with fresh keys, or with those that are in it. @param folder absent: a new one */
export async function makeSpace(
  root: InFolder & Signer & Clock & Chance,
  folder?: string,
): Promise<MadeSpace> {
  const dir = folder ?? join(root.home, swarmsFolder, `new-${randomBytes(6).toString('hex')}`)
  try {
    await createHome(dir, { name: root.author.name, nowMs: root.nowMs, random: root.random })
    const home = await openHome(dir)
    const { publicKey, secret } = keyPairFromSecret(home.authorKey)
    const kemSeed = await loadOrCreateSeed(join(dir, kemKeyFile), root.random)
    const author = { did: identities(home).author, publicKey, secret, name: root.author.name }
    return { folder: dir, home, keys: await teamKeys({ author }, home.nodeKey, kemSeed) }
  } catch (error) {
    if (folder === undefined) await dropSpace(dir)
    throw error
  }
}

/** Writes what a swarm begins with here, in one batch. */
export async function fillSpace(
  { home }: MadeSpace,
  put: RecordPut[],
  audit: { time: number; kind: string },
): Promise<void> {
  const store = await openNodeStore(home)
  try {
    await store.commit({ put, audit: [audit] })
  } finally {
    await store.close()
  }
}

export async function dropSpace(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

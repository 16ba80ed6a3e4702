/** The space of one member of a swarm, opened without a network: the cubes, the mirrors, and the keys that seal them. */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import type { Life } from '../../../../src/swarms/life.ts'
import { createCurrent } from '../../../../src/home/current.ts'
import { endAll } from '../../../../src/home/end-all.ts'
import { openLife } from '../../../../src/node/open-life.ts'
import { createEpochKeys } from '../../../../src/swarms/mirrors/epoch-keys.ts'
import { openMirrorStore } from '../../../../src/swarms/mirrors/mirror-host.ts'
import { mirrorsFolder } from '../../../../src/home/swarm-folders.ts'
import { sealCube, type Outcome, type Sealing } from '../../../../src/swarms/mirrors/seal-cube.ts'
import { kemKeyFile, listSpaces } from '../../../../src/home/swarm-folders.ts'
import { openTeam, teamKeys, type Team } from '../../../../src/swarms/team.ts'
import { useCases } from '../../../../src/node/use-cases/index.ts'
import { openHome, requireSeed } from '../../../../src/storage/index.ts'
import { temporaryNode } from '../../../helpers/temporary-home.ts'
import { call, type Json } from '../people.ts'

export interface OpenSpace extends Sealing {
  plain: Life
  sealed: Life
  home: string
  team: Team
  /** Folder of the mirrors. */
  folder: string
  /** A call in the swarm itself. */
  call(name: string, input: object): Promise<Json>
  /** Brings the mirror of a cube in step. */
  seal(cube: string): Promise<Outcome>
  /** From here on it asks for no role, as software of another make. */
  forgetRoles(): void
  close(): Promise<void>
}

/** Somebody alone in a swarm `team` that has a cube `expenses`. */
export async function founder(): Promise<OpenSpace> {
  const alice = await temporaryNode('alice')
  await call(alice, 'swarm-create', { name: 'team' })
  await call(alice, 'create', { name: 'expenses', swarm: 'team' })
  await alice.close()
  return openSpace(alice.home)
}

/** @param home of somebody in one swarm, that is closed */
export async function openSpace(home: string): Promise<OpenSpace> {
  const [dir = ''] = await listSpaces(home)
  const opened = await openHome(dir)
  const options = { daemon: false, log: pino({ level: 'silent' }), nowMs: () => Date.now() }
  const isIn = createCurrent<Team | undefined>(undefined)
  const { node: plain, closing } = await openLife(opened, options, { team: isIn.get })
  const team = await openTeam(
    plain,
    await teamKeys(plain, opened.nodeKey, await requireSeed(join(dir, kemKeyFile))),
  )
  isIn.set(team)
  const { node: sealed, closing: closingMirrors } = await openMirrorStore(openLife, plain, opened)
  const keys = createEpochKeys(plain, team)
  const sealing = { plain, sealed, keys }
  const close = async (): Promise<void> => {
    await endAll(closingMirrors)
    await endAll(closing)
  }
  onTestFinished(close)
  return {
    ...sealing,
    home,
    team,
    folder: join(dir, mirrorsFolder),
    call: (name, input) => callOn(plain, name, input),
    forgetRoles: () => isIn.set(undefined),
    seal: async (cube) => sealCube(sealing, await plain.cubes.resolve(cube)),
    close,
  }
}

export async function callOn(node: Life, name: string, input: object): Promise<Json> {
  const useCase = useCases.get(name)!
  const parsed = useCase.input.parse(input)
  return useCase.run(node, parsed as never, { signal: new AbortController().signal, progress() {} })
}

/** The one mirror that is held. */
export async function mirrorIn({ sealed }: Pick<OpenSpace, 'sealed'>): Promise<NodeMirror> {
  const [record, ...others] = await sealed.cubes.list()
  if (record === undefined || others.length > 0) throw new Error(`expected one mirror, got ${others.length}`)
  const { tree, count, parents } = await sealed.cubes.commit(record.commit)
  return { id: record.cube, seq: record.seq, commit: record.commit, head: record.head, tree, count, parents }
}

export interface NodeMirror {
  id: string
  seq: number
  commit: CID
  head: Uint8Array
  tree: CID
  count: number
  parents: readonly CID[]
}

/** A copy of a home as it is now. */
export async function copyOf(home: string): Promise<string> {
  const copy = `${home}-copy`
  await cp(home, copy, { recursive: true })
  return copy
}

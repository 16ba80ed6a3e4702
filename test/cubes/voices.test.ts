// What voices keep between questions: who the authors of a cube are, and whether a commit is signed. Of any number, the latest.
import { describe, expect, it } from 'vitest'
import type { CID } from 'multiformats/cid'
import { parseCommit, parseGenesis } from '../../src/core/cube/index.ts'
import { formatDid } from '../../src/core/identity/index.ts'
import { commitReader, createCoAuthors } from '../../src/cubes/voices.ts'
import { rosterOf } from '../protocols/rosters.ts'
import { alice, bob, eve, SampleCube } from '../protocols/sample.ts'

describe('the authors of a cube', () => {
  const cubes = [0, 1, 2].map((n) => new SampleCube({ name: `notes-${n}` }))
  const records = cubes.map((cube) => ({
    cube: cube.id.toString(),
    rosters: [rosterOf(cube, [alice, bob], [alice])],
  }))

  function shelf() {
    const read: number[] = []
    const genesis = async (cid: CID) => {
      const at = cubes.findIndex(({ id }) => id.equals(cid))
      read.push(at)
      return parseGenesis(cubes[at]!.genesis.bytes)
    }
    return { read, genesis }
  }

  it('are read once, and of many cubes those of the latest are kept', async () => {
    const { read, genesis } = shelf()
    const coAuthors = createCoAuthors({ genesis }, 2)
    const dids = new Set([alice, bob].map(({ publicKey }) => formatDid(publicKey)))
    for (const at of [0, 0, 1, 1, 2]) expect(await coAuthors(records[at]!)).toEqual(dids)
    expect(read).toEqual([0, 1, 2])
    await coAuthors(records[1]!)
    await coAuthors(records[0]!)
    expect(read).toEqual([0, 1, 2, 0])
  })

  it('are read again with a new roster', async () => {
    const { genesis } = shelf()
    const coAuthors = createCoAuthors({ genesis })
    const { cube, rosters } = records[0]!
    await coAuthors({ cube, rosters })
    const longer = [...rosters, rosterOf(cubes[0]!, [alice, eve], [alice], rosters)]
    expect(await coAuthors({ cube, rosters: longer })).toContain(formatDid(eve.publicKey))
  })

  it('are nobody where a cube has no roster', async () => {
    expect(await createCoAuthors(shelf())({ cube: records[0]!.cube })).toEqual(new Set())
  })
})

describe('whether a commit is signed', () => {
  it('is computed once, and of many commits kept of the latest', async () => {
    const cube = new SampleCube()
    const commits = [
      await cube.commit({ a: 'one' }),
      await cube.commit({ a: 'two' }),
      await cube.commit({ a: 'three' }),
    ]
    const read: number[] = []
    const commit = async (cid: CID) => {
      const at = commits.findIndex((one) => one.cid.equals(cid))
      read.push(at)
      return parseCommit(commits[at]!.bytes)
    }
    const reader = commitReader(cube.store, commit, 2)
    for (const at of [0, 0, 1, 2, 2, 0]) expect(await reader.isSigned(commits[at]!.cid)).toBe(true)
    expect(read).toEqual([0, 1, 2, 0])
  })
})

import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toReaders, type Reach } from '../../src/node/agents/needed-grants.ts'
import { changedGrants, isWithin, type AgentGrants } from '../../src/node/grants.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const none: AgentGrants = { names: new Set(), folders: [] }
const shown = ({ names, folders }: AgentGrants) => ({ names: [...names].sort(), folders })

async function someFolders(): Promise<{ home: string; granted: string; link: string }> {
  const root = await realpath(await temporaryFolder())
  const [home, granted, link] = ['home', 'granted', 'link'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ]
  await mkdir(join(home, 'keys'), { recursive: true })
  await mkdir(granted)
  await symlink(granted, link)
  return { home, granted, link }
}

describe('a path', () => {
  it('is within a folder that is a part of it, and not beside it', () => {
    const path = (...parts: string[]): string => [``, ...parts].join(sep)
    expect(isWithin(path('a', 'b'), path('a'))).toBe(true)
    expect(isWithin(path('a'), path('a'))).toBe(true)
    expect(isWithin(path('ab'), path('a'))).toBe(false)
    expect(isWithin(path('a'), path('a', 'b'))).toBe(false)
    expect(isWithin(path('a'), sep)).toBe(true)
  })
})

describe('what agents may do', () => {
  it('is given and taken back by name', async () => {
    const { home } = await someFolders()
    const given = await changedGrants(home, none, { give: ['network', 'publish'], take: [] })
    expect(shown(given)).toEqual({ names: ['network', 'publish'], folders: [] })
    expect(shown(await changedGrants(home, given, { give: [], take: ['publish'] })).names).toEqual([
      'network',
    ])
    await expect(changedGrants(home, none, { give: ['everything'], take: [] })).rejects.toMatchObject({
      code: 'ERR_USAGE',
    })
    await expect(changedGrants(home, none, { give: ['publish=x'], take: [] })).rejects.toMatchObject({
      code: 'ERR_USAGE',
    })
  })

  it('is to read a folder by its real path, as long as one is given', async () => {
    const { home, granted, link } = await someFolders()
    const given = await changedGrants(home, none, { give: [`files=${link}`], take: [] })
    expect(shown(given)).toEqual({ names: ['files'], folders: [granted] })
    const taken = await changedGrants(home, given, { give: [], take: [`files=${link}`] })
    expect(shown(taken)).toEqual({ names: [], folders: [] })
    await expect(changedGrants(home, none, { give: ['files'], take: [] })).rejects.toMatchObject({
      code: 'ERR_USAGE',
    })
  })

  it('is never to read the home, nor what is no folder', async () => {
    const { home, granted } = await someFolders()
    for (const folder of [home, join(home, 'keys')])
      await expect(changedGrants(home, none, { give: [`files=${folder}`], take: [] })).rejects.toMatchObject({
        code: 'ERR_DENIED',
      })
    const file = join(granted, 'a.md')
    await writeFile(file, 'a')
    for (const path of [file, join(granted, 'none')])
      await expect(changedGrants(home, none, { give: [`files=${path}`], take: [] })).rejects.toMatchObject({
        code: 'ERR_NOT_FOUND',
      })
  })
})

describe('to write to a branch', () => {
  const needed = (branch: Reach, cube: Reach) =>
    toReaders({}, async (_input, what) => (what === 'branch' ? branch : cube))

  it('needs a grant where others read it, whatever they read of its cube', async () => {
    expect(await needed('private', 'private')).toEqual([])
    expect(await needed('private', 'public')).toEqual([])
    expect(await needed('public', 'private')).toEqual(['publish'])
    expect(await needed('swarm', 'private')).toEqual(['publish'])
  })
})

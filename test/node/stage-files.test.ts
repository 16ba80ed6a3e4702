// What an agent may read of the disk: the folders that its owner named, and nothing that they lead to.
import { access, link, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stageFiles } from '../../src/node/agents/stage-files.ts'
import { changedGrants, loadGrants, setGrants } from '../../src/node/grants.ts'
import { initHome } from '../../src/node/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

interface Place {
  root: string
  home: string
  /** The granted folder. */
  notes: string
  stage(path: string, folders?: string[]): ReturnType<typeof stageFiles>
}

/** A home beside a folder of notes, and a secret beside both. */
async function aPlace(): Promise<Place> {
  const root = await temporaryFolder()
  const [home, notes] = [join(root, 'home'), join(root, 'notes')]
  await initHome({ home, name: 'alice' })
  await mkdir(join(notes, 'deep'), { recursive: true })
  await writeFile(join(notes, 'a.md'), 'one')
  await writeFile(join(notes, 'deep', 'b.md'), 'two')
  await writeFile(join(root, 'secret.md'), 'the secret')
  const signal = new AbortController().signal
  return {
    root,
    home,
    notes,
    stage: (path, folders = [notes]) => stageFiles(path, { folders, home, signal }),
  }
}

const denied = { code: 'ERR_DENIED' }

describe('an agent that reads files', () => {
  it('gets a private copy of what is in a granted folder', async () => {
    const { notes, stage } = await aPlace()
    const folder = await stage(notes)
    expect((await readdir(folder.path, { recursive: true })).sort()).toEqual(['a.md', 'deep', 'deep/b.md'])
    expect(folder.skipped).toEqual([])
    const file = await stage(join(notes, 'deep', '..', 'a.md'))
    expect(await readFile(file.path, 'utf8')).toBe('one')
    await folder[Symbol.asyncDispose]()
    await file[Symbol.asyncDispose]()
    await expect(readFile(file.path)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each(['api.token', 'author.key', 'node.key', 'config.json'])(
    'reads no %s of the home under a second name that it has in a granted folder',
    async (name) => {
      const { home, notes, stage } = await aPlace()
      const secret = join(home, name)
      await access(secret).catch(() => writeFile(secret, 'secret'))
      await link(secret, join(notes, 'deep', 'c.md'))
      await expect(stage(join(notes, 'deep', 'c.md'))).rejects.toMatchObject(denied)
      await expect(stage(notes)).rejects.toMatchObject(denied)
    },
  )

  it('reads a file that has a second name elsewhere, as editors and package managers make them', async () => {
    const { root, notes, stage } = await aPlace()
    await link(join(notes, 'a.md'), join(root, 'copy.md'))
    await using staged = await stage(notes)
    expect(staged.skipped).toEqual([])
    expect(await readFile(join(staged.path, 'a.md'), 'utf8')).toBe('one')
  })

  it.each([
    ['a file beside it', ({ root }: Place) => join(root, 'secret.md')],
    ['a file above it', ({ notes }: Place) => join(notes, '..', 'secret.md')],
    ['a folder whose name begins alike', ({ notes }: Place) => `${notes}-more`],
    ['the folder above', ({ root }: Place) => root],
    ['the token of the home', ({ home }: Place) => join(home, 'api.token')],
    ['a file that is not there', ({ root }: Place) => join(root, 'nothing.md')],
    ['the system', () => '/proc/self/environ'],
    ['its own open files', () => '/proc/self/fd/0'],
    ['passwords', () => '/etc/passwd'],
  ])('is refused %s, in the same words whatever is there', async (_what, path) => {
    const place = await aPlace()
    await mkdir(`${place.notes}-more`)
    await expect(place.stage(path(place))).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining('outside the folders') as string,
    })
  })

  it('reads through no link, wherever it is and whatever it is called', async () => {
    const place = await aPlace()
    const { root, notes, stage } = place
    await symlink(join(root, 'secret.md'), join(notes, 'c.md'))
    await symlink(root, join(notes, 'up'))
    for (const path of [join(notes, 'c.md'), join(notes, 'up'), join(notes, 'up', 'secret.md')])
      await expect(stage(path), path).rejects.toMatchObject(denied)
    await using staged = await stage(notes)
    expect(await readdir(staged.path, { recursive: true })).not.toContain('c.md')
    expect(staged.skipped.map(({ item }) => item)).toEqual(['c.md', 'up'])
  })

  it('reads nothing of the home, whatever is granted', async () => {
    const { root, home, stage } = await aPlace()
    for (const path of [home, join(home, 'api.token')])
      await expect(stage(path, [root]), path).rejects.toMatchObject({
        ...denied,
        message: expect.stringContaining('home of memcube') as string,
      })
    await using staged = await stage(root, [root])
    expect(await readdir(staged.path)).not.toContain('home')
    expect(staged.skipped).toContainEqual({ item: 'home', reason: expect.stringContaining('home') as string })
  })

  it('reads nothing of the system, even where all of the disk is granted', async () => {
    const { stage } = await aPlace()
    for (const path of ['/proc/self/environ', '/proc/1/cmdline', '/sys/kernel', '/dev/zero'])
      await expect(stage(path, ['/']), path).rejects.toMatchObject(denied)
  })

  it('reads nothing where the granted folder has become a link', async () => {
    const { root, notes, stage } = await aPlace()
    await rename(notes, join(root, 'moved'))
    await symlink(root, notes)
    await expect(stage(join(notes, 'secret.md'))).rejects.toMatchObject(denied)
    await rm(notes)
  })
})

describe('the grant for files', () => {
  it('is given for a folder, by its real path, and taken back', async () => {
    const { root, home, notes } = await aPlace()
    await symlink(notes, join(root, 'alias'))
    const none = await loadGrants(home)
    const some = await changedGrants(home, none, {
      give: [`files=${join(root, 'alias')}`, 'network'],
      take: [],
    })
    await setGrants(home, some)
    expect(await loadGrants(home)).toEqual({ names: new Set(['files', 'network']), folders: [notes] })
    await setGrants(home, await changedGrants(home, some, { give: [], take: [`files=${notes}`] }))
    expect(await loadGrants(home)).toEqual({ names: new Set(['network']), folders: [] })
  })

  it.each([
    ['no folder', 'files', 'ERR_USAGE'],
    ['a folder that is not there', 'files=/nowhere/at/all', 'ERR_NOT_FOUND'],
    ['another grant with a value', 'network=x', 'ERR_USAGE'],
    ['a name that there is not', 'everything', 'ERR_USAGE'],
  ])('is refused with %s', async (_what, grant, code) => {
    const { home } = await aPlace()
    const none = await loadGrants(home)
    await expect(changedGrants(home, none, { give: [grant], take: [] })).rejects.toMatchObject({ code })
  })

  it('is refused for the home', async () => {
    const { home } = await aPlace()
    const none = await loadGrants(home)
    const given = changedGrants(home, none, { give: [`files=${home}`], take: [] })
    await expect(given).rejects.toMatchObject({ code: 'ERR_DENIED' })
  })
})

// Nothing looks at, mends or moves what is in a home whose lock another process has.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serveDaemon } from '../../src/interfaces/serve-daemon.ts'
import { restoreBackup } from '../../src/care/backup/index.ts'
import { initHome, loadGrants, openNode, setGrants } from '../../src/node/index.ts'
import { createHome, lockHome, openStore } from '../../src/storage/index.ts'
import { takeLock } from '../../src/storage/lock.ts'
import { halfMadeStore, traceOf } from '../storage/half-made-store.ts'
import { startChild } from '../storage/start-child.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** A home in which everything looks damaged, as it does at moments of somebody's work. */
async function halfMadeHome(): Promise<string> {
  const home = join(await temporaryFolder(), 'bob')
  await createHome(home, { name: 'bob' })
  await halfMadeStore(join(home, 'store'))
  await mkdir(join(home, 'index'))
  await writeFile(join(home, 'index', 'index.sqlite'), 'being written')
  await writeFile(join(home, 'index', 'index.sqlite.sha256'), 'of what was before')
  await writeFile(join(home, 'author.key.next'), new Uint8Array(32))
  return home
}

/** The same, with its locks taken. It makes no difference which process has them; ours is there already. */
async function homeOfBob(): Promise<string> {
  const home = await halfMadeHome()
  const store = takeLock(join(home, 'store', 'lock'))
  const lock = await lockHome(home, 'command')
  onTestFinished(async () => {
    store?.release()
    await lock?.release()
  })
  return home
}

/** A step to another format is under way there as well. */
async function homeUnderMigration(): Promise<string> {
  const home = await homeOfBob()
  await mkdir(join(home, 'migrating'))
  await writeFile(join(home, 'migrating', 'config.json'), '{}')
  await writeFile(join(home, 'migrating', 'journal'), JSON.stringify({ to: 2, replace: ['config.json'] }))
  return home
}

const network = { profile: 'local' as const, listen: [], bootstrap: [] }
const api = { host: '127.0.0.1', port: 0 }

const openers: readonly (readonly [string, (home: string) => Promise<unknown>])[] = [
  ['a command that needs no network', (home) => openNode({ home })],
  ['a command with a network', (home) => openNode({ home, network })],
  ['a daemon', (home) => serveDaemon({ home, log: silent, api, pid: process.pid, network })],
  ['`memcube mcp`', (home) => openNode({ home, daemon: true, role: 'resident', network })],
  ['whoever opens the store alone', (home) => openStore(join(home, 'store'))],
  ['whoever may mend the store', (home) => openStore(join(home, 'store'), { mend: true })],
]

describe('a home that another process has', () => {
  it.each(openers)('is refused to %s, and nothing in it is touched', async (_who, open) => {
    const home = await homeOfBob()
    const before = await traceOf(home)
    await expect(open(home)).rejects.toMatchObject({ code: 'ERR_HOME_IN_USE' })
    expect(await traceOf(home)).toEqual(before)
  })

  it.each([
    ...openers.slice(0, 4),
    ['whoever makes a home', (home: string) => initHome({ home })],
    ['whoever reads what agents may do', (home: string) => loadGrants(home)],
  ] as const)('is refused to %s while it is brought to a newer format', async (_who, open) => {
    const home = await homeUnderMigration()
    const before = await traceOf(home)
    await expect(open(home)).rejects.toMatchObject({ code: 'ERR_HOME_IN_USE' })
    expect(await traceOf(home)).toEqual(before)
  })

  it('is not made again, and no backup is restored over it', async () => {
    const home = await homeOfBob()
    const before = await traceOf(home)
    expect(await initHome({ home, name: 'alice' })).toMatchObject({ created: false, name: 'bob' })
    const restoring = restoreBackup({ home, file: 'none', signal: new AbortController().signal })
    await expect(restoring).rejects.toMatchObject({ code: 'ERR_INVALID_INPUT' })
    expect(await traceOf(home)).toEqual(before)
  })

  it('may have its grants changed, which loses nothing that the other process writes there', async () => {
    const home = await homeOfBob()
    await setGrants(home, { names: new Set(['publish']), folders: [] })
    expect(JSON.parse(await readFile(join(home, 'config.json'), 'utf8'))).toMatchObject({
      name: 'bob',
      agents: { grants: ['publish'] },
    })
  })

  it('says which process has it and what that is', async () => {
    const home = await halfMadeHome()
    const bob = startChild('hold-lock.ts', home)
    expect((await bob.lines.next()).value).toBe('locked')
    const before = await traceOf(home)
    await expect(openNode({ home })).rejects.toMatchObject({
      message: expect.stringMatching(/^process \d+ \(a command\) already has this home open$/),
      hint: expect.stringContaining('has ended'),
    })
    expect(await traceOf(home)).toEqual(before)
  })

  // On Unix a process loses a lock with the first descriptor of its file that it closes.
  it('is still refused to others after a backup has read its files', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('backup', { out: join(await temporaryFolder(), 'saved') })
    const eve = startChild('hold-lock.ts', alice.home)
    expect((await eve.lines.next()).value).toBe('refused')
  })
})

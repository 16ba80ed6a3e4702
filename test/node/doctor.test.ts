// Each finding of the doctor, with the situation that it is for.
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { DoctorCheck } from '../../src/care/doctor/check.ts'
import type { MemCubeNode } from '../../src/node/index.ts'
import { saveApiAddress } from '../../src/home/api-address.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

async function finding(node: MemCubeNode, name: string): Promise<DoctorCheck> {
  const { checks } = await node.call('doctor', {})
  const found = checks.find((check) => check.name === name)
  if (found === undefined) throw new Error(`the doctor did not look at ${name}`)
  return found
}

const isFine = { ok: true, hint: null }
const isWrong = (message: RegExp, hint: RegExp): object => ({
  ok: false,
  message: expect.stringMatching(message),
  hint: expect.stringMatching(hint),
})

async function changeConfig(home: string, change: object): Promise<void> {
  const path = join(home, 'config.json')
  await writeFile(
    path,
    JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), ...change }),
  )
}

test('a home that is in order has no finding but that no daemon runs', async () => {
  const alice = await temporaryNode('alice')
  const { checks } = await alice.call('doctor', {})
  expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['network'])
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
})

test('a token that others can read, or that is gone', async () => {
  const alice = await temporaryNode('alice')
  const path = join(alice.home, 'api.token')
  expect(await finding(alice, 'token')).toMatchObject(isFine)
  await chmod(path, 0o644)
  expect(await finding(alice, 'token')).toMatchObject(isWrong(/api\.token has permissions 644/, /chmod 600/))
  await rm(path)
  expect(await finding(alice, 'token')).toMatchObject(isWrong(/no token/, /memcube init/))
})

test('a folder that others can look into', async () => {
  const alice = await temporaryNode('alice')
  await chmod(alice.home, 0o755)
  expect(await finding(alice, 'home')).toMatchObject(isWrong(/mode 755/, /chmod 700/))
})

test('a daemon that was killed left its address, with a process id that is gone or is another program’s', async () => {
  const alice = await temporaryNode('alice')
  expect(await finding(alice, 'daemon')).toMatchObject(isFine)
  // The largest process id that Linux gives is 2^22.
  await saveApiAddress(alice.home, { pid: 2 ** 30, url: 'http://127.0.0.1:1' })
  expect(await finding(alice, 'daemon')).toMatchObject(isWrong(/was killed/, /nothing acknowledged is lost/))
  await saveApiAddress(alice.home, { pid: process.ppid, url: 'http://127.0.0.1:1' })
  expect(await finding(alice, 'daemon')).toMatchObject(isWrong(/of another program now/, /memcube daemon/))
})

test('a port that another program has', async () => {
  const alice = await temporaryNode('alice')
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const { port } = other.address() as { port: number }
  await changeConfig(alice.home, { port })
  expect(await finding(alice, 'port')).toMatchObject(isWrong(/EADDRINUSE/, /another one chosen/))
  await new Promise((resolve) => other.close(resolve))
  expect(await finding(alice, 'port')).toMatchObject(isFine)
})

test('a clock that is behind, and one that was ahead', async () => {
  let now = Date.now() + 30 * 24 * 3_600_000
  const alice = await temporaryNode('alice', { now: () => now })
  await alice.call('create', { name: 'notes' })
  expect(await finding(alice, 'clock')).toMatchObject(isFine)
  now = Date.now()
  expect(await finding(alice, 'clock')).toMatchObject(
    isWrong(/notes was signed at a time that has not come/, /set the clock/),
  )
  now = 0
  expect(await finding(alice, 'clock')).toMatchObject(isWrong(/1970/, /set the clock/))
})

test(
  'no peers, a full cache, a head that nobody vouches for, and a peer that refuses again and again',
  { timeout: 120_000 },
  async () => {
    const alice = await temporaryNode('alice', { network: {}, daemon: true })
    let now = Date.now()
    const bob = await temporaryNode('bob', { network: {}, daemon: true, now: () => now })
    expect(await finding(bob, 'network')).toMatchObject(isWrong(/no peers/, /memcube connect/))
    const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
    await alice.call('add', { cube, key: 'one', text: 'moss grows on the north side '.repeat(100) })
    await alice.call('publish', { cube })
    await bob.call('connect', { address: alice.addresses()[0] })
    expect(await finding(bob, 'network')).toMatchObject(isFine)
    await bob.call('pull', { cube })
    await bob.call('follow', { target: cube })

    expect(await finding(bob, 'cache')).toMatchObject(isFine)
    await changeConfig(bob.home, { cache: { maxBytes: 2_000 } })
    expect(await finding(bob, 'cache')).toMatchObject(isWrong(/of the 2000 bytes/, /maxBytes/))

    expect(await finding(bob, 'sync')).toMatchObject(isFine)
    for (const message of ['a', 'b', 'c'])
      bob.events.emit('refused', { peerId: alice.peerId, code: `ERR_${message}`, message })
    expect(await finding(bob, 'sync')).toMatchObject(
      isWrong(new RegExp(`${alice.peerId} \\(c\\)`), /sync-log/),
    )

    expect(await finding(bob, 'fresh')).toMatchObject(isFine)
    await alice.close()
    now += 30 * 24 * 3_600_000
    expect(await finding(bob, 'fresh')).toMatchObject(isWrong(/notes/, /memcube pull/))
    await bob.close()
    const later = await reopen(bob.home, { now: () => now })
    expect(await finding(later, 'fresh')).toMatchObject({ ok: false })
  },
)

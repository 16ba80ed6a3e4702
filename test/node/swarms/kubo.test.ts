// The gate for Kubo nodes: turned on and off, kept over restarts, shut with the membership, and what it refuses.
import { spawnSync } from 'node:child_process'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatSwarmKey } from '../../../src/network/index.ts'
import { reopen, temporaryFolder, temporaryNode } from '../../helpers/temporary-home.ts'
import { call, eventually, member, online, team, type Person } from './people.ts'

const FRIEND = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'
const OTHER = '12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp'
const RANDOM = Uint8Array.from({ length: 32 }, (_, i) => (i * 37 + 11) % 251)

const on = (node: Person, input: object = {}) =>
  call(node, 'swarm-kubo-on', { swarm: 'team', peers: [FRIEND], ...input })
const state = (node: Person) => call(node, 'swarm-kubo', { swarm: 'team' })

async function alone(): Promise<Person> {
  const alice = await temporaryNode('alice', online)
  await call(alice, 'swarm-create', { name: 'team' })
  return alice
}

async function keyFile(text: string, mode = 0o600): Promise<string> {
  const path = join(await temporaryFolder(), 'swarm.key')
  await writeFile(path, text, { mode })
  await chmod(path, mode)
  return path
}

const spaceOf = async ({ home }: Person): Promise<string> =>
  join(home, 'swarms', (await readdir(join(home, 'swarms')))[0] as string)

describe('the gate for Kubo', { timeout: 90_000 }, () => {
  test('is off until it is turned on, makes a key for its owner alone, and never shows it', async () => {
    const alice = await alone()
    expect(await state(alice)).toMatchObject({ state: 'off', addresses: [], peers: [], keyFile: null })
    const opened = await on(alice)
    expect(opened).toMatchObject({
      state: 'on',
      problem: null,
      addresses: [expect.stringMatching(/^\/ip4\/127\.0\.0\.1\/tcp\/\d+\/p2p\/12D3/)],
      peers: [{ peerId: FRIEND, connected: false }],
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      keyEpoch: 1,
      epoch: 1,
    })
    expect(await call(alice, 'swarm-list', {})).toMatchObject({ swarms: [{ kubo: 'on' }] })
    const key = await readFile(opened.keyFile, 'utf8')
    expect(key).toMatch(/^\/key\/swarm\/psk\/1\.0\.0\/\n\/base16\/\n[0-9a-f]{64}\n$/)
    expect((await stat(opened.keyFile)).mode & 0o777).toBe(0o600)
    expect(JSON.stringify([opened, await state(alice)])).not.toContain(key.split('\n')[2])
    // A host of its own, with a key of its own.
    expect([alice.peerId, (await call(alice, 'status', {})).peerId]).not.toContain(opened.peerId)
  })

  test('takes a key that there is, keeps it with port and peer id over restarts, and forgets it when turned off', async () => {
    const alice = await alone()
    const given = formatSwarmKey(RANDOM)
    const first = await on(alice, { keyFile: await keyFile(given) })
    expect(await readFile(first.keyFile, 'utf8')).toBe(given)
    await alice.close()
    const back = await reopen(alice.home, online)
    expect(await state(back)).toEqual(first)
    // Another list, the same key.
    const changed = await on(back, { peers: [OTHER, OTHER] })
    expect(changed).toMatchObject({
      addresses: first.addresses,
      fingerprint: first.fingerprint,
      peers: [{ peerId: OTHER, connected: false }],
    })
    await call(back, 'swarm-rotate', { swarm: 'team' })
    expect(await state(back)).toMatchObject({ keyEpoch: 1, epoch: 2 })
    expect(await call(back, 'swarm-kubo-off', { swarm: 'team' })).toMatchObject({
      state: 'off',
      fingerprint: null,
    })
    await expect(stat(first.keyFile)).rejects.toMatchObject({ code: 'ENOENT' })
    const anew = await on(back)
    expect(anew.fingerprint).not.toBe(first.fingerprint)
    expect(anew).toMatchObject({ peerId: first.peerId, keyEpoch: 2 })
    const { entries } = await call(back, 'audit', { swarm: 'team' })
    expect(
      entries.map(({ kind }: { kind: string }) => kind).filter((kind: string) => /kubo/.test(kind)),
    ).toEqual(['kubo-on', 'kubo-on', 'kubo-off', 'kubo-on'])
  })

  test('can be turned on without a daemon, and is there once one runs', async () => {
    const alice = await alone()
    await alice.close()
    const quiet = await reopen(alice.home)
    expect(await on(quiet)).toMatchObject({ state: 'offline', addresses: [], problem: null })
    await quiet.close()
    const back = await reopen(alice.home, online)
    const { addresses } = await state(back)
    expect(addresses).toHaveLength(1)
    await back.close()
    expect(await state(await reopen(alice.home, online))).toMatchObject({ state: 'on', addresses })
  })

  test('with a key that outlived a member is what the doctor finds', async () => {
    const { alice } = await team()
    const swarmChecks = async (): Promise<unknown[]> =>
      (await call(alice, 'doctor', { swarm: 'team' })).checks.filter(
        (one: { name: string }) => one.name === 'swarm',
      )
    await on(alice)
    await call(alice, 'swarm-rotate', { swarm: 'team' })
    const kubo = expect.objectContaining({ message: expect.stringContaining('swarm.key') })
    expect(await swarmChecks()).not.toContainEqual(kubo)
    await call(alice, 'swarm-remove', { swarm: 'team', author: 'bob' })
    expect(await swarmChecks()).toContainEqual(kubo)
    await call(alice, 'swarm-kubo-off', { swarm: 'team' })
    await on(alice)
    expect(await swarmChecks()).not.toContainEqual(kubo)
  })

  test('is shut when this home is put out, and gone when it leaves', async () => {
    const { alice, bob } = await team()
    const carol = await member('carol', alice, { role: 'reader' })
    await on(bob)
    const { keyFile: path } = await on(carol)
    await call(alice, 'swarm-remove', { swarm: 'team', author: 'bob' })
    await call(carol, 'swarm-leave', { swarm: 'team' })
    await expect(stat(dirname(path))).rejects.toMatchObject({ code: 'ENOENT' })
    await eventually(async () =>
      expect(await state(bob)).toMatchObject({
        state: 'stopped',
        addresses: [],
        problem: expect.stringContaining('no member'),
      }),
    )
    await expect(on(bob)).rejects.toMatchObject({ code: 'ERR_DENIED' })
  })
})

describe('the gate for Kubo is refused', { timeout: 90_000 }, () => {
  test.each<[string, object, string]>([
    ['nobody to let in', { peers: [] }, 'no Kubo node is named'],
    ['a name for a peer id', { peers: ['bob'] }, 'expected a peer id'],
    ['QUIC', { listen: '/ip4/127.0.0.1/udp/4101/quic-v1' }, 'not plain tcp'],
    ['WebSocket', { listen: '/ip4/127.0.0.1/tcp/4101/ws' }, 'not plain tcp'],
    ['the whole house, for profile local', { listen: '/ip4/0.0.0.0/tcp/4101' }, 'loopback only'],
  ])('with %s', async (_, input, found) => {
    const alice = await alone()
    await expect(on(alice, input)).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining(found),
      hint: expect.stringMatching(/\w/),
    })
    expect(await state(alice)).toMatchObject({ state: 'off', addresses: [] })
  })

  test('with a key file that others can read, of another form, of zeros, or of a key that is in use', async () => {
    const alice = await alone()
    const good = formatSwarmKey(RANDOM)
    const hexOf = async (path: string): Promise<string> =>
      `/key/swarm/psk/1.0.0/\n/base16/\n${(await readFile(path)).toString('hex')}\n`
    const space = await spaceOf(alice)
    const cases: [string, string][] = [
      [await keyFile(good, 0o644), 'mode 644'],
      [await keyFile(good.replace('base16', 'base64')), '/base16/'],
      [await keyFile(good.slice(0, -9)), '64 hexadecimal digits, got 56'],
      [await keyFile(formatSwarmKey(new Uint8Array(32))), 'not random'],
      [await keyFile(await hexOf(join(alice.home, 'node.key'))), 'something else'],
      [await keyFile(await hexOf(join(space, 'author.key'))), 'something else'],
      [await keyFile(await hexOf(join(space, 'kem.key'))), 'something else'],
    ]
    for (const [path, found] of cases)
      await expect(on(alice, { keyFile: path })).rejects.toMatchObject({
        code: 'ERR_DENIED',
        message: expect.stringContaining(found),
      })
    await expect(on(alice, { keyFile: join(space, 'nowhere') })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
    await expect(on(alice, { keyFile: space })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    const pipe = join(await temporaryFolder(), 'pipe')
    if (spawnSync('mkfifo', ['-m', '600', pipe]).status === 0)
      await expect(on(alice, { keyFile: pipe })).rejects.toMatchObject({
        message: expect.stringContaining('no file'),
      })
    expect(await state(alice)).toMatchObject({ state: 'off' })
    // The key of one swarm is not that of another.
    const first = await on(alice, { keyFile: await keyFile(good) })
    await call(alice, 'swarm-create', { name: 'other' })
    await expect(on(alice, { swarm: 'other', keyFile: first.keyFile })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('something else'),
    })
    // What was on stays on when the next wish is refused.
    await expect(on(alice, { peers: [] })).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(await state(alice)).toEqual(first)
  })

  test('for a seed, which reads nothing', async () => {
    const alice = await alone()
    const { invite } = await call(alice, 'swarm-seed', { swarm: 'team', untrusted: true })
    const server = await temporaryNode('server', online)
    await call(server, 'swarm-join', { invite })
    await expect(on(server)).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('seed of team'),
    })
    expect(await state(server)).toMatchObject({ state: 'off' })
  })

  test('with a port that is taken, and goes on as it was', async () => {
    const alice = await alone()
    const first = await on(alice)
    const [, taken] = /tcp\/(\d+)/.exec(alice.addresses()[0] as string) ?? []
    await expect(on(alice, { listen: taken })).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
    expect(await state(alice)).toEqual(first)
  })

  test('by hand-made settings that lead outside, while the swarm itself runs', async () => {
    const alice = await alone()
    const { keyFile: path } = await on(alice)
    const settings = join(dirname(path), 'kubo.json')
    const saved = JSON.parse(await readFile(settings, 'utf8')) as object
    const wrong: [string, string][] = [
      [JSON.stringify({ ...saved, bootstrap: ['/dnsaddr/bootstrap.libp2p.io'] }), 'bootstrap'],
      [JSON.stringify({ ...saved, relay: true, turbo: 1 }), 'turbo'],
      [JSON.stringify({ ...saved, peers: [] }), 'no Kubo node'],
      ['{"peers":', 'not what memcube wrote'],
    ]
    await alice.close()
    for (const [text, found] of wrong) {
      await writeFile(settings, text, { mode: 0o600 })
      const back = await reopen(alice.home, online)
      expect(await state(back)).toMatchObject({
        state: 'stopped',
        addresses: [],
        problem: expect.stringContaining(found),
      })
      expect(await call(back, 'swarm-list', {})).toMatchObject({ swarms: [{ state: 'online' }] })
      await back.close()
    }
    await writeFile(settings, JSON.stringify(saved), { mode: 0o600 })
    await chmod(path, 0o640)
    const back = await reopen(alice.home, online)
    expect(await state(back)).toMatchObject({
      state: 'stopped',
      problem: expect.stringContaining('mode 640'),
    })
  })
})

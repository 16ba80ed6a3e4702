// Settings of a home: kept, checked before they are saved, and taken away.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runWith } from '../../interfaces/run-with.ts'
import { changeSetting, requireSetting } from '../../../src/node/settings/change-settings.ts'
import { reopen, temporaryFolder, temporaryNode } from '../../helpers/temporary-home.ts'

const bob = '/ip4/127.0.0.1/tcp/4001'

async function kept(home: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(home, 'config.json'), 'utf8')) as Record<string, unknown>
}

describe('a setting', () => {
  it('is the usual value until it is set, and again once it is taken away', async () => {
    const alice = await temporaryNode('alice')
    expect(await alice.call('config-get', { key: 'profile' })).toMatchObject({ value: 'local', isSet: false })
    const set = await alice.call('config-set', { key: 'profile', values: ['lan'] })
    expect(set).toMatchObject({ key: 'profile', value: 'lan', isSet: true, changed: true, waits: false })
    expect((await kept(alice.home))['profile']).toBe('lan')
    expect(await alice.call('config-set', { key: 'profile', values: ['lan'] })).toMatchObject({
      changed: false,
    })
    expect(await alice.call('config-unset', { key: 'profile' })).toMatchObject({
      value: 'local',
      isSet: false,
    })
    expect(await kept(alice.home)).not.toHaveProperty('profile')
  })

  it('of each key is kept as the file has it, beside what other programs keep there', async () => {
    const alice = await temporaryNode('alice')
    await writeFile(
      join(alice.home, 'config.json'),
      JSON.stringify({ ...(await kept(alice.home)), later: 1, cache: { later: 2 } }),
    )
    const given = {
      name: ['Alice B'],
      profile: ['public'],
      port: ['4001'],
      listen: ['/ip4/0.0.0.0/tcp/4001', '/ip6/::/tcp/4001'],
      bootstrap: ['/dns4/seed.example.org/tcp/4001'],
      announce: ['/ip4/1.1.1.1/tcp/4001'],
      ipfsDht: ['true'],
      ipfsBootstrap: ['/ip4/1.1.1.2/tcp/4001/p2p/12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT'],
      api: ['127.0.0.1:4747'],
      gateway: ['0.0.0.0:8080'],
      logLevel: ['info,network=debug'],
      logFile: ['/var/log/memcube.log'],
      store: ['s3://memories/alice?endpoint=http://127.0.0.1:7070'],
      recall: ['postgres://alice@127.0.0.1:5432/memories?schema=alice'],
      'cache.maxBytes': ['10GiB'],
    }
    for (const [key, values] of Object.entries(given)) await alice.call('config-set', { key, values })
    expect(await kept(alice.home)).toMatchObject({
      later: 1,
      name: 'Alice B',
      profile: 'public',
      port: 4001,
      listen: given.listen,
      announce: given.announce,
      ipfsDht: true,
      ipfsBootstrap: given.ipfsBootstrap,
      api: '127.0.0.1:4747',
      logLevel: 'info,network=debug',
      logFile: '/var/log/memcube.log',
      cache: { later: 2, maxBytes: 10 * 2 ** 30 },
    })
    const { settings } = await alice.call('config-list', {})
    expect(settings.filter(({ isSet }) => !isSet).map(({ key }) => key)).toEqual([])
    expect(settings.map(({ key }) => key).sort()).toEqual(Object.keys(given).sort())
  })

  it('of the API is kept with the host that a port alone means', async () => {
    const alice = await temporaryNode('alice')
    expect(await alice.call('config-set', { key: 'api', values: ['4747'] })).toMatchObject({
      value: '127.0.0.1:4747',
    })
  })

  it.each([
    ['profile', ['mars']],
    ['profile', ['lan', 'public']],
    ['name', ['']],
    ['port', ['0']],
    ['port', ['65536']],
    ['listen', ['0.0.0.0:4001']],
    ['listen', ['/ip4/0.0.0.0/tcp/4001']],
    ['bootstrap', ['seed.example.org']],
    ['bootstrap', ['/ip4/127.0.0.1']],
    ['bootstrap', ['/tcp/4001']],
    ['bootstrap', ['/p2p/12D3KooWBhV9dp6FDvRqnXvS6rF1aJbVhQeHGbkmGLDg7pR8Uvhz']],
    ['announce', ['/ip4/1.1.1.1/tcp/4001']],
    ['ipfsDht', ['yes']],
    // Profile local takes no part in it.
    ['ipfsDht', ['true']],
    ['ipfsBootstrap', ['bootstrap.libp2p.io']],
    ['api', ['0.0.0.0:4747']],
    ['api', ['nowhere']],
    ['gateway', ['unix:/run/g']],
    ['logLevel', ['loud']],
    ['logFile', ['memcube.log']],
    ['cache.maxBytes', ['10GB']],
    ['cache.maxBytes', ['-1']],
  ])('%s refuses %j and keeps what was there', async (key, values) => {
    const home = await temporaryFolder()
    const before = { version: 2, name: 'alice', created: 0 }
    await writeFile(join(home, 'config.json'), JSON.stringify(before))
    await expect(changeSetting({ home }, requireSetting(key), values)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_(USAGE|INVALID_INPUT)$/) as string,
    })
    expect(await kept(home)).toEqual(before)
  })

  it('that nobody knows is not found, and the known ones are named', async () => {
    const alice = await temporaryNode('alice')
    await expect(alice.call('config-get', { key: 'colour' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
      hint: expect.stringContaining('profile, port') as string,
    })
  })

  it('of a daemon counts at its next start, and the answer says so', async () => {
    const alice = await temporaryNode('alice', { daemon: true })
    expect(await alice.call('config-set', { key: 'profile', values: ['lan'] })).toMatchObject({ waits: true })
    const cache = await alice.call('config-set', { key: 'cache.maxBytes', values: ['none'] })
    expect(cache).toMatchObject({ waits: false, value: null })
    expect((await alice.call('status', {})).cache.maxBytes).toBeNull()
  })
})

describe('nodes to dial at each start', () => {
  it('are added once each, listed, and taken away', async () => {
    const alice = await temporaryNode('alice')
    const addresses = [bob, bob]
    expect(await alice.call('bootstrap-add', { addresses })).toMatchObject({
      bootstrap: [bob],
      changed: true,
    })
    expect(await alice.call('bootstrap-add', { addresses })).toMatchObject({ changed: false })
    expect(await alice.call('bootstrap-list', {})).toEqual({ bootstrap: [bob] })
    expect(await alice.call('bootstrap-remove', { addresses: [bob] })).toMatchObject({
      bootstrap: [],
      changed: true,
    })
  })
})

it('a home is reached on the addresses that it keeps, without being told again', async () => {
  const alice = await temporaryNode('alice')
  await alice.call('config-set', { key: 'listen', values: ['/ip4/127.0.0.1/tcp/0/ws'] })
  await alice.close()
  const again = await reopen(alice.home, { network: {} })
  expect(again.addresses()).toEqual([expect.stringMatching(/^\/ip4\/127\.0\.0\.1\/tcp\/\d+\/ws\//)])
})

it('a file that somebody spoilt is refused with the field, what came and what was expected', async () => {
  const alice = await temporaryNode('alice')
  await alice.close()
  await writeFile(
    join(alice.home, 'config.json'),
    JSON.stringify({ ...(await kept(alice.home)), listen: '/ip4/127.0.0.1/tcp/1' }),
  )
  await expect(reopen(alice.home)).rejects.toMatchObject({
    code: 'ERR_CORRUPT',
    message: expect.stringContaining(
      '"listen" is "/ip4/127.0.0.1/tcp/1"; expected a list of multiaddrs',
    ) as string,
  })
})

describe('the command line', () => {
  it.each([
    [['config'], 'config-list', {}],
    [['config', 'get', 'api'], 'config-get', { key: 'api' }],
    [['config', 'set', 'listen', 'a', 'b'], 'config-set', { key: 'listen', values: ['a', 'b'] }],
    [['config', 'unset', 'api'], 'config-unset', { key: 'api' }],
    [['bootstrap'], 'bootstrap-list', {}],
    [['bootstrap', 'add', bob], 'bootstrap-add', { addresses: [bob] }],
    [['bootstrap', 'remove', bob], 'bootstrap-remove', { addresses: [bob] }],
  ])('%j asks for %s', async (argv, name, input) => {
    const { calls } = await runWith([...argv, '--json'], { answer: () => ({}) })
    expect(calls).toEqual([{ name, input }])
  })

  it.each([
    [['config', 'get']],
    [['config', 'set', 'api']],
    [['bootstrap', 'add']],
    [['config', 'put', 'a', 'b']],
  ])('%j is a wrong use, and nothing is asked', async (argv) => {
    const { code, calls } = await runWith(argv)
    expect([code, calls]).toEqual([2, []])
  })
})

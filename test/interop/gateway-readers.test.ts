/**
 * Programs of others read a published cube from `daemon --gateway`, and verify it: @helia/verified-fetch, and Kubo with its HTTP
 * retrieval, which takes minutes to build: `npm run test:gateway`.
 */
import { execFile, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CID } from 'multiformats/cid'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { done, startDaemon, type Json } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { blocksOfCar } from './car-blocks.ts'
import { buildKubo, kuboIsNotBuilt, startKuboNode, type KuboNode } from './kubo-node.ts'
import { opensslIsMissing, passingOn } from './passing-on.ts'

const run = promisify(execFile)
const SOURCE = join(import.meta.dirname, 'verified-fetch')
const FOLDER = join(import.meta.dirname, '..', '..', '.cache', 'verified-fetch')

/** Into a folder of its own: its dependencies are those of another program, and not of this one. */
function installVerifiedFetch(): void {
  if (existsSync(join(FOLDER, 'node_modules'))) return
  const draft = `${FOLDER}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(SOURCE, name), join(draft, name))
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts']
  const installed = spawnSync('npm', args, { cwd: draft, encoding: 'utf8' })
  if (installed.status !== 0) throw new Error(`npm did not install verified-fetch: ${installed.stderr}`)
  rmSync(FOLDER, { recursive: true, force: true })
  renameSync(draft, FOLDER)
}

interface Said {
  cid: string
  sha256?: string
  error?: string
}

async function readThrough(gateway: string, cids: readonly string[]): Promise<Said[]> {
  const args = [join(SOURCE, 'read.mjs'), gateway, ...cids]
  const options = { cwd: FOLDER, encoding: 'utf8', timeout: 120_000 } as const
  const { stdout, stderr } = await run(process.execPath, args, options)
  const lines = stdout.split('\n').filter((line) => line !== '')
  if (lines.length !== cids.length) throw new Error(`verified-fetch said ${stdout}${stderr}`)
  return lines.map((line) => JSON.parse(line) as Said)
}

const digestOf = (cid: string): string => Buffer.from(CID.parse(cid).multihash.digest).toString('hex')

const NOTES = 300

interface Published {
  gateway: string
  /** Its head, its genesis, and two of its memories. */
  published: string[]
  /** The whole of it, as a CAR. */
  car: string
  /** The head of a cube that is private. */
  secret: string
}

/** A daemon with a gateway, a published cube and a private one. */
async function alicePublishes(): Promise<Published> {
  const folder = await temporaryFolder()
  const home = join(folder, 'alice')
  await done(home, 'init', '--name', 'alice')
  const daemon = await startDaemon(home, { args: ['--gateway', '127.0.0.1:0'] })
  const { gateway } = await daemon.event(({ event }) => event === 'ready')
  const notes = join(folder, 'notes.jsonl')
  const lines = Array.from({ length: NOTES }, (_, at) =>
    JSON.stringify({ key: `n/${at}`, body: `Note ${at}.` }),
  )
  writeFileSync(notes, lines.join('\n'))
  for (const cube of ['tides', 'diary']) {
    await done(home, 'create', cube)
    await done(home, 'add', cube, `High water of the ${cube}.`, '--key', 'high-water')
    await done(home, 'add', cube, 'A long text. '.repeat(9_000), '--key', 'long')
  }
  await done(home, 'import', 'tides', notes)
  await done(home, 'publish', 'tides')
  const car = join(folder, 'tides.car')
  await done(home, 'export', 'tides', car, '--format', 'car')
  const [tides, diary]: Json[] = await Promise.all(['tides', 'diary'].map((cube) => done(home, 'show', cube)))
  const memories: Json[] = []
  for (const key of ['high-water', 'long']) memories.push(await done(home, 'get', 'tides', key))
  const published = [tides.head, tides.cube, ...memories.map(({ memory }) => memory)]
  return { gateway, published, car, secret: diary.head }
}

describe('verified-fetch', () => {
  beforeAll(() => installVerifiedFetch())

  it('reads what is published, nothing that is not, and notices a gateway that lies', async () => {
    const { gateway, published, secret } = await alicePublishes()
    const read = await readThrough(gateway, published)
    expect(read.map(({ cid, sha256 }) => [cid, sha256])).toEqual(published.map((cid) => [cid, digestOf(cid)]))
    const [head = ''] = published
    const [honest, lying] = await Promise.all([passingOn(gateway), passingOn(gateway, { lies: true })])
    const [unpublished, passedOn, turned] = await Promise.all([
      readThrough(gateway, [secret]),
      readThrough(honest.url, [head]),
      readThrough(lying.url, [head]),
    ])
    expect(unpublished).toEqual([{ cid: secret, error: expect.any(String) }])
    expect(passedOn).toMatchObject([{ sha256: digestOf(head) }])
    expect(turned).toEqual([{ cid: head, error: expect.any(String) }])
  })
})

const SOMEBODY = '12D3KooWCjfPiojcCUmv78Wd1NJzi4Mraj1moxigp7AfQVQvGLwH'

/** A delegated router that names one gateway for every CID. */
async function routerTo(port: number): Promise<string> {
  const provider = {
    Schema: 'peer',
    ID: SOMEBODY,
    Addrs: [`/ip4/127.0.0.1/tcp/${port}/tls/http`],
    Protocols: ['transport-ipfs-gateway-http'],
  }
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ Providers: [provider] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A Kubo that has no peer, so that blocks come from that gateway alone. (Without `Bitswap.Libp2pEnabled` it asks nobody at all.) */
async function kuboBehind(port: number): Promise<KuboNode> {
  const kubo = await startKuboNode(join(await temporaryFolder(), 'kubo'), {
    'Routing.Type': 'autoclient',
    'Routing.DelegatedRouters': [await routerTo(port)],
    'HTTPRetrieval.Enabled': true,
    'HTTPRetrieval.Allowlist': ['127.0.0.1'],
    'HTTPRetrieval.TLSInsecureSkipVerify': true,
    'Bitswap.ServerEnabled': false,
    'Provide.Enabled': false,
  })
  onTestFinished(() => kubo.stop())
  return kubo
}

const noKubo = kuboIsNotBuilt('test:gateway') ?? opensslIsMissing

describe.skipIf(noKubo !== undefined)(`Kubo over HTTP${noKubo === undefined ? '' : ` (${noKubo})`}`, () => {
  beforeAll(() => buildKubo())

  it('fetches a whole cube, nothing that is not published, and notices a gateway that lies', async () => {
    const { gateway, published, car, secret } = await alicePublishes()
    const [head = ''] = published
    const honest = await passingOn(gateway, { tls: true })
    const kubo = await kuboBehind(honest.port)
    await kubo.ipfs('pin', 'add', '--progress=false', head, '--timeout=120s')
    expect(await kubo.ipfs('swarm', 'peers')).toBe('')
    const wanted = (await blocksOfCar(car)).map(({ cid }) =>
      Buffer.from(cid.multihash.digest).toString('hex'),
    )
    const has = async (of: KuboNode): Promise<Set<string>> =>
      new Set((await of.ipfs('refs', 'local')).split('\n').filter(Boolean).map(digestOf))
    const here = await has(kubo)
    expect(wanted.length).toBeGreaterThan(NOTES)
    expect(wanted.filter((digest) => !here.has(digest))).toEqual([])

    await expect(kubo.ipfs('block', 'get', secret, '--timeout=10s')).rejects.toThrow('deadline')
    expect(honest.asked).toContainEqual({ path: expect.stringContaining(secret), status: 404 })

    const lying = await passingOn(gateway, { tls: true, lies: true })
    const deceived = await kuboBehind(lying.port)
    await expect(deceived.ipfs('block', 'get', head, '--timeout=10s')).rejects.toThrow('deadline')
    expect(lying.asked).toContainEqual({ path: expect.stringContaining(head), status: 200 })
    expect((await has(deceived)).has(digestOf(head))).toBe(false)
  })
})

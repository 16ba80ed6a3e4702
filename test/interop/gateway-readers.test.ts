/** Programs of others read a published cube from `daemon --gateway`, and verify it: `npm run test:gateway`, minutes. */
import { execFile, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CID } from 'multiformats/cid'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { done, startDaemon, type Json } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const run = promisify(execFile)
const isWanted = process.env['MEMCUBE_GATEWAY'] === 'readers'
const SOURCE = join(import.meta.dirname, 'verified-fetch')
const FOLDER = join(import.meta.dirname, '..', '..', '.cache', 'verified-fetch')

/** Into a folder of its own: its dependencies are those of another program, and not of this one. */
function installVerifiedFetch(): void {
  if (existsSync(join(FOLDER, 'node_modules'))) return
  const draft = `${FOLDER}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  cpSync(join(SOURCE, 'package.json'), join(draft, 'package.json'))
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts']
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

/** A gateway that passes everything on; one that lies turns the last byte of each block. */
async function passingOn(gateway: string, lies: boolean): Promise<string> {
  const passOn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { host: _host, connection: _connection, ...headers } = request.headers
    const answer = await fetch(`${gateway}${request.url}`, { headers: headers as Record<string, string> })
    const body = Buffer.from(await answer.arrayBuffer())
    if (lies && answer.ok && body.length > 0) body[body.length - 1] = (body.at(-1) ?? 0) ^ 1
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body)
  }
  const server = createServer((request, response) => void passOn(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A daemon with a gateway, a published cube and a private one. */
async function alicePublishes(): Promise<{ gateway: string; published: string[]; secret: string }> {
  const home = join(await temporaryFolder(), 'alice')
  await done(home, 'init', '--name', 'alice')
  const daemon = await startDaemon(home, { args: ['--gateway', '127.0.0.1:0'] })
  const { gateway } = await daemon.event(({ event }) => event === 'ready')
  for (const cube of ['tides', 'diary']) {
    await done(home, 'create', cube)
    await done(home, 'add', cube, `High water of the ${cube}.`, '--key', 'high-water')
    await done(home, 'add', cube, 'A long text. '.repeat(5_000), '--key', 'long')
  }
  await done(home, 'publish', 'tides')
  const [tides, diary]: Json[] = await Promise.all(['tides', 'diary'].map((cube) => done(home, 'show', cube)))
  const memories: Json[] = []
  for (const key of ['high-water', 'long']) memories.push(await done(home, 'get', 'tides', key))
  const published = [tides.head, tides.cube, ...memories.map(({ memory }) => memory)]
  return { gateway, published, secret: diary.head }
}

describe.skipIf(!isWanted)(
  `readers of the gateway${isWanted ? '' : ' (`npm run test:gateway` runs them)'}`,
  () => {
    beforeAll(() => installVerifiedFetch())

    it('verified-fetch reads what is published, nothing that is not, and notices a gateway that lies', async () => {
      const { gateway, published, secret } = await alicePublishes()
      const read = await readThrough(gateway, published)
      expect(read.map(({ cid, sha256 }) => [cid, sha256])).toEqual(
        published.map((cid) => [cid, digestOf(cid)]),
      )
      expect(await readThrough(gateway, [secret])).toEqual([{ cid: secret, error: expect.any(String) }])
      const [head = ''] = published
      const [honest, lying] = await Promise.all([passingOn(gateway, false), passingOn(gateway, true)])
      expect(await readThrough(honest, [head])).toMatchObject([{ sha256: digestOf(head) }])
      expect(await readThrough(lying, [head])).toEqual([{ cid: head, error: expect.any(String) }])
    })
  },
)

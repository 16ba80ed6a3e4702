/** The node that is attacked: the built program as a daemon with a home of its own, watched from outside. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { run } from '../../bench/shared/run.ts'

export interface Watched {
  /** The longest time that the event loop stood still. */
  blockedMs: number
  /** The longest time that its thread computed while the loop stood still: what is left on a machine that does nothing else. */
  computedMs: number
  /** What its thread computed, of the whole time. */
  share: number
  /** The slowest answer of `/health`; Infinity when there was none. */
  slowestMs: number
  rssMiB: number
}

interface Ready {
  event: string
  peerId: string
  addresses: string[]
  api: string
}

/** The port that people use. */
const PORT = 4001

function loopFileOf(home: string): string {
  return join(home, '..', 'loop')
}

export class Victim {
  readonly address: string
  readonly child: ChildProcess
  readonly #api: string
  readonly #token: string
  readonly #loopFile: string
  readonly #command: (...args: string[]) => Promise<unknown>

  private constructor(
    child: ChildProcess,
    ready: Ready,
    home: string,
    command: (...args: string[]) => Promise<unknown>,
  ) {
    this.child = child
    this.address = ready.addresses[0] ?? ''
    this.#api = ready.api
    this.#token = readFileSync(join(home, 'api.token'), 'utf8').trim()
    this.#loopFile = loopFileOf(home)
    this.#command = command
  }

  /**
   * @param bin the built command @param home a home that is there
   * @param ip its address in profile public; absent: it is on loopback
   */
  static async start(bin: string, home: string, ip?: string): Promise<Victim> {
    const env = {
      ...process.env,
      MEMCUBE_LOOP_FILE: loopFileOf(home),
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'loop-watch.ts')}`,
    }
    const where =
      ip === undefined
        ? ['--profile', 'local']
        : ['--profile', 'public', '--listen', `/ip4/0.0.0.0/tcp/${PORT}`]
    const child = spawn(process.execPath, [bin, 'daemon', '--home', home, '--json', ...where], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env,
    })
    process.setMaxListeners(100)
    process.once('exit', () => child.kill('SIGKILL'))
    const ready = await new Promise<Ready>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const event = JSON.parse(line) as Ready
        if (event.event === 'ready') resolve(event)
      })
      child.once('exit', () => reject(new Error('the daemon ended before it was ready')))
    })
    // It says where it is once others have said so.
    if (ip !== undefined) ready.addresses = [`/ip4/${ip}/tcp/${PORT}/p2p/${ready.peerId}`]
    return new Victim(child, ready, home, (...args) =>
      run(process.execPath, [bin, ...args, '--home', home, '--json']),
    )
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  get rssMiB(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8')
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
  }

  /** What of its memory JavaScript holds, and what beside the heap for it, as of at most half a second ago; MiB. */
  async held(): Promise<{ rss: number; heapTotal: number; heapUsed: number; external: number }> {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const seen = JSON.parse(readFileSync(this.#loopFile, 'utf8')) as Record<string, number>
    const mib = (name: string): number => Math.round((seen[name] ?? 0) / 2 ** 20)
    const [heapTotal, heapUsed, external] = [mib('heapTotal'), mib('heapUsed'), mib('external')]
    return { rss: this.rssMiB, heapTotal, heapUsed, external }
  }

  /** Has it collect all garbage. */
  async collect(): Promise<void> {
    writeFileSync(`${this.#loopFile}.collect`, '')
    while (this.isAlive && existsSync(`${this.#loopFile}.collect`))
      await new Promise((resolve) => setTimeout(resolve, 50))
  }

  /** Runs a command of its owner. @returns what it said where it failed */
  async call(...args: string[]): Promise<{ failed?: string }> {
    return this.#command(...args).then(
      () => ({}),
      (error: unknown) => ({ failed: String(error).slice(0, 500) }),
    )
  }

  /** Runs a command of its owner that has to succeed. @returns what it says */
  async ask(...args: string[]): Promise<Record<string, string>> {
    const { stdout } = (await this.#command(...args)) as { stdout: string }
    return JSON.parse(stdout) as Record<string, string>
  }

  async health(): Promise<number> {
    const beganMs = performance.now()
    const answer = await fetch(`${this.#api}/health`, {
      headers: { authorization: `Bearer ${this.#token}` },
      signal: AbortSignal.timeout(30_000),
    }).catch(() => undefined)
    await answer?.text()
    return answer?.ok === true ? performance.now() - beganMs : Infinity
  }

  /** Looks until it is told to stop. */
  async watch(signal: AbortSignal): Promise<Watched> {
    this.child.kill('SIGUSR2')
    const seen: Watched = { blockedMs: 0, computedMs: 0, share: 0, slowestMs: 0, rssMiB: 0 }
    const [beganMs, usedMs] = [performance.now(), this.#threadMs()]
    while (!signal.aborted && this.isAlive) {
      seen.slowestMs = Math.max(seen.slowestMs, await this.health())
      if (!this.isAlive) break
      seen.rssMiB = Math.max(seen.rssMiB, this.rssMiB)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    if (this.isAlive) seen.share = (this.#threadMs() - usedMs) / (performance.now() - beganMs)
    // The file is written four times a second.
    await new Promise((resolve) => setTimeout(resolve, 500))
    const { blockedMs, computedMs } = JSON.parse(readFileSync(this.#loopFile, 'utf8')) as Watched
    return { ...seen, blockedMs, computedMs }
  }

  /** Of its main thread: the system counts in hundredths of a second. */
  #threadMs(): number {
    const { pid } = this.child
    const fields = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return 10 * (Number(fields[11]) + Number(fields[12]))
  }

  async stop(): Promise<void> {
    if (!this.isAlive) return
    const ended = new Promise((resolve) => this.child.once('exit', resolve))
    this.child.kill('SIGTERM')
    const force = setTimeout(() => this.child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(force)
  }
}

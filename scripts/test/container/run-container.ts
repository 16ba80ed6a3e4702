/**
 * Runs an image as a container would be: its root read-only but for the volume and /tmp, with processes and a network of its own that has
 * a loopback alone, and as the user that the image names. The entrypoint is process 1.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withVariables, type Image } from './build-image.ts'

const readyMs = 120_000

export interface Ran {
  code: number | null
  output: string
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`

function commandLine(image: Image, words: readonly string[]): string[] {
  const { root, variables, user, workdir } = image
  const script = `cd ${workdir} && exec ${words.map(quoted).join(' ')}`
  const environment = withVariables({ ...variables, HOME: homeOf(image) })
  return ['chroot', `--userspec=${user}`, root, ...environment, 'sh', '-c', script]
}

/** Of the user, as `/etc/passwd` of the image has it. */
function homeOf({ root, user }: Image): string {
  const people = readFileSync(join(root, 'etc', 'passwd'), 'utf8').split('\n')
  const fields = people.map((line) => line.split(':'))
  return fields.find(([, , number]) => number === user.split(':')[0])?.[5] ?? '/'
}

/** @param volume a folder of this machine that stands for the volume */
function wrapped(image: Image, volume: string, words: readonly string[]): string[] {
  const { root, volumes } = image
  const mounts = [
    `mount --bind ${quoted(root)} ${quoted(root)}`,
    `mount -o remount,bind,ro ${quoted(root)}`,
    ...volumes.map((at) => `mount --bind ${quoted(volume)} ${quoted(root + at)}`),
    `mount -t tmpfs tmpfs ${quoted(`${root}/tmp`)}`,
    `mount -t proc proc ${quoted(`${root}/proc`)}`,
    'ip link set lo up',
    `exec ${commandLine(image, words).map(quoted).join(' ')}`,
  ]
  return ['--mount', '--pid', '--net', '--fork', '--kill-child', 'sh', '-e', '-c', mounts.join('\n')]
}

/** `podman run --rm IMAGE ARGS`: to its end. */
export function runOnce(image: Image, volume: string, args: readonly string[]): Ran {
  const words = [...image.entrypoint, ...args]
  const { status, stdout, stderr } = spawnSync('unshare', wrapped(image, volume, words), { encoding: 'utf8' })
  return { code: status, output: `${stdout}${stderr}` }
}

export interface Container {
  /** `podman exec` */
  exec(words: readonly string[]): Ran
  /** `podman stop`. @returns the exit code of the entrypoint */
  stop(): Promise<number | null>
  output(): string
}

/** `podman run IMAGE`. Resolves when it has printed `ready`. @throws with what it said, where it ends before */
export async function startContainer(image: Image, volume: string, ready: string): Promise<Container> {
  const words = [...image.entrypoint, ...image.command]
  const child = spawn('unshare', wrapped(image, volume, words), { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  await new Promise<void>((resolve, reject) => {
    const fail = (): void => reject(new Error(`the container is not ready: ${said.slice(-4_000)}`))
    const timer = setTimeout(fail, readyMs)
    child.once('exit', fail)
    const hear = (chunk: Buffer): void => {
      said += chunk.toString()
      if (!said.includes(ready)) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
  })
  const pid = firstProcess(child)
  return {
    output: () => said,
    exec(own) {
      const inside = ['-t', String(pid), '--mount', '--pid', '--net', ...commandLine(image, own)]
      const { status, stdout, stderr } = spawnSync('nsenter', inside, { encoding: 'utf8' })
      return { code: status, output: `${stdout}${stderr}` }
    },
    async stop() {
      process.kill(pid, image.stopSignal)
      return ended
    },
  }
}

/** Process 1 of the container, by its number on this machine: the one child of `unshare`. */
function firstProcess({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0])
}

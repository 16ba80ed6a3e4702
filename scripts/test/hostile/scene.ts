/** What all parts of a run share: the program that is attacked, where everybody is, and how long it takes. */
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { NODE_FLAGS } from '../../../test/helpers/node-flags.ts'
import type { Networks, Place } from './networks.ts'

export interface Scene {
  /** The sources of attackers and of the honest peer. */
  checkout: string
  /** The built command. */
  bin: string
  /** For all files of the run. */
  folder: string
  /** Absent: all are on loopback. */
  networks?: Networks | undefined
  isShort: boolean
  /** Whether errors of attackers and of the honest peer are shown. */
  isLoud: boolean
}

/** Undisturbed pulls before, between and after rounds. */
export const calmPulls = ({ isShort }: Scene): number => (isShort ? 1 : 5)
/** An honest peer gets this long to be let in once the attack is over. */
export const recoveryMs = 60_000
/** Where the honest peer is on loopback: in the same network as the attackers. */
const OWN_ADDRESS = '127.0.0.2'

export function honestAddress({ networks }: Scene): string {
  return networks?.honest.addresses[0] ?? OWN_ADDRESS
}

interface Script {
  name: string
  /** Where it may leave files. */
  cwd: string
  /** Absent: on this machine. */
  place?: Place | undefined
  /** It gets what processor others leave: in truth it has one of its own. */
  isNice?: boolean
}

/** Starts a program of this folder. */
export function startScript(
  { checkout, isLoud }: Scene,
  { name, cwd, place, isNice = false }: Script,
  ...args: string[]
): ChildProcess {
  const path = join(import.meta.dirname, name)
  const nice = isNice ? ['nice', '-n', '10'] : []
  const words = [...(place?.via ?? []), ...nice, process.execPath, ...NODE_FLAGS, path, checkout, ...args]
  const child = spawn(words[0] as string, words.slice(1), {
    cwd,
    stdio: ['pipe', 'pipe', isLoud ? 'inherit' : 'ignore'],
  })
  const end = (): void => void child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  return child
}

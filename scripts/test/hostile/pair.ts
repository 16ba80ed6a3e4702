/** A victim, and somebody honest who pulls from it. */
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../bench/shared/run.ts'
import { writeNotes } from '../../bench/shared/notes.ts'
import { Honest, type Pull } from './pulls.ts'
import { calmPulls, honestAddress, recoveryMs, startScript, type Scene } from './scene.ts'
import { Victim } from './victim.ts'

/** What the honest peer pulls. */
export interface Published {
  /** A home that was never started, to be copied. */
  home: string
  cube: string
  commit: string
}

export interface Pair {
  victim: Victim
  honest: Honest
  /** The last undisturbed pulls. */
  calm: Pull[]
  end(): Promise<void>
}

export async function prepare({ folder, bin, isShort }: Scene): Promise<Published> {
  const home = join(folder, 'prepared')
  const command = async (...args: string[]): Promise<Record<string, string>> => {
    const { stdout } = await run(process.execPath, [bin, ...args, '--home', home, '--json'])
    return JSON.parse(stdout) as Record<string, string>
  }
  const notes = join(folder, 'notes')
  await writeNotes(notes, isShort ? 200 : 5_000, 600, 1)
  await command('init', '--name', 'alice')
  await command('create', 'notes')
  await command('import', 'notes', notes)
  await command('publish', 'notes')
  const shown = await command('show', 'notes')
  return { home, cube: shown['cube'] as string, commit: shown['head'] as string }
}

let pairs = 0

export async function startPair(
  scene: Scene,
  { home: prepared, cube }: Published,
  inSwarm: boolean,
): Promise<Pair> {
  const { folder, bin, networks } = scene
  const place = join(folder, `pair-${pairs++}`)
  const home = join(place, 'home')
  await cp(prepared, home, { recursive: true })
  const victim = await Victim.start(bin, home, networks?.victim.addresses[0])
  if (inSwarm) await victim.ask('swarm', 'create', 'team')
  const profile = networks === undefined ? 'local' : 'public'
  const script = { name: 'honest.ts', cwd: folder, place: networks?.honest }
  const honest = new Honest(startScript(scene, script, victim.address, cube, honestAddress(scene), profile))
  // The first ones also warm both sides up.
  await honest.succeed(2, recoveryMs)
  const end = async (): Promise<void> => {
    honest.child.kill('SIGKILL')
    await victim.stop()
    await rm(place, { recursive: true, force: true })
  }
  return { victim, honest, calm: await pullCalmly(scene, honest), end }
}

export async function pullCalmly(scene: Scene, honest: Honest): Promise<Pull[]> {
  const fromMs = Date.now()
  await honest.succeed(calmPulls(scene), recoveryMs)
  const untilMs = Date.now()
  return honest.pulls.filter(({ ok, beganMs }) => ok && beganMs >= fromMs && beganMs < untilMs)
}

/** One round of an attack: all its attackers, from their first act on, until they are ended. */
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { attacks, type Attack } from './attacks.ts'
import type { Errand } from './eve.ts'
import type { Place } from './networks.ts'
import type { Pair, Published } from './pair.ts'
import { pause, type Pull } from './pulls.ts'
import { recoveryMs, startScript, type Scene } from './scene.ts'
import type { Victim, Watched } from './victim.ts'

export interface Round {
  seen: Watched
  pulls: Pull[]
  /** The slowest command of the owner. */
  askedMs: number
  fault?: string
}

/** An attacker gets this long to begin: some open several homes first, on a machine that may be busy. */
const BEGIN_MS = 180_000
/** Once one has begun, the others get this long. */
const FOLLOW_MS = 20_000

/** The attackers of one round, as processes. */
class Attackers {
  readonly #children: ChildProcess[]
  readonly #begun = new Set<ChildProcess>()
  /** What the owner of the victim does again and again. */
  ask: string[] | undefined
  /** What one of them saw that must not be. */
  fault: string | undefined

  constructor(children: ChildProcess[]) {
    this.#children = children
    for (const child of children)
      createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> }).on('line', (line) => {
        this.#begun.add(child)
        if (line.startsWith('ask ')) this.ask = JSON.parse(line.slice(4)) as string[]
        if (line.startsWith('fault ')) this.fault ??= line.slice(6)
      })
  }

  /** Their programs take a moment to be loaded. */
  async begin(): Promise<void> {
    const isLate = (untilMs: number, count: number): boolean =>
      this.#begun.size < count && Date.now() < untilMs
    for (const untilMs = Date.now() + BEGIN_MS; isLate(untilMs, 1);) await pause(50)
    for (const untilMs = Date.now() + FOLLOW_MS; isLate(untilMs, this.#children.length);) await pause(50)
  }

  get reached(): boolean {
    return this.#begun.size > 0 && this.#children.every(({ exitCode }) => exitCode === null)
  }

  end(): void {
    for (const child of this.#children) child.kill('SIGKILL')
  }
}

/** Where attackers are, each with its share of the whole. */
function placesOf({ networks }: Scene, { origin = 'networks' }: Attack): (Place | undefined)[] {
  return networks === undefined ? [undefined] : [...networks.attackers[origin]]
}

export async function attackOnce(
  scene: Scene,
  name: string,
  { victim, honest }: Pair,
  { cube, commit }: Published,
  roundMs: number,
): Promise<Round> {
  const attack = attacks[name] as Attack
  const scratch = await mkdtemp(join(scene.folder, 'eve-'))
  const { invite = '' } = attack.needsSwarm === true ? await victim.ask('swarm', 'invite', 'team') : {}
  const places = placesOf(scene, attack)
  const children = await Promise.all(
    places.map(async (place) => {
      const from = place?.addresses ?? []
      const errand: Errand = {
        name,
        address: victim.address,
        cube,
        commit,
        invite,
        from,
        share: 1 / places.length,
      }
      const cwd = await mkdtemp(join(scratch, 'one-'))
      return startScript(
        scene,
        { name: 'eve.ts', cwd, place, isNice: place !== undefined },
        JSON.stringify(errand),
      )
    }),
  )
  const attackers = new Attackers(children)
  await attackers.begin()
  const over = new AbortController()
  const watching = victim.watch(over.signal)
  const [fromMs, untilMs] = [Date.now(), Date.now() + roundMs]
  const asked = await askUntil(victim, attackers, untilMs)
  over.abort()
  const seen = await watching
  const wasAttacked = attackers.reached
  attackers.end()
  await rm(scratch, { recursive: true, force: true })
  const isBack = await honest.succeed(1, recoveryMs)
  const during = honest.pulls.filter(({ beganMs, ms }) => beganMs < untilMs && beganMs + ms >= fromMs)
  // On a machine that hardly goes on none may have begun within two seconds.
  const began = during.filter(({ beganMs }) => beganMs >= fromMs)
  const pulls = began.length > 0 ? began : during
  const refused = attack.mustServeOwner === true ? asked.failed : undefined
  const fault = (await faultOf(victim, { wasAttacked, isBack })) ?? attackers.fault ?? refused
  return { seen, pulls, askedMs: asked.slowestMs, ...(fault !== undefined && { fault }) }
}

/** The owner does what attackers wait for. @returns the slowest command, and what a command that failed said */
async function askUntil(
  victim: Victim,
  attackers: Attackers,
  untilMs: number,
): Promise<{ slowestMs: number; failed?: string }> {
  let slowestMs = 0
  let failed: string | undefined
  while (Date.now() < untilMs) {
    const beganMs = Date.now()
    const { ask } = attackers
    if (ask !== undefined) {
      const left = pause(Math.max(0, untilMs - Date.now()))
      const said = await Promise.race([victim.call(...ask), left])
      failed ??= said?.failed
    }
    slowestMs = Math.max(slowestMs, Date.now() - beganMs)
    await pause(Math.min(500, Math.max(0, untilMs - Date.now())))
  }
  return { slowestMs, ...(failed !== undefined && { failed }) }
}

async function faultOf(
  victim: Victim,
  { wasAttacked, isBack }: { wasAttacked: boolean; isBack: boolean },
): Promise<string | undefined> {
  if (!wasAttacked) return 'nothing of the attack reached the victim'
  if (!victim.isAlive) return 'the victim ended'
  if (!isBack) return 'nobody is let in after it'
  return (await victim.health()) === Infinity ? 'the victim does not answer' : undefined
}

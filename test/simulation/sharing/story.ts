/** A story by its seed: a storm in which people do what they like, then calm weather in which all come together. */
import { mainBranch, sharedCommit } from '../../../src/cubes/branches.ts'
import type { SimHome } from './home.ts'
import {
  add,
  forgetOne,
  goBack,
  goBeside,
  merge,
  nameAuthors,
  overreach,
  takeOneBack,
  withdraw,
  write,
} from './people.ts'
import { checkVoices } from './promises.ts'
import { SharedWorld } from './shared-world.ts'
import { pull } from './take.ts'

const NAMES = ['alice', 'bob', 'carol', 'dave', 'eve']
/** Longer stories find nothing that more stories do not. Guess. */
const STEPS = 70
/** Rounds in which everybody asks everybody; three authors that went apart need about as many to merge. Guess. */
const MAX_ROUNDS = 12

export interface Told {
  world: SharedWorld
  /** What was promised and not kept. */
  broken: readonly string[]
}

export async function tellStory(seed: number): Promise<Told> {
  const world = new SharedWorld(seed, NAMES)
  // A third of the stories are of one author.
  const isShared = world.chance(0.67)
  for (let step = 0; step < STEPS; step++) await takeStep(world, isShared)
  await calmDown(world)
  for (const home of world.homes.values()) await checkVoices(world, home)
  return { world, broken: world.broken }
}

async function takeStep(world: SharedWorld, isShared: boolean): Promise<void> {
  const name = world.pick(NAMES)
  const roll = world.random()
  const act = (work: (world: SharedWorld, home: SimHome) => void, who = name): Promise<void> =>
    world.act(who, (home) => work(world, home))
  if (roll < 0.2) return act(add, world.pick(['alice', name]))
  if (roll < 0.26) return act(forgetOne)
  if (roll < 0.28) return act(takeOneBack, world.pick(['alice', 'bob']))
  if (roll < 0.32) return isShared ? act(nameAuthors, 'alice') : undefined
  if (roll < 0.34) return act(withdraw)
  if (roll < 0.36) return act(goBeside)
  if (roll < 0.4) return act(overreach)
  if (roll < 0.46) return void (world.homes.get(name)!.isUp = world.chance(0.7))
  if (roll < 0.52) return world.toggleLink()
  if (roll < 0.75) return world.deliver()
  return world.act(name, (home) => pull(home, world.offersFor(home)))
}

/** Everybody is up and reached, and who may sign merges what is apart. @returns when nothing changes any more */
async function calmDown(world: SharedWorld): Promise<void> {
  world.isStorm = false
  world.cuts.clear()
  for (const home of world.homes.values()) home.isUp = true
  while (world.messages.length > 0) await world.deliver()
  let before = ''
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const { name } of world.homes.values()) {
      await world.act(name, (home) => pull(home, world.offersFor(home)))
      await world.act(name, (home) => comeTogether(world, home))
    }
    while (world.messages.length > 0) await world.deliver()
    const now = placesOf(world).join(' ')
    if (now === before) return checkTogether(world)
    before = now
  }
  world.broken.push('nobody came to an end')
}

/** Who may sign signs, and merges what is apart. */
function comeTogether(world: SharedWorld, home: SimHome): void {
  const { record, marks } = home.disk
  if (record === undefined || home.ownBranch === undefined) return
  goBack(home)
  const isSilent = !record.published || marks.get(home.did)?.head === undefined
  if (isSilent) write(world, home)
  else if (home.ownBranch === mainBranch && (record.diverged ?? []).length > 0) merge(world, home)
}

function placesOf(world: SharedWorld): string[] {
  return [...world.homes.values()].map((home) => `${home.name} at ${placeOf(home)}`)
}

function placeOf({ disk: { record } }: SimHome): string {
  return record === undefined ? 'nothing' : `${sharedCommit(record)} of ${record.rosters?.length ?? 0}`
}

function checkTogether(world: SharedWorld): void {
  const homes = [...world.homes.values()]
  if (new Set(homes.map(placeOf)).size !== 1)
    world.broken.push(`they did not come together: ${placesOf(world).join(', ')}`)
}

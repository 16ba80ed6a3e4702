/** What the owner of a home wants mirrored: said, said otherwise, and taken back. */
import type { AuditEvent } from '../../core/audit/index.ts'
import { parseCid } from '../../core/codec/index.ts'
import { normaliseTopic, parseTicketOrLink } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import {
  type CubeRecord,
  cubeIdIn,
  findAway,
  type Reads,
  type Signer,
  type Trust,
} from '../../cubes/index.ts'
import {
  listSeeded,
  listSeeds,
  type Seed,
  seedEntry,
  seedId,
  type SeedKind,
  seedName,
} from '../../cubes/seeds/index.ts'
import { invalidInput, notFound, NodeError } from '../../home/index.ts'
import { chooseSeed, type Meanings } from './choose-seed.ts'
import { decideSeeding } from './decide-seeding.ts'
import { seedCandidates } from './seed-candidates.ts'
import { SeedMemory } from './seed-memory.ts'
import type { Seeds } from './needs.ts'
import { seedsLock, settleSeeds } from './settle-seeds.ts'

/** Seeds of one home. Guess: more than anybody looks after, and each is looked for in turn. */
const mostSeeds = 64

export interface SeedRequest {
  /** A topic, an author or a cube, as a person names it. */
  what: string
  kind?: SeedKind | undefined
}

/** @throws ERR_USAGE for what could mean two things, ERR_LIMIT, ERR_INVALID_INPUT, ERR_NOT_FOUND */
export async function addSeed(
  node: Seeds & Signer,
  { maxBytes, ...request }: SeedRequest & { maxBytes: number },
): Promise<{ changed: boolean }> {
  return node.exclusive(seedsLock, async () => {
    const seeds = await listSeeds(node)
    const { kind, what } = settled(request, await meaningsOf(node, request.what, seeds))
    await requireOthers(node, kind, what)
    const known = seeds.find((seed) => seed.kind === kind && seed.what === what)
    if (known?.maxBytes === maxBytes) return { changed: false }
    const others = seeds.filter((seed) => seed !== known)
    await requireRoom(node, others, maxBytes)
    const addresses = request.what.startsWith('memcube:') ? parseTicketOrLink(request.what).addresses : []
    const seed: Seed = {
      sinceMs: node.nowMs(),
      ...known,
      kind,
      what,
      maxBytes,
      ...(addresses.length > 0 && { addresses }),
    }
    await node.store.commit({
      put: [seedEntry(seed)],
      audit: [{ time: node.nowMs(), kind: 'seed', ...toldOf(kind, what) }],
    })
    node.events.emit('seedsChanged', { wished: true, taken: 0, dropped: 0 })
    return { changed: true }
  })
}

/** What was here for it alone goes. @returns how many cubes went @throws ERR_NOT_FOUND, ERR_USAGE */
export async function removeSeed(node: Seeds, request: SeedRequest): Promise<{ dropped: number }> {
  return node.exclusive(seedsLock, async () => {
    const seeds = await listSeeds(node)
    const seed = await requireSeed(node, request, seeds)
    await node.store.commit({
      del: [seedName(seedId(seed))],
      audit: [{ time: node.nowMs(), kind: 'unseed', ...toldOf(seed.kind, seed.what) }],
    })
    const dropped = await letGo(node)
    node.events.emit('seedsChanged', { wished: true, taken: 0, dropped })
    return { dropped }
  })
}

/** By what is here alone; nobody is asked. */
async function letGo(node: Seeds): Promise<number> {
  const [seeds, seeded] = [await listSeeds(node), await listSeeded(node)]
  const { cubes: sizes } = await node.cache.holdings()
  const memory = new SeedMemory()
  const around = { seeds, seeded, offers: [], sizes, memory }
  const candidates = (await seedCandidates(node, around)).filter(({ here }) => here?.seed !== undefined)
  return (await settleSeeds(node, decideSeeding(seeds, candidates, Infinity), candidates, memory)).length
}

async function requireSeed(node: Seeds, request: SeedRequest, seeds: readonly Seed[]): Promise<Seed> {
  const { what: text, kind } = request
  const meanings = await meaningsOf(node, text, seeds)
  const found = seeds.filter(
    (seed) => (kind === undefined || seed.kind === kind) && seed.what === meanings[seed.kind],
  )
  const [seed] = found
  if (seed === undefined)
    throw new NodeError('ERR_NOT_FOUND', `nothing is seeded here by "${text}"`, {
      hint: '`memcube seed list` shows what is',
    })
  if (found.length > 1)
    throw unclear(
      text,
      found.map((one) => one.kind),
    )
  return seed
}

async function meaningsOf(node: Reads & Trust, text: string, seeds: readonly Seed[]): Promise<Meanings> {
  const isPlain = text.startsWith('did:') || cubeIdIn(text) !== undefined
  const cube = text.startsWith('did:') ? undefined : await cubeOf(node, text)
  const author = await authorOf(node, text)
  const topic = topicOf(text)
  const records = topic === undefined ? [] : await node.cubes.list()
  return {
    isPlain,
    ...(cube !== undefined && { cube }),
    ...(author !== undefined && { author }),
    ...(topic !== undefined && { topic }),
    isTopicHere:
      seeds.some(({ kind, what }) => kind === 'topic' && what === topic) ||
      records.some(({ info }) => topic !== undefined && info.topics.includes(topic)),
  }
}

async function cubeOf({ cubes, store }: Reads, text: string): Promise<string | undefined> {
  const record = await cubes.find(text)
  return record?.cube ?? cubeIdIn(text) ?? (await findAway(store, text))?.record.cube
}

async function authorOf({ authors }: Trust, text: string): Promise<string | undefined> {
  if (text.startsWith('did:')) return (await authors.resolve(text)).did
  return (await authors.list()).find(({ nickname }) => nickname === text)?.did
}

function topicOf(text: string): string | undefined {
  try {
    return normaliseTopic(text)
  } catch (error) {
    if (error instanceof MemCubeError) return undefined
    throw error
  }
}

function settled({ what: text, kind: said }: SeedRequest, meanings: Meanings): Pick<Seed, 'kind' | 'what'> {
  const choice = chooseSeed(meanings, said)
  if (choice.type === 'is') return choice
  if (choice.type === 'unclear') throw unclear(text, choice.kinds)
  const shown = `"${text.slice(0, 100)}"`
  const hint = 'name a topic of 1 to 64 characters, a cube by its id or a link, or an author by a did:key'
  if (said === 'topic') throw invalidInput(`expected a topic, got ${shown}`, hint)
  if (said !== undefined) throw notFound(`${shown} is no ${said} that is known here`, hint)
  throw invalidInput(`${shown} is no cube or author that is known here, and cannot be a topic`, hint)
}

function unclear(text: string, kinds: readonly SeedKind[]): NodeError {
  return new NodeError(
    'ERR_USAGE',
    `"${text}" could be ${kinds.map((kind) => withArticle[kind]).join(' or ')}`,
    {
      hint: `say which with ${kinds.map((kind) => `--${kind}`).join(' or ')}`,
    },
  )
}

const withArticle = { topic: 'a topic', author: 'an author', cube: 'a cube' } as const

/** @throws ERR_INVALID_INPUT for one's own, ERR_DENIED for a shunned author */
async function requireOthers(node: Reads & Signer & Trust, kind: SeedKind, what: string): Promise<void> {
  const record: CubeRecord | undefined = kind === 'cube' ? await node.cubes.get(what) : undefined
  if (record?.own === true || (kind === 'author' && what === node.author.did))
    throw invalidInput(
      kind === 'cube' ? `${record?.name ?? what} is your own cube` : 'that is you',
      'what is your own is served once it is published: `memcube publish CUBE`',
    )
  const author = kind === 'author' ? await node.authors.get(what) : undefined
  if (author?.blocked === true || author?.tier === 'quarantined')
    throw new NodeError('ERR_DENIED', `${what} is blocked or quarantined here: nothing of theirs is served`, {
      hint: '`memcube trust AUTHOR community` takes that back',
    })
}

/** @throws ERR_LIMIT where the cache could not hold what the seeds may have */
async function requireRoom(node: Seeds, others: readonly Seed[], maxBytes: number): Promise<void> {
  if (others.length >= mostSeeds)
    throw new NodeError('ERR_LIMIT', `there are ${others.length} seeds here, of at most ${mostSeeds}`, {
      hint: 'take one back with `memcube seed remove`',
    })
  const { maxBytes: most } = await node.cache.usage()
  const all = others.reduce((sum, one) => sum + one.maxBytes, maxBytes)
  if (most === null || all <= most) return
  throw new NodeError(
    'ERR_LIMIT',
    `with these ${maxBytes} bytes all seeds could take ${all}, and cubes of others may take ${most} here`,
    {
      hint: `say less with --max-bytes, or first \`memcube config set cache.maxBytes ${all}\``,
    },
  )
}

function toldOf(kind: SeedKind, what: string): Pick<AuditEvent, 'author' | 'cube'> {
  return kind === 'author' ? { author: what } : kind === 'cube' ? { cube: parseCid(what) } : {}
}

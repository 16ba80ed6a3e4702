/** What use cases answer, as the API promises it. Fields may be added: readers take what they know. */
import { z } from 'zod'

const text = z.string()
const count = z.int().min(0)
const maybe = text.nullable()
const texts = z.array(text)
const timeMs = z.number().describe('milliseconds since the Unix epoch')
const open = z.record(text, z.unknown())

const licence = z.object({ ours: maybe, theirs: maybe, verdict: text, says: text })

const waiting = z.object({
  kind: text.describe('edited-twice, unfinished-merge, unmerged, proposal or restored'),
  key: text.optional(),
  beside: text.optional().describe('where the other of two edits is'),
  branch: text.optional(),
  id: text.optional(),
  hint: text.describe('how it is decided'),
})

export const cube = z.object({
  cube: text.describe('cube id'),
  name: text,
  visibility: z.enum(['private', 'public', 'swarm']).describe('who can read it'),
  swarm: maybe.describe('name of its swarm'),
  displayName: text.describe('SWARM/NAME in a swarm, else the name'),
  waiting: z.array(waiting).describe('what needs a decision here'),
  role: text,
  author: text.describe('did:key'),
  head: text.describe('CID of the newest commit'),
  seq: count,
  memories: count,
  tier: text,
  fresh: z.boolean().describe('whether the head is known to be current'),
  topics: texts,
  licence: maybe,
  about: maybe,
  published: z.boolean(),
  followed: z.boolean(),
  state: text.describe('held, archived or evicted'),
  pinned: z.boolean(),
  branch: text,
  forked: z.boolean(),
  diverged: texts,
  forkOf: z.object({ cube: text, commit: text }).nullable(),
})
export const cubes = z.object({ cubes: z.array(cube) })
const notice = text.optional().describe('what a person should know about what was done')
export const created = z.object({ cube: text, name: text, commit: text, notice })
export const described = z.object({
  cube: text,
  name: text,
  topics: texts,
  licence: maybe,
  about: maybe,
  commit: text,
  terms: licence.optional(),
})
export const forked = created.extend({ forkOf: text, licence })
export const pinned = z.object({ cube: text, pinned: z.boolean() })
export const archived = z.object({
  cube: text,
  name: text,
  archived: z.boolean(),
  blocks: count,
  bytes: count,
  freedBytes: count.optional(),
})
export const published = z.object({
  cube: text,
  head: text,
  ticket: text,
  providers: count,
  branches: texts.describe('those that others can read now; of a dry run those that they could'),
  leaving: z
    .object({
      commits: count,
      memories: count,
      bytes: count,
      authors: texts,
      unscanned: count,
      secrets: z.array(z.object({ where: text, kind: text })),
    })
    .optional()
    .describe('what leaves that was not public before'),
})

export const released = z.object({
  cube: text,
  name: text,
  from: text,
  commit: text,
  released: count,
  leaving: z.object({
    keys: texts,
    memories: count,
    bytes: count,
    secrets: z.array(z.object({ where: text, kind: text })),
  }),
})

export const keys = z.object({ keys: texts })
export const memory = z.object({
  key: text,
  memory: text.describe('CID'),
  type: text,
  media: text,
  body: z
    .union([text, z.object({ base64: text }), z.object({ link: text, bytes: count })])
    .describe('a text, bytes in base64, or the CID and size of a payload'),
  tags: texts,
  created: timeMs,
  valid: open.nullable(),
  provenance: open,
  governance: open,
  data: z.unknown(),
  author: text.describe('did:key of who signed it'),
  tier: text,
  commit: text,
  verified: z.boolean(),
})
export const added = z.object({
  cube: text,
  key: text,
  memory: text,
  commit: text,
  similar: z
    .array(z.object({ cube: text, name: text, key: text, memory: text, author: text, kind: text, text }))
    .optional()
    .describe('where it was asked for: what says the same already, or says otherwise'),
})
export const removed = z.object({ removed: texts, commit: text })
export const blame = z.object({
  key: text,
  memory: text,
  author: text,
  commit: text,
  cube: text,
  time: timeMs,
  message: text,
  verified: z.boolean(),
  exact: z.boolean(),
})
export const forgotten = z.object({ commit: maybe })
export const imported = z.object({
  read: count,
  added: count,
  changed: count,
  unchanged: count,
  removed: count.optional(),
  skipped: z.array(
    z.object({ item: z.union([text, z.number()]), reason: text, loss: z.literal(false).optional() }),
  ),
  leftOut: z.array(z.object({ reason: text, count, examples: texts })),
  commit: text,
})
export const exported = z.object({ written: count, files: count })

export const log = z.object({
  commits: z.array(
    z.object({
      commit: text,
      parents: texts,
      author: text,
      time: timeMs,
      message: text,
      count,
      verified: z.boolean(),
    }),
  ),
})
export const diff = z.object({ added: texts, removed: texts, changed: texts })
export const branches = z.object({
  branches: z.array(z.object({ name: text, commit: text, current: z.boolean(), published: z.boolean() })),
})
export const branch = z.object({
  branch: text,
  commit: text,
  published: z.boolean().optional(),
  removed: z.boolean().optional(),
})
const conflict = z.object({ key: text, kind: text, base: maybe, ours: maybe, theirs: maybe })
export const merged = z.object({
  type: z.enum(['nothing', 'fast-forward', 'merge', 'unfinished', 'aborted']),
  commit: text.optional().describe('absent while conflicts are left'),
  added: count,
  changed: count,
  removed: count,
  conflicts: z.array(conflict),
  resolved: z.array(conflict.extend({ by: text })),
  similar: z.array(open),
  deduped: z.array(open),
  tier: text,
  licence: licence.optional(),
  notes: texts,
})
export const reverted = z.object({ commit: text, added: count, changed: count, removed: count })
export const lineage = z.object({
  cube: text,
  changes: z.array(open),
  notHeld: z.array(open),
  more: z.boolean(),
})
export const policy = z.object({
  cube: text,
  branch: text,
  policy: open.nullable(),
  memory: maybe,
  commit: text,
  checked: z.array(open).optional(),
  notes: texts,
})
const author = z.object({ author: text, nickname: maybe, branches: texts, you: z.boolean() })
export const authors = z.object({
  cube: text,
  n: count,
  authors: z.array(author),
  threshold: count,
  pending: z.array(open),
  commit: maybe,
})
export const verified = z.object({
  ok: z.boolean(),
  blocks: count,
  commits: count,
  problems: z.array(open),
})

export const recalled = z.object({
  results: z.array(
    z.object({
      cube: text,
      name: text,
      key: text,
      memory: text,
      text,
      offset: count,
      headings: texts,
      score: z.number(),
      author: text,
      tier: text,
      verified: z.boolean(),
      fresh: z.boolean(),
      tags: texts,
      created: timeMs,
      also_in: z.array(z.unknown()),
    }),
  ),
  packed: open.optional(),
  left_out_counts: z.object({ budget: count }).optional().describe('with a budget: results that had no room'),
  took_ms: z.number(),
  pending: count,
  words_only: maybe,
  elsewhere: z
    .array(z.object({ tier: text, count }))
    .describe(
      'what less trusted tiers would answer, at most 100 in all; where fewer were found than asked for',
    ),
})

export const packedContext = z.object({
  text: text.describe('for the model; fenced, and empty where nothing fits'),
  tokens: count,
  budget: count,
  model: text,
  method: z.enum(['exact', 'bound']),
  basis: text,
  citations: z.array(
    z.object({
      cite: count,
      uri: text,
      cube: text,
      key: text,
      memory: text,
      author: text,
      tier: text,
      tokens: count,
      differs: z.array(count),
    }),
  ),
  left_out: z
    .array(z.object({ cube: text, key: text, memory: text, reason: text }))
    .describe('a few of each reason; `leftOut` asks for more'),
  left_out_counts: z.record(z.string(), count).describe('all that was left out, by reason'),
  left_out_more: count.describe('counted and not named'),
  took_ms: z.number(),
  pending: count,
})

export const discovered = z.object({
  cubes: z.array(
    z.object({
      cube: text,
      name: text,
      about: maybe,
      topics: texts,
      author: text,
      licence: maybe,
      memories: count,
      seeds: count,
    }),
  ),
})
export const pulled = z.object({
  cube: text,
  name: text,
  commit: text,
  memories: count,
  blocks: count,
  bytes: count,
  ms: z.number(),
  from: text,
})
const peer = z.object({ peerId: text, addresses: texts, agent: maybe, agreement: open.nullable() })
export const peers = z.object({ peers: z.array(peer) })
export const connected = z.object({ peerId: text, peers: z.array(peer) })
export const exchanges = z.object({
  peers: z.array(z.object({ peerId: text, exchanges: count, refused: count, lastMs: timeMs })),
  peerId: maybe,
  entries: z.array(open),
})
export const following = z.object({
  target: text,
  following: z.boolean(),
  pulled: z
    .object({ name: text, memories: count, blocks: count, bytes: count, from: text })
    .optional()
    .describe('the cube was not here, and was fetched first'),
})
export const trusted = z.object({ author: text, tier: text })
export const blocked = z.object({
  target: text,
  author: text,
  following: z.boolean(),
  blocked: z.boolean(),
  tier: text,
})

const changes = count.nullable().describe('null where a state is not held here')
export const proposals = z.object({
  proposals: z.array(
    z.object({
      id: text,
      cube: text,
      name: maybe,
      fork: text,
      author: text,
      nickname: maybe,
      tier: text,
      verified: z.boolean(),
      message: text,
      commit: text,
      base: text,
      added: changes,
      changed: changes,
      removed: changes,
      state: text,
      time: timeMs,
      direction: text,
      delivered: z.boolean(),
      approvals: texts,
      reason: maybe,
      decided: timeMs.nullable(),
      merged: maybe,
    }),
  ),
})
export const proposed = z.object({
  proposal: text,
  upstream: text,
  fork: text,
  commit: text,
  base: text,
  published: z.boolean(),
  delivered: texts,
  refused: z.array(open),
})
export const accepted = merged.extend({ proposal: text, upstream: text, author: text, state: text })
export const declined = z.object({ id: text, state: text, upstream: text, reason: maybe })
export const approved = z.object({ id: text, upstream: text, commit: text, author: text })

export const status = z.object({
  running: z.boolean(),
  name: text,
  author: text,
  peerId: text,
  addresses: texts,
  peers: count,
  cubes: count.describe('those of swarms too'),
  visibility: z
    .object({ private: count, public: count, swarm: count })
    .describe('how many cubes who can read'),
  waiting: z.array(waiting.extend({ cube: text, displayName: text })).describe('what needs a decision'),
  memories: count,
  index: z.object({ texts: count, vectors: count, pending: count, problem: maybe }),
  disk: z.object({ bytes: count, free: count, readOnly: z.boolean(), reason: maybe }),
  cache: open,
  damage: z.array(z.object({ atMs: timeMs, message: text })),
})
export const doctor = z.object({
  checks: z.array(z.object({ name: text, ok: z.boolean(), message: text, hint: maybe })),
})
export const fsck = z.object({
  ok: z.boolean(),
  checked: count,
  problems: z.array(open),
  repaired: count,
  healed: z.array(open),
  unhealable: z.array(open),
  notes: texts,
})
export const collected = z.object({ freedBytes: z.number(), blocks: count, kept: count, tookMs: z.number() })
export const backup = z.object({
  out: text,
  bytes: count,
  entries: count,
  blocks: count,
  files: count,
  damaged: count,
  keys: z.boolean(),
  swarms: z.array(text),
  swarmsLeftOut: z.array(text),
})
export const rotated = z.object({
  old: text,
  author: text,
  cubes: z.array(z.object({ cube: text, name: text, commit: text })),
})
export const audit = z.object({
  entries: z.array(z.object({ index: count, time: timeMs, kind: text })),
  size: count,
  before: count
    .nullable()
    .describe('the place to go on from with `before`; null at the beginning of the log'),
})
export const auditVerified = z.object({
  ok: z.boolean(),
  entries: count,
  root: text,
  firstBad: count.nullable(),
  problems: z.array(open),
  checkpoint: open.nullable(),
})
export const checkpoint = z.object({ origin: text, size: count, checkpoint: text })

export const swarm = z.object({ swarm: text.describe('id of the swarm'), name: text, epoch: count })
export const swarms = z.object({
  swarms: z.array(
    swarm.extend({
      role: maybe,
      members: count,
      online: count,
      cubes: count,
      mirrors: count,
      state: text,
      problem: maybe,
      kubo: text.describe('whether Kubo nodes are let in'),
      author: text,
    }),
  ),
})
export const swarmJoined = z.object({ swarm: text, name: maybe, epoch: count.nullable(), state: text })
export const swarmLeft = z.object({ swarm: text, name: text, told: count })
const invitation = z.object({
  id: text,
  role: text,
  expires: text,
  auto: z.boolean(),
  by: text,
  state: text,
  name: maybe,
})
export const swarmInvite = z.object({ invite: text, id: text, expires: text, role: text })
/** At an admin an invitation for a seed, at a seed what it holds. */
export const swarmSeed = z.union([
  swarmInvite.extend({ swarm: text }),
  swarm.extend({
    role: text,
    online: count,
    mirrors: count,
    bytes: count,
    held: z.array(z.object({ mirror: text, author: text, commit: text, time: text })),
  }),
])
export const swarmInvites = z.object({
  invites: z.array(invitation),
  usedTwice: z.array(z.object({ id: text, authors: texts })),
})
export const swarmRevoked = z.object({ id: text, state: text })
export const swarmMember = z.object({ member: text, role: text })
export const swarmEpoch = z.object({ epoch: count })
export const swarmKubo = z.object({
  swarm: text,
  name: text,
  state: text.describe('off, on, offline without a daemon, or stopped with a problem'),
  problem: maybe,
  peerId: maybe,
  addresses: texts,
  peers: z.array(z.object({ peerId: text, connected: z.boolean() })),
  fingerprint: maybe.describe('of the key, as Kubo prints it'),
  keyFile: maybe.describe('where the key is, to be copied into the repository of Kubo'),
  keyEpoch: count.nullable().describe('the epoch in which the key was put there'),
  epoch: count,
})
export const swarmMembers = z.object({
  epoch: count,
  state: text,
  members: z.array(
    z.object({
      author: text,
      name: text,
      role: text,
      online: z.boolean(),
      you: z.boolean(),
      copied: z.boolean(),
    }),
  ),
  pending: z.array(invitation),
})

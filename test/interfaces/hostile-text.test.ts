import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadAllVerbs, verbLoaders } from '../../src/interfaces/cli/verbs/index.ts'
import { runWith } from './run-with.ts'

/** Clears the screen, sets the title, colours, goes back over the line, reverses it, and starts a line of its own. */
const evil =
  '\u001b[2J\u001b]0;owned\u0007\u001b[31m\rsafe\u009b1m\u202etxt.exe\u2066\u200b\nerror: all is lost\u0085\u2028'
const forbidden = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/

const kinds = ['edited-twice', 'unfinished-merge', 'unmerged', 'proposal', 'restored', evil]
const waiting = kinds.map((kind) => ({ kind, key: evil, beside: evil, branch: evil, id: evil, hint: evil }))

const cube = {
  cube: evil,
  name: evil,
  displayName: evil,
  visibility: 'swarm',
  swarm: evil,
  waiting,
  role: evil,
  author: evil,
  authorName: evil,
  authorLabel: evil,
  head: evil,
  seq: 1,
  memories: 2,
  tier: evil,
  fresh: true,
  topics: [evil],
  licence: evil,
  about: evil,
  published: true,
  headTime: 1,
  lastAsked: { atMs: 1, asked: 2, answered: 1 },
  seeds: 1,
}
const words = {
  added: [evil],
  removed: [`${evil}-`],
  changed: [`${evil}~`],
  texts: [
    { key: evil, before: null, after: `${evil}\n${evil}` },
    { key: `${evil}-`, before: evil, after: null, beforeIs: evil },
    { key: `${evil}~`, before: `a\n${evil}`, after: `a ${evil}`, afterIs: evil, also: [evil] },
  ],
  textsLeftOut: 1,
  exact: false,
}
const commit = {
  commit: evil,
  parents: [evil, evil],
  author: evil,
  authorLabel: evil,
  cube: evil,
  name: evil,
  time: 1,
  message: evil,
  verified: false,
}
/** A record may say this, and no calendar has it. */
const beyondDates = Number.MAX_SAFE_INTEGER
const licence = { ours: evil, theirs: evil, verdict: 'incompatible', says: evil }
const problems = [{ kind: evil, cid: evil, message: evil }]

const kubo = {
  swarm: evil,
  name: evil,
  state: evil,
  problem: evil,
  peerId: evil,
  addresses: [evil],
  peers: [{ peerId: evil, connected: true }],
  fingerprint: evil,
  keyFile: evil,
  keyEpoch: 1,
  epoch: 2,
}

/** What a verb, or one use of it, is given, and an answer whose every text is evil. */
const answers: Record<string, [string[], unknown]> = {
  status: [
    [],
    {
      running: true,
      role: 'daemon',
      peerId: evil,
      addresses: [evil],
      peers: 1,
      reach: { summary: evil, todo: evil, problems: [{ message: evil, hint: evil }] },
      ipfs: { peers: 1, provided: 1, waiting: 1, summary: evil, problem: { message: evil, hint: evil } },
      cubes: 1,
      memories: 1,
      parts: 1,
      behind: [{ cube: evil, displayName: evil, upstream: { cube: evil, name: evil, newer: 1 } }],
      offers: { open: 1, accepted: 1, declined: 1, comments: 1, newestMs: 1 },
      index: { texts: 1, vectors: 1, pending: 1 },
      disk: { bytes: 1, free: 1, readOnly: true },
      store: { target: evil, state: evil, waiting: 1, toErase: 1, problem: evil, tookMs: 1 },
      damage: [{ atMs: 1, message: evil }],
      seeds: { seeds: 1, cubes: 1, bytes: 1, maxBytes: 2, leftOut: 1 },
      visibility: { private: 1, public: 1, swarm: 1 },
      others: { cubes: 1, stale: 1, oneVoice: 1, oldestHead: 1 },
      waiting: waiting.map((one) => ({ ...one, cube: evil, displayName: evil })),
      swarms: [{ name: evil, epoch: 1, role: evil, members: 1, online: 0, state: evil }],
    },
  ],
  connect: [['a'], { peerId: evil, peers: [] }],
  peers: [
    [],
    {
      peers: [
        {
          peerId: evil,
          addresses: [evil],
          agent: evil,
          agreement: { result: evil, hash: evil, reason: evil },
          refusal: null,
        },
        {
          peerId: evil,
          addresses: [evil],
          agent: evil,
          agreement: null,
          refusal: { code: evil, message: evil },
        },
      ],
    },
  ],
  'sync-log': [
    [],
    {
      peers: [{ peerId: evil, exchanges: 1, refused: 1, lastMs: beyondDates }],
      peerId: evil,
      entries: [
        {
          atMs: beyondDates,
          side: evil,
          what: evil,
          cubes: [evil],
          outcome: evil,
          items: 1,
          bytes: 1,
          ms: 1,
          reason: { code: evil, message: evil },
        },
      ],
    },
  ],
  create: [['n'], { cube: evil, name: evil }],
  list: [[], { cubes: [cube] }],
  show: [
    ['n'],
    {
      ...cube,
      branch: evil,
      forkOf: { cube: evil, commit: evil },
      proposed: {
        id: evil,
        state: evil,
        time: beyondDates,
        delivered: false,
        reason: evil,
        merged: evil,
        comments: [{ author: evil, authorLabel: evil, time: beyondDates, text: evil, proposal: evil }],
      },
    },
  ],
  'show n main --text': [[], { ...commit, ...words, held: true }],
  'log -p': [
    ['n'],
    {
      commits: [
        { ...commit, changes: words },
        { ...commit, changes: null },
      ],
    },
  ],
  'log --oneline': [['n'], { commits: [commit] }],
  'diff --text': [['n', 'a'], words],
  fork: [['n'], { cube: evil, name: evil, forkOf: evil, licence }],
  add: [['n', 't'], { key: evil, memory: evil, commit: evil, notice: evil }],
  choose: [['n', 'k'], { key: evil, removed: [evil], commit: evil }],
  import: [
    ['n', '.'],
    {
      read: 1,
      added: 1,
      changed: 0,
      unchanged: 0,
      skipped: [{ item: evil, reason: evil }],
      leftOut: [{ reason: evil, count: 1, examples: [evil] }],
      commit: evil,
    },
  ],
  export: [
    ['n', 'o', '--format', 'car'],
    { written: 1, files: 1, leftOut: [{ reason: evil, count: 1, examples: [evil] }] },
  ],
  get: [
    ['n', 'k'],
    {
      key: evil,
      memory: evil,
      media: evil,
      body: evil,
      tags: [evil],
      created: beyondDates,
      provenance: { source: { uri: evil }, activity: evil },
      author: evil,
      authorName: evil,
      authorLabel: evil,
      commit: evil,
    },
  ],
  remove: [['n', 'k'], { removed: [evil], commit: evil }],
  keys: [['n'], { keys: [evil] }],
  log: [
    ['n'],
    {
      commits: [
        {
          commit: evil,
          parents: [evil],
          author: evil,
          authorName: evil,
          authorLabel: evil,
          time: beyondDates,
          message: evil,
          verified: false,
        },
      ],
    },
  ],
  diff: [['n', 'a'], { added: [evil], removed: [evil], changed: [evil] }],
  publish: [
    ['n'],
    {
      cube: evil,
      head: evil,
      ticket: evil,
      link: evil,
      providers: 1,
      branches: [evil],
      swarm: evil,
      leaving: {
        commits: 1,
        memories: 1,
        bytes: 1,
        authors: [evil],
        people: [{ author: evil, authorLabel: evil }],
        unscanned: 1,
        secrets: [{ where: evil, kind: evil }],
      },
    },
  ],
  release: [
    ['s/n', 'n'],
    {
      cube: evil,
      name: evil,
      from: evil,
      commit: evil,
      released: 1,
      leaving: { keys: [evil], memories: 1, bytes: 1, secrets: [{ where: evil, kind: evil }] },
    },
  ],
  unpublish: [['n'], { cube: evil, head: evil, ticket: evil, providers: 0, branches: [evil] }],
  discover: [[], { cubes: [cube] }],
  pull: [
    ['n'],
    {
      cube: evil,
      name: evil,
      commit: evil,
      memories: 1,
      blocks: 1,
      bytes: 1,
      ms: 1,
      from: evil,
      diverged: [evil],
      refused: [evil],
      successors: [{ old: evil, new: evil }],
    },
  ],
  follow: [['n'], { target: evil, following: true }],
  unfollow: [['n'], { target: evil, following: false }],
  trust: [['a', 'team'], { author: evil, authorName: evil, authorLabel: evil, tier: evil }],
  block: [['a'], { author: evil, authorName: evil, authorLabel: evil }],
  recall: [
    ['q'],
    {
      results: [
        {
          name: evil,
          key: evil,
          memory: evil,
          text: evil,
          score: 1,
          author: evil,
          authorName: evil,
          authorLabel: evil,
          tier: evil,
        },
      ],
      took_ms: 1,
      elsewhere: [{ tier: evil, count: 1 }],
      not_asked: [{ why: evil, cubes: 1, memories: 1 }],
      pending: 1,
    },
  ],
  context: [
    ['q'],
    {
      text: evil,
      tokens: 1,
      budget: 1,
      model: evil,
      method: evil,
      basis: evil,
      citations: [{ cite: 1, uri: evil, name: evil, key: evil, tier: evil }],
      left_out: [{ key: evil, memory: evil, reason: evil, by: evil }],
      left_out_counts: { [evil]: 1 },
      left_out_more: 1,
      pending: 1,
    },
  ],
  verify: [['n'], { ok: false, blocks: 1, commits: 1, problems }],
  fsck: [
    [],
    {
      ok: false,
      checked: 1,
      problems,
      repaired: 1,
      healed: [{ ...problems[0], how: evil }],
      unhealable: [{ ...problems[0], means: evil }],
      notes: [evil],
    },
  ],
  pin: [['n'], { cube: evil, pinned: true }],
  unpin: [['n'], { cube: evil, pinned: false }],
  pins: [
    [],
    {
      pins: [
        {
          cube: evil,
          name: evil,
          place: evil,
          commit: evil,
          published: evil,
          state: 'behind',
          sinceMs: 1,
          pinnedMs: null,
        },
      ],
    },
  ],
  seed: [
    [],
    {
      seeds: [
        {
          kind: 'topic',
          what: evil,
          name: null,
          maxBytes: 1,
          bytes: 1,
          cubes: 1,
          leftOut: 1,
          leftOutBytes: 1,
          lookedMs: null,
        },
        {
          kind: 'cube',
          what: evil,
          name: evil,
          maxBytes: 1,
          bytes: 1,
          cubes: 1,
          leftOut: 0,
          leftOutBytes: 0,
          lookedMs: 1,
        },
        {
          kind: 'author',
          what: evil,
          name: null,
          author: evil,
          authorLabel: evil,
          maxBytes: 1,
          bytes: 1,
          cubes: 1,
          leftOut: 0,
          leftOutBytes: 0,
          lookedMs: 1,
        },
      ],
    },
  ],
  archive: [['n'], { cube: evil, name: evil, archived: true, blocks: 1, bytes: 1, freedBytes: 1 }],
  restore: [['n'], { cube: evil, name: evil, archived: false, blocks: 1, bytes: 1 }],
  backup: [
    ['f'],
    {
      out: evil,
      bytes: 1,
      entries: 1,
      blocks: 1,
      files: 1,
      damaged: 1,
      keys: true,
      swarms: [evil],
      swarmsLeftOut: [evil],
    },
  ],
  gc: [[], { freedBytes: 1, blocks: 1, kept: 1, tookMs: 1 }],
  store: [
    [],
    { target: evil, state: evil, waiting: 1, toErase: 1, problem: evil, tookMs: 1, wanted: 'level' },
  ],
  'store move t': [[], { target: evil, moved: 1, bytes: 1, changed: true }],
  doctor: [[], { checks: [{ name: evil, ok: false, message: evil, hint: evil }] }],
  branch: [['n'], { branches: [{ name: evil, commit: evil, current: true }] }],
  merge: [
    ['n', 'b'],
    {
      type: 'unfinished',
      commit: evil,
      added: 0,
      changed: 0,
      removed: 0,
      conflicts: [{ key: evil, kind: evil, ours: evil, theirs: evil }],
      licence,
      similar: [{ a: evil, b: evil, score: 1, kind: evil }],
      deduped: [{ key: evil, from: [evil, evil] }],
      notes: [evil],
    },
  ],
  'merge n b --text': [
    [],
    {
      type: 'unfinished',
      commit: evil,
      added: 0,
      changed: 0,
      removed: 0,
      texts: words.texts,
      conflicts: [
        { key: evil, kind: evil, texts: { base: evil, ours: `${evil} x`, theirs: null } },
        { key: evil, kind: evil, texts: { base: null, ours: evil, theirs: evil } },
      ],
      licence,
      similar: [],
      deduped: [],
      notes: [],
    },
  ],
  revert: [
    ['n', 'k'],
    {
      commit: evil,
      added: 0,
      changed: 1,
      removed: 0,
      key: evil,
      before: evil,
      after: evil,
      undone: {
        commit: evil,
        author: evil,
        authorLabel: evil,
        time: beyondDates,
        message: evil,
        merge: evil,
      },
      texts: words.texts,
    },
  ],
  blame: [
    ['n', 'k'],
    {
      key: evil,
      memory: evil,
      author: evil,
      authorName: evil,
      authorLabel: evil,
      commit: evil,
      time: beyondDates,
      message: evil,
      verified: false,
      exact: false,
    },
  ],
  'rotate-key': [
    [],
    {
      old: evil,
      author: evil,
      authorName: evil,
      authorLabel: evil,
      cubes: [{ cube: evil, name: evil, commit: evil }],
    },
  ],
  authors: [
    ['n'],
    {
      authors: [
        { author: evil, authorName: evil, authorLabel: evil, nickname: evil, branches: [evil], you: true },
      ],
      threshold: 2,
      commit: evil,
      pending: [
        {
          token: evil,
          authors: [
            {
              author: evil,
              authorName: evil,
              authorLabel: evil,
              nickname: null,
              branches: [evil],
              you: false,
            },
          ],
          threshold: 1,
          signed: [evil],
          signers: [{ author: evil, authorLabel: evil }],
          needed: 2,
        },
      ],
    },
  ],
  propose: [
    ['n'],
    {
      proposal: evil,
      revises: evil,
      revision: 2,
      upstream: evil,
      commit: evil,
      base: evil,
      published: true,
      delivered: [evil],
      refused: [{ peerId: evil, code: evil, message: evil }],
    },
  ],
  proposals: [
    [],
    {
      proposals: [
        {
          id: evil,
          cube: evil,
          name: evil,
          author: evil,
          authorName: evil,
          authorLabel: evil,
          nickname: evil,
          tier: evil,
          verified: false,
          message: evil,
          revision: 2,
          revises: evil,
          comments: [
            { author: evil, authorName: evil, authorLabel: evil, time: 0, text: evil, proposal: evil },
          ],
          commit: evil,
          base: evil,
          added: 1,
          changed: null,
          removed: 0,
          state: evil,
          time: beyondDates,
          direction: evil,
          delivered: false,
          approvals: [evil],
          approvers: [{ author: evil, authorLabel: evil }],
          reason: evil,
          merged: evil,
        },
      ],
    },
  ],
  accept: [
    ['p'],
    {
      type: 'unfinished',
      commit: evil,
      added: 0,
      changed: 0,
      removed: 0,
      conflicts: [{ key: evil, kind: evil, ours: evil, theirs: evil }],
      similar: [],
      deduped: [],
      notes: [evil],
      proposal: evil,
      author: evil,
      authorName: evil,
      authorLabel: evil,
      state: evil,
    },
  ],
  comment: [
    ['p', 'why?'],
    {
      id: evil,
      upstream: evil,
      comments: [
        { author: evil, authorName: evil, authorLabel: evil, time: beyondDates, text: evil, proposal: evil },
      ],
    },
  ],
  decline: [['p'], { id: evil, state: evil, upstream: evil, reason: evil }],
  approve: [
    ['p'],
    { id: evil, upstream: evil, commit: evil, author: evil, authorName: evil, authorLabel: evil },
  ],
  switch: [['n', 'b'], { branch: evil, commit: evil }],
  audit: [
    [],
    {
      entries: [{ index: 0, time: 1, kind: evil, cube: evil, peer: evil, code: evil }],
      size: 1,
      before: null,
    },
  ],
  forget: [
    ['n', 'k'],
    {
      forgotten: [{ key: evil, memory: evil }],
      tombstone: evil,
      commit: evil,
      removed: { blocks: 1, payloads: 1, texts: 1, vectors: 1, bytes: 1 },
      compacted: true,
      alsoIn: [{ cube: evil, name: evil, key: evil, memory: evil, says: evil, own: false }],
      notForced: [evil],
      reinstated: [evil],
    },
  ],
  'audit verify': [
    [],
    {
      ok: false,
      entries: 1,
      root: evil,
      firstBad: 0,
      problems: [{ kind: evil, index: 0, message: evil }],
      checkpoint: { size: 1, cosigners: [{ author: evil, authorName: evil, authorLabel: evil, timeS: 1 }] },
    },
  ],
  'audit checkpoint': [['--out', 'f'], { size: 1, root: evil, checkpoint: evil, out: evil }],
  'audit cosign': [
    ['f', '--out', 'f'],
    { size: 1, author: evil, authorName: evil, authorLabel: evil, checkpoint: evil, out: evil },
  ],
  lineage: [
    ['n'],
    {
      changes: [
        {
          key: evil,
          op: evil,
          memory: evil,
          previous: evil,
          commit: evil,
          author: evil,
          authorName: evil,
          authorLabel: evil,
          time: beyondDates,
          brought: evil,
          exact: false,
          proof: evil,
          source: { uri: evil },
          model: evil,
          tool: evil,
          agent: evil,
          derived: [{ memory: evil, relation: evil }],
          activity: evil,
        },
      ],
      notHeld: [{ commit: evil }],
      more: true,
    },
  ],
  policy: [
    ['n', '--clear'],
    {
      branch: evil,
      policy: { rules: [{ name: evil, on: evil, when: evil, require: evil, message: evil }] },
      commit: evil,
      notes: [evil],
    },
  ],
  swarm: [
    [],
    {
      swarms: [
        {
          swarm: evil,
          name: evil,
          epoch: 1,
          role: evil,
          members: 1,
          online: 1,
          cubes: 1,
          state: evil,
          problem: evil,
          kubo: evil,
        },
      ],
    },
  ],
  'swarm create': [['n'], { swarm: evil, name: evil, epoch: 1 }],
  'swarm invite': [['n'], { invite: evil, id: evil, expires: evil }],
  'swarm invites': [
    ['n'],
    {
      invites: [{ id: evil, role: evil, expires: evil, auto: true, by: evil, state: evil, name: evil }],
      usedTwice: [{ id: evil, authors: [evil] }],
    },
  ],
  'swarm revoke': [['n', 'i'], { id: evil }],
  'swarm confirm': [['n', 'i'], { member: evil, name: evil }],
  'swarm join': [['w'], { swarm: evil, name: evil, epoch: 1, state: 'joined' }],
  'swarm members': [
    ['n'],
    {
      epoch: 1,
      state: evil,
      members: [
        {
          author: evil,
          authorName: evil,
          authorLabel: evil,
          name: evil,
          role: evil,
          online: true,
          you: false,
          copied: true,
        },
      ],
      pending: [{ id: evil, role: evil, expires: evil, auto: true, by: evil, state: evil, name: evil }],
    },
  ],
  'swarm role': [['n', 'm', 'reader'], { member: evil, role: evil }],
  'swarm remove': [['n', 'm'], { epoch: 2, member: evil }],
  'swarm leave': [['n'], { name: evil, told: 1 }],
  'swarm kubo': [['n'], kubo],
  'swarm kubo n on --peer p --key k': [[], kubo],
  'swarm kubo n off': [[], { ...kubo, state: 'off' }],
  describe: [['n'], { name: evil, topics: [evil], licence: evil, about: evil, commit: evil, terms: licence }],
  people: [
    [],
    {
      people: [
        {
          author: evil,
          authorName: evil,
          authorLabel: evil,
          name: evil,
          nickname: evil,
          you: false,
          tier: 'community',
          followed: false,
          blocked: false,
          role: evil,
          cubes: 1,
          swarm: evil,
        },
      ],
    },
  ],
  map: [[], { cubes: [{ cube: evil, name: evil, swarm: evil }], points: [], leftOut: 0, shown: 1 }],
  config: [
    [],
    {
      settings: [
        { key: 'listen', value: [evil], isSet: true, takesEffect: 'at once', about: 'a', expected: 'e' },
        { key: 'name', value: evil, isSet: true, takesEffect: 'at once', about: 'a', expected: 'e' },
      ],
    },
  ],
  bootstrap: [[], { bootstrap: [evil] }],
  link: [['n'], { link: evil, cube: evil, name: evil, places: 1, visibility: 'public' }],
}
/** The same answers with people that have a name: each key is that of somebody who is called so. */
const [key, called] = ['did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK', 'Bob of the crew']
const peopleFields = ['author', 'member', 'old']

function withPeople(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPeople)
  if (typeof value !== 'object' || value === null) return value === evil ? 'text' : value
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, one]) =>
      peopleFields.includes(field) && one === evil
        ? [
            [field, key],
            [`${field}Name`, called],
            [`${field}Label`, called],
          ]
        : field.endsWith('Label') || field.endsWith('Name')
          ? []
          : [[field, withPeople(one)]],
    ),
  )
}

test.each(Object.entries(answers).map(([verb, [args, answer]]) => [verb, args, answer] as const))(
  '%s says a name wherever it says a key whose name is known',
  async (verb, args, answer) => {
    const { stdout, stderr } = await runWith([...verb.split(' '), ...args], {
      answer: () => withPeople(answer),
    })
    const lines = (stdout + stderr).split('\n')
    lines.forEach((line, at) => {
      if (line.includes('did:key:')) expect(`${lines[at - 1]} ${line}`).toContain(called)
    })
  },
)

/** Verbs that print nothing that came from a peer or a memory. */
const own = [
  'init',
  'edit',
  'stop',
  'service',
  'restore-backup',
  'daemon',
  'ui',
  'mcp',
  'demo',
  'help',
  'version',
  'completion',
  'watch',
]

test('every verb that prints text of others is tried here', async () => {
  const calling = (await loadAllVerbs()).map(({ name }) => name).filter((name) => !own.includes(name))
  expect(Object.keys(answers)).toEqual(expect.arrayContaining(calling))
  expect(Object.keys(verbLoaders)).toEqual(expect.arrayContaining(own))
})

test.each(Object.entries(answers))(
  '%s prints nothing that a terminal obeys',
  async (verb, [args, answer]) => {
    const { stdout, stderr, calls } = await runWith([...verb.split(' '), ...args], { answer: () => answer })
    expect(calls).toHaveLength(1)
    expect(stdout + stderr).not.toMatch(forbidden)
  },
)

test.each(Object.entries(answers).filter(([verb]) => verb !== 'get'))(
  '%s keeps the text of others on its line',
  async (verb, [args, answer]) => {
    const { stdout, stderr } = await runWith([...verb.split(' '), ...args], { answer: () => answer })
    expect(stdout + stderr).not.toMatch(/^error:/m)
  },
)

test.each(Object.entries(answers).filter(([verb]) => verb !== 'get'))(
  '%s leaves room between what others say and its own words',
  async (verb, [args, answer]) => {
    const plain: unknown = JSON.parse(
      JSON.stringify(answer).replaceAll(JSON.stringify(evil).slice(1, -1), 'Word'),
    )
    const { stdout } = await runWith([...verb.split(' '), ...args], { answer: () => plain })
    expect(stdout).not.toMatch(/[\p{L}\p{N}]Word|Word[\p{L}\p{N}]/u)
  },
)

test.each(Object.entries(answers))(
  '%s prints JSON that is harmless and whole',
  async (verb, [args, answer]) => {
    const { stdout } = await runWith([...verb.split(' '), ...args, '--json'], { answer: () => answer })
    expect(stdout).not.toMatch(forbidden)
    expect(JSON.parse(stdout)).toEqual(answer)
  },
)

test('what a policy says of commits shows no control character', async () => {
  const checked = [{ commit: evil, verdict: evil, rule: evil, key: evil, message: evil }]
  const { stdout } = await runWith(['policy', 'n', '--check', 'main'], {
    answer: () => ({ policy: null, checked, notes: [] }),
  })
  expect(stdout).not.toMatch(forbidden)
  expect(stdout).not.toMatch(/^error:/m)
})

test('any text comes back from JSON as it was, and shows no control character', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const { stdout } = await runWith(['get', 'n', 'k', '--json'], { answer: () => ({ body: text }) })
      expect(stdout.trimEnd()).not.toMatch(forbidden)
      expect(JSON.parse(stdout)).toEqual({ body: text })
    }),
  )
})

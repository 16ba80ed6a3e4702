/** What the calls answer, as far as this page reads it. */
/** What needs a decision. */
export interface Waiting {
  kind: string
  key?: string
  beside?: string
  branch?: string
  id?: string
  hint: string
}

/** What a publication would make public. */
export interface Leaving {
  commits: number
  memories: number
  bytes: number
  authors: string[]
  unscanned: number
  secrets: { where: string; kind: string }[]
}

export interface Cube {
  cube: string
  name: string
  visibility: 'private' | 'public' | 'swarm'
  swarm: string | null
  displayName: string
  waiting: Waiting[]
  role: string
  author: string
  head: string
  memories: number
  tier: string
  fresh: boolean
  topics: string[]
  licence: string | null
  about: string | null
  published: boolean
  followed: boolean
  state: string
  pinned: boolean
  branch: string
  forked: boolean
  diverged: string[]
  forkOf: { cube: string; commit: string } | null
}

export type Body = string | { base64: string } | { link: string; bytes: number }

export interface Memory {
  key: string
  memory: string
  type: string
  media: string
  body: Body
  tags: string[]
  created: number
  valid: Record<string, unknown> | null
  provenance: Record<string, unknown>
  governance: Record<string, unknown>
  data: unknown
  author: string
  tier: string
  commit: string
  verified: boolean
}

export interface Commit {
  commit: string
  parents: string[]
  author: string
  time: number
  message: string
  count: number
  verified: boolean
}

export interface Blame {
  author: string
  commit: string
  cube: string
  time: number
  message: string
  verified: boolean
  exact: boolean
}

export interface Branch {
  name: string
  commit: string
  current: boolean
  published: boolean
}

export interface Diff {
  added: string[]
  removed: string[]
  changed: string[]
}

export interface Hit {
  cube: string
  name: string
  key: string
  memory: string
  text: string
  headings: string[]
  score: number
  author: string
  tier: string
  verified: boolean
  fresh: boolean
  tags: string[]
  created: number
}

export interface Recalled {
  results: Hit[]
  took_ms: number
  pending: number
  words_only: string | null
  elsewhere: { tier: string; count: number }[]
}

export interface Found {
  cube: string
  name: string
  about: string | null
  topics: string[]
  author: string
  licence: string | null
  memories: number
  seeds: number
}

export interface Conflict {
  key: string
  kind: string
  base: string | null
  ours: string | null
  theirs: string | null
}

export interface Merged {
  type: 'nothing' | 'fast-forward' | 'merge' | 'unfinished' | 'aborted'
  commit?: string
  added: number
  changed: number
  removed: number
  conflicts: Conflict[]
  notes: string[]
  licence?: { says: string; verdict: string }
}

export interface Proposal {
  id: string
  cube: string
  name: string | null
  fork: string
  author: string
  nickname: string | null
  tier: string
  verified: boolean
  message: string
  commit: string
  base: string
  added: number | null
  changed: number | null
  removed: number | null
  state: string
  time: number
  direction: string
  delivered: boolean
  approvals: string[]
  reason: string | null
  decided: number | null
  merged: string | null
}

export interface Peer {
  peerId: string
  addresses: string[]
  agent: string | null
  agreement: { result: string; hash: string } | null
}

export interface Status {
  name: string
  author: string
  peerId: string
  addresses: string[]
  peers: number
  cubes: number
  memories: number
  index: { texts: number; vectors: number; pending: number; problem: string | null }
  disk: { bytes: number; free: number; readOnly: boolean; reason: string | null }
  cache: Record<string, unknown>
  damage: { message: string }[]
  swarms: unknown[]
}

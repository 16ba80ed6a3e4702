/**
 * Generated from the outputs of the use cases by `npm run client`: do not edit. A test compares it with what is generated.
 */
/**
 * What each call answers, by its name.
 */
export interface Answers {
  status: {
    running: boolean
    name: string
    author: string
    peerId: string
    addresses: string[]
    peers: number
    /**
     * those of swarms too
     */
    cubes: number
    /**
     * how many cubes who can read
     */
    visibility: {
      private: number
      public: number
      swarm: number
    }
    /**
     * what needs a decision
     */
    waiting: {
      /**
       * edited-twice, unfinished-merge, unmerged, proposal or restored
       */
      kind: 'edited-twice' | 'unfinished-merge' | 'unmerged' | 'proposal' | 'restored'
      key?: string
      /**
       * where the other of two edits is
       */
      beside?: string
      branch?: string
      id?: string
      /**
       * how it is decided
       */
      hint: string
      cube: string
      displayName: string
    }[]
    memories: number
    index: {
      texts: number
      vectors: number
      pending: number
      /**
       * why the index cannot be asked now; it is a cache, and the rest of the node works
       */
      problem: string | null
    }
    disk: {
      bytes: number
      free: number
      readOnly: boolean
      reason: string | null
    }
    cache: {
      usedBytes: number
      maxBytes: number | null
    }
    /**
     * what was found wrong with the home and waits for `fsck --repair`
     */
    damage: {
      /**
       * milliseconds since the Unix epoch
       */
      atMs: number
      message: string
    }[]
    swarms: {
      /**
       * id of the swarm
       */
      swarm: string
      name: string
      epoch: number
      role: string | null
      members: number
      online: number
      cubes: number
      /**
       * sealed copies that are held here; 0 while the swarm has no seeds
       */
      mirrors: number
      /**
       * online, offline without a daemon, removed, refused where members say so, copied, stopped or damaged with a problem
       */
      state: string
      problem: string | null
      /**
       * whether Kubo nodes are let in
       */
      kubo: string
      author: string
    }[]
  }
  connect: {
    peerId: string
    peers: {
      peerId: string
      addresses: string[]
      agent: string | null
      agreement: {
        result: string
        hash: string
      } | null
    }[]
  }
  peers: {
    peers: {
      peerId: string
      addresses: string[]
      agent: string | null
      agreement: {
        result: string
        hash: string
      } | null
    }[]
  }
  create: {
    cube: string
    name: string
    commit: string
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  describe: {
    cube: string
    name: string
    topics: string[]
    licence: string | null
    about: string | null
    commit: string
    /**
     * of a fork: what its licence is to that of its upstream
     */
    terms?: {
      ours: string | null
      theirs: string | null
      verdict: 'same' | 'compatible' | 'incompatible' | 'unknown'
      says: string
    }
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  list: {
    cubes: {
      /**
       * cube id
       */
      cube: string
      name: string
      /**
       * who can read it
       */
      visibility: 'private' | 'public' | 'swarm'
      /**
       * name of its swarm
       */
      swarm: string | null
      /**
       * SWARM/NAME in a swarm, else the name
       */
      displayName: string
      /**
       * what needs a decision here
       */
      waiting: {
        /**
         * edited-twice, unfinished-merge, unmerged, proposal or restored
         */
        kind: 'edited-twice' | 'unfinished-merge' | 'unmerged' | 'proposal' | 'restored'
        key?: string
        /**
         * where the other of two edits is
         */
        beside?: string
        branch?: string
        id?: string
        /**
         * how it is decided
         */
        hint: string
      }[]
      role: 'own' | 'fork' | 'coauthor' | 'followed' | 'cached'
      /**
       * did:key
       */
      author: string
      /**
       * CID of the newest commit
       */
      head: string
      seq: number
      memories: number
      tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
      /**
       * whether the head is known to be current
       */
      fresh: boolean
      topics: string[]
      licence: string | null
      about: string | null
      published: boolean
      followed: boolean
      /**
       * held, archived or evicted
       */
      state: 'held' | 'archived' | 'evicted'
      pinned: boolean
      branch: string
      forked: boolean
      /**
       * commits of other authors that the branch here does not have
       */
      diverged: string[]
      forkOf: {
        cube: string
        commit: string
      } | null
    }[]
  }
  show: {
    /**
     * cube id
     */
    cube: string
    name: string
    /**
     * who can read it
     */
    visibility: 'private' | 'public' | 'swarm'
    /**
     * name of its swarm
     */
    swarm: string | null
    /**
     * SWARM/NAME in a swarm, else the name
     */
    displayName: string
    /**
     * what needs a decision here
     */
    waiting: {
      /**
       * edited-twice, unfinished-merge, unmerged, proposal or restored
       */
      kind: 'edited-twice' | 'unfinished-merge' | 'unmerged' | 'proposal' | 'restored'
      key?: string
      /**
       * where the other of two edits is
       */
      beside?: string
      branch?: string
      id?: string
      /**
       * how it is decided
       */
      hint: string
    }[]
    role: 'own' | 'fork' | 'coauthor' | 'followed' | 'cached'
    /**
     * did:key
     */
    author: string
    /**
     * CID of the newest commit
     */
    head: string
    seq: number
    memories: number
    tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    /**
     * whether the head is known to be current
     */
    fresh: boolean
    topics: string[]
    licence: string | null
    about: string | null
    published: boolean
    followed: boolean
    /**
     * held, archived or evicted
     */
    state: 'held' | 'archived' | 'evicted'
    pinned: boolean
    branch: string
    forked: boolean
    /**
     * commits of other authors that the branch here does not have
     */
    diverged: string[]
    forkOf: {
      cube: string
      commit: string
    } | null
  }
  add: {
    cube: string
    key: string
    memory: string
    commit: string
    /**
     * where it was asked for: what says the same already, or says otherwise
     */
    similar?: {
      cube: string
      name: string
      key: string
      memory: string
      author: string
      kind: 'same' | 'contradicts'
      text: string
    }[]
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  import: {
    read: number
    added: number
    changed: number
    unchanged: number
    removed?: number
    skipped: {
      item: string
      reason: string
      loss?: false
    }[]
    leftOut: {
      reason: string
      count: number
      examples: string[]
    }[]
    commit: string
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  get: {
    key: string
    /**
     * CID
     */
    memory: string
    type: 'plaintext' | 'activation' | 'parameter'
    media: string
    /**
     * a text, bytes in base64, or the CID and size of a payload
     */
    body:
      | string
      | {
          base64: string
        }
      | {
          link: string
          bytes: number
        }
    tags: string[]
    /**
     * milliseconds since the Unix epoch
     */
    created: number
    valid: {
      /**
       * milliseconds since the Unix epoch
       */
      from?: number
      /**
       * milliseconds since the Unix epoch
       */
      until?: number
    } | null
    provenance: {
      agent?: string
      model?: string
      tool?: string
      source?: {
        uri: string
        digest?: string
      }
      derived?: {
        memory: string
        cube?: string
        relation: string
      }[]
      activity: string
    }
    governance: {
      licence?: string
      sensitivity?: string
      /**
       * milliseconds since the Unix epoch
       */
      expires?: number
      priority?: number
    }
    data: {
      [k: string]: unknown
    } | null
    /**
     * did:key of who signed it
     */
    author: string
    tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    commit: string
    verified: boolean
  }
  remove: {
    removed: string[]
    commit: string
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  choose: {
    cube: string
    key: string
    memory: string
    removed: string[]
    commit: string
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  keys: {
    keys: string[]
  }
  export: {
    written: number
    files: number
  }
  log: {
    commits: {
      commit: string
      parents: string[]
      author: string
      /**
       * milliseconds since the Unix epoch
       */
      time: number
      message: string
      count: number
      verified: boolean
    }[]
  }
  diff: {
    added: string[]
    removed: string[]
    changed: string[]
  }
  branch:
    | {
        branches: {
          name: string
          commit: string
          current: boolean
          published: boolean
        }[]
      }
    | {
        branch: string
        commit: string
        published?: boolean
        removed?: boolean
        /**
         * what a person should know about what was done
         */
        notice?: string
      }
  switch: {
    branch: string
    commit: string
    published?: boolean
    removed?: boolean
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  merge: {
    type: 'nothing' | 'fast-forward' | 'merge' | 'unfinished' | 'aborted'
    /**
     * absent while conflicts are left
     */
    commit?: string
    added: number
    changed: number
    removed: number
    conflicts: {
      key: string
      kind: 'edit/edit' | 'edit/remove' | 'add/add'
      base: string | null
      ours: string | null
      theirs: string | null
    }[]
    resolved: {
      key: string
      kind: 'edit/edit' | 'edit/remove' | 'add/add'
      base: string | null
      ours: string | null
      theirs: string | null
      by: string
    }[]
    /**
     * keys of two memories that say the same, or the same with another value
     */
    similar: {
      a: string
      b: string
      score: number
      kind: 'same' | 'contradicts'
    }[]
    /**
     * one record for two that said the same
     */
    deduped: {
      key: string
      /**
       * @minItems 2
       * @maxItems 2
       */
      from: never[]
      memory: string
    }[]
    tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    licence?: {
      ours: string | null
      theirs: string | null
      verdict: 'same' | 'compatible' | 'incompatible' | 'unknown'
      says: string
    }
    notes: string[]
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  revert: {
    commit: string
    added: number
    changed: number
    removed: number
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  blame: {
    key: string
    memory: string
    author: string
    commit: string
    cube: string
    /**
     * milliseconds since the Unix epoch
     */
    time: number
    message: string
    verified: boolean
    exact: boolean
  }
  lineage: {
    cube: string
    since: string | null
    changes: {
      key: string
      op: 'add' | 'change' | 'remove' | 'present'
      memory: string | null
      previous: string | null
      commit: string
      cube: string
      author: string
      /**
       * milliseconds since the Unix epoch
       */
      time: number
      /**
       * of a merge: the parent that brought it
       */
      brought: string | null
      /**
       * false where one of several commits made the change, the newest of which is named
       */
      exact: boolean
      verified: boolean
      proof: 'change' | 'state' | 'none'
      source: {
        uri: string
        digest?: string
      } | null
      model: string | null
      tool: string | null
      agent: string | null
      derived: {
        memory: string
        cube: string | null
        relation: string
      }[]
      activity: string | null
      licence: string | null
    }[]
    /**
     * commits whose state is not held: what they changed cannot be said here
     */
    notHeld: {
      commit: string
      author: string
      /**
       * milliseconds since the Unix epoch
       */
      time: number
      verified: boolean
    }[]
    more: boolean
    /**
     * which fields of a row are proven and which its author claims, by its `proof`
     */
    standing: {
      change: {
        verified: string[]
        claimed: string[]
      }
      state: {
        verified: string[]
        claimed: string[]
      }
      none: {
        verified: string[]
        claimed: string[]
      }
    }
  }
  policy: {
    cube: string
    branch: string
    policy: {
      v: 1
      rules: {
        name: string
        on?: 'memory' | 'commit'
        when?: string
        require: string
        message?: string
      }[]
    } | null
    memory: string | null
    commit: string
    checked?: {
      commit: string
      /**
       * unknown: a state that it takes to judge is not held here
       */
      verdict: 'allowed' | 'refused' | 'unknown'
      rule?: string
      key?: string
      message?: string
    }[]
    notes: string[]
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  verify: {
    ok: boolean
    blocks: number
    commits: number
    problems: {
      kind: 'missing' | 'corrupt' | 'unverifiable' | 'rollback' | 'record' | 'files' | 'staging' | 'index'
      /**
       * the block, or else the cube, that it is about; empty where it is about neither
       */
      cid: string
      message: string
      cube?: string
      /**
       * the key whose memory is affected
       */
      key?: string
      /**
       * the newest commit that is affected
       */
      commit?: string
    }[]
  }
  publish: {
    cube: string
    head: string
    ticket: string
    providers: number
    /**
     * those that others can read now; of a dry run those that they could
     */
    branches: string[]
    /**
     * what leaves that was not public before
     */
    leaving?: {
      commits: number
      memories: number
      bytes: number
      authors: string[]
      unscanned: number
      secrets: {
        where: string
        kind: string
      }[]
    }
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  unpublish: {
    cube: string
    head: string
    ticket: string
    providers: number
    /**
     * those that others can read now; of a dry run those that they could
     */
    branches: string[]
    /**
     * what leaves that was not public before
     */
    leaving?: {
      commits: number
      memories: number
      bytes: number
      authors: string[]
      unscanned: number
      secrets: {
        where: string
        kind: string
      }[]
    }
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  release: {
    cube: string
    name: string
    from: string
    commit: string
    released: number
    leaving: {
      keys: string[]
      memories: number
      bytes: number
      secrets: {
        where: string
        kind: string
      }[]
    }
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  discover: {
    cubes: {
      cube: string
      name: string
      about: string | null
      topics: string[]
      author: string
      licence: string | null
      memories: number
      seeds: number
    }[]
  }
  pull: {
    cube: string
    name: string
    commit: string
    memories: number
    blocks: number
    bytes: number
    ms: number
    from: string
    /**
     * commits of other authors that the branch here does not have: an author has to merge them
     */
    diverged?: string[]
    /**
     * authors with a new key: what was decided here about the old one holds for the new one
     */
    successors?: {
      old: string
      new: string
      nickname?: string
    }[]
    /**
     * heads of authors that were offered and not taken, and why
     */
    refused?: string[]
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  follow: {
    target: string
    following: boolean
    /**
     * the cube was not here, and was fetched first
     */
    pulled?: {
      name: string
      memories: number
      blocks: number
      bytes: number
      from: string
    }
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  unfollow: {
    target: string
    following: boolean
    /**
     * the cube was not here, and was fetched first
     */
    pulled?: {
      name: string
      memories: number
      blocks: number
      bytes: number
      from: string
    }
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  trust: {
    author: string
    tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
  }
  block: {
    target: string
    author: string
    following: boolean
    blocked: boolean
    tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
  }
  'rotate-key': {
    old: string
    author: string
    cubes: {
      cube: string
      name: string
      commit: string
    }[]
  }
  fork: {
    cube: string
    name: string
    commit: string
    /**
     * what a person should know about what was done
     */
    notice?: string
    forkOf: string
    licence: {
      ours: string | null
      theirs: string | null
      verdict: 'same' | 'compatible' | 'incompatible' | 'unknown'
      says: string
    }
  }
  authors: {
    cube: string
    /**
     * how often the authors were changed
     */
    n: number
    authors: {
      author: string
      nickname: string | null
      branches: string[]
      you: boolean
    }[]
    threshold: number
    pending: {
      token: string
      authors: {
        author: string
        nickname: string | null
        branches: string[]
        you: boolean
      }[]
      threshold: number
      /**
       * who has signed of those whose signatures count
       */
      signed: string[]
      /**
       * signatures that it takes
       */
      needed: number
    }[]
    /**
     * the one that put a change into force; null when nothing changed, or signatures are missing
     */
    commit: string | null
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  propose: {
    proposal: string
    upstream: string
    fork: string
    commit: string
    base: string
    published: boolean
    delivered: string[]
    refused: {
      peerId: string
      code: string
      message: string
    }[]
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  proposals: {
    proposals: {
      id: string
      cube: string
      name: string | null
      fork: string
      author: string
      nickname: string | null
      tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
      verified: boolean
      message: string
      commit: string
      base: string
      /**
       * null where a state is not held here
       */
      added: number | null
      /**
       * null where a state is not held here
       */
      changed: number | null
      /**
       * null where a state is not held here
       */
      removed: number | null
      state: string
      /**
       * milliseconds since the Unix epoch
       */
      time: number
      /**
       * in: to a cube of yours; out: from you; kept for others, whose cube this home serves
       */
      direction: 'in' | 'out' | 'kept'
      delivered: boolean
      approvals: string[]
      reason: string | null
      decided: number | null
      merged: string | null
    }[]
  }
  accept: {
    type: 'nothing' | 'fast-forward' | 'merge' | 'unfinished' | 'aborted'
    /**
     * absent while conflicts are left
     */
    commit?: string
    added: number
    changed: number
    removed: number
    conflicts: {
      key: string
      kind: 'edit/edit' | 'edit/remove' | 'add/add'
      base: string | null
      ours: string | null
      theirs: string | null
    }[]
    resolved: {
      key: string
      kind: 'edit/edit' | 'edit/remove' | 'add/add'
      base: string | null
      ours: string | null
      theirs: string | null
      by: string
    }[]
    /**
     * keys of two memories that say the same, or the same with another value
     */
    similar: {
      a: string
      b: string
      score: number
      kind: 'same' | 'contradicts'
    }[]
    /**
     * one record for two that said the same
     */
    deduped: {
      key: string
      /**
       * @minItems 2
       * @maxItems 2
       */
      from: never[]
      memory: string
    }[]
    tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    licence?: {
      ours: string | null
      theirs: string | null
      verdict: 'same' | 'compatible' | 'incompatible' | 'unknown'
      says: string
    }
    notes: string[]
    proposal: string
    upstream: string
    author: string
    state: string
  }
  decline: {
    id: string
    state: string
    upstream: string
    reason: string | null
  }
  approve: {
    id: string
    upstream: string
    commit: string
    author: string
  }
  recall: {
    results: {
      cube: string
      name: string
      key: string
      memory: string
      text: string
      offset: number
      headings: string[]
      score: number
      author: string
      tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
      verified: boolean
      fresh: boolean
      tags: string[]
      /**
       * milliseconds since the Unix epoch
       */
      created: number
      also_in: {
        cube: string
        key: string
      }[]
      /**
       * name of the swarm that it is from
       */
      swarm?: string
    }[]
    packed?: {
      passages: {
        cube: string
        key: string
        memory: string
        offset: number
        text: string
        length: number
        headings: string[]
        score: number
        tokens: number
      }[]
      tokens: number
      budget: number
      leftOut: {
        cube: string
        key: string
        memory: string
        offset: number
        tokens: number
        reason: 'over-budget' | 'duplicate'
        /**
         * the memory that says the same and was packed
         */
        of?: string
      }[]
    }
    /**
     * with a budget: results that had no room
     */
    left_out_counts?: {
      budget: number
    }
    took_ms: number
    pending: number
    words_only: string | null
    /**
     * what less trusted tiers would answer, at most 100 in all; where fewer were found than asked for
     */
    elsewhere: {
      tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
      count: number
    }[]
  }
  context: {
    /**
     * for the model; fenced, and empty where nothing fits
     */
    text: string
    tokens: number
    budget: number
    model: string
    method: 'exact' | 'bound'
    basis: string
    citations: {
      cite: number
      uri: string
      cube: string
      name: string
      key: string
      memory: string
      offset: number
      length: number
      /**
       * length of the whole memory
       */
      of: number
      author: string
      tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
      /**
       * milliseconds since the Unix epoch
       */
      created: number
      verified: boolean
      tokens: number
      /**
       * citations that say otherwise
       */
      differs: number[]
    }[]
    /**
     * a few of each reason; `leftOut` asks for more
     */
    left_out: {
      cube: string
      key: string
      memory: string
      reason: 'budget' | 'duplicate' | 'superseded' | 'tier'
      /**
       * the memory that stands for it
       */
      by?: string
      offset?: number
      tokens?: number
      tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    }[]
    /**
     * all that was left out, by reason
     */
    left_out_counts: {
      [k: string]: number
    }
    /**
     * counted and not named
     */
    left_out_more: number
    took_ms: number
    pending: number
    words_only: string | null
  }
  fsck: {
    ok: boolean
    checked: number
    problems: {
      kind: 'missing' | 'corrupt' | 'unverifiable' | 'rollback' | 'record' | 'files' | 'staging' | 'index'
      /**
       * the block, or else the cube, that it is about; empty where it is about neither
       */
      cid: string
      message: string
      cube?: string
      /**
       * the key whose memory is affected
       */
      key?: string
      /**
       * the newest commit that is affected
       */
      commit?: string
      /**
       * name of the swarm that it is from
       */
      swarm?: string
    }[]
    repaired: number
    healed: {
      kind: 'missing' | 'corrupt' | 'unverifiable' | 'rollback' | 'record' | 'files' | 'staging' | 'index'
      /**
       * the block, or else the cube, that it is about; empty where it is about neither
       */
      cid: string
      message: string
      cube?: string
      /**
       * the key whose memory is affected
       */
      key?: string
      /**
       * the newest commit that is affected
       */
      commit?: string
      /**
       * name of the swarm that it is from
       */
      swarm?: string
      how: string
    }[]
    unhealable: {
      kind: 'missing' | 'corrupt' | 'unverifiable' | 'rollback' | 'record' | 'files' | 'staging' | 'index'
      /**
       * the block, or else the cube, that it is about; empty where it is about neither
       */
      cid: string
      message: string
      cube?: string
      /**
       * the key whose memory is affected
       */
      key?: string
      /**
       * the newest commit that is affected
       */
      commit?: string
      /**
       * name of the swarm that it is from
       */
      swarm?: string
      means: string
    }[]
    notes: string[]
  }
  doctor: {
    checks: {
      name: string
      ok: boolean
      message: string
      hint: string | null
    }[]
  }
  'sync-log': {
    peers: {
      peerId: string
      exchanges: number
      refused: number
      /**
       * milliseconds since the Unix epoch
       */
      lastMs: number
    }[]
    peerId: string | null
    entries: {
      /**
       * milliseconds since the Unix epoch
       */
      atMs: number
      /**
       * asked: this node did; served: the peer did; told: a head that the peer told of was not taken
       */
      side: 'asked' | 'served' | 'told'
      what: 'heads' | 'pack' | 'head'
      cubes: string[]
      outcome: 'done' | 'refused' | 'failed'
      /**
       * heads or blocks
       */
      items: number
      bytes: number
      ms: number
      reason?: {
        code: string
        message: string
      }
    }[]
  }
  audit: {
    entries: {
      index: number
      /**
       * milliseconds since the Unix epoch
       */
      time: number
      kind: string
      cube?: string
      commit?: string
      memory?: string
      /**
       * sequence number
       */
      head?: number
      author?: string
      tier?: string
      peer?: string
      /**
       * of a refusal
       */
      code?: string
      /**
       * the call that was refused
       */
      verb?: string
      /**
       * how many of its kind the entry stands for
       */
      count?: number
    }[]
    size: number
    /**
     * the place to go on from with `before`; null at the beginning of the log
     */
    before: number | null
  }
  'audit-verify': {
    ok: boolean
    entries: number
    root: string
    firstBad: number | null
    problems: {
      kind: string
      index: number
      message: string
    }[]
    /**
     * the one that was given
     */
    checkpoint: {
      size: number
      cosigners: {
        author: string
        timeS: number
      }[]
    } | null
  }
  'audit-checkpoint': {
    origin: string
    size: number
    checkpoint: string
    /**
     * the file that it was written to
     */
    out?: string
    root: string
  }
  'audit-cosign': {
    origin: string
    size: number
    checkpoint: string
    /**
     * the file that it was written to
     */
    out?: string
    author: string
    before: number | null
  }
  forget:
    | {
        forgotten: {
          cube: string
          key: string
          memory: string
        }[]
        memories: string[]
        tombstone: string | null
        tombstones: string[]
        commit: string | null
        removed: {
          blocks: number
          payloads: number
          texts: number
          vectors: number
          bytes: number
        }
        compacted: boolean
        /**
         * where it may stay, whatever is done here
         */
        notForced: string[]
        /**
         * what a person should know about what was done
         */
        notice?: string
      }
    | {
        reinstated: string[]
        commit: string | null
        /**
         * what a person should know about what was done
         */
        notice?: string
      }
  gc: {
    freedBytes: number
    blocks: number
    kept: number
    tookMs: number
    memoryBytes: number
  }
  pin: {
    cube: string
    pinned: boolean
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  unpin: {
    cube: string
    pinned: boolean
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  archive: {
    cube: string
    name: string
    archived: boolean
    blocks: number
    bytes: number
    freedBytes?: number
  }
  restore: {
    cube: string
    name: string
    archived: boolean
    blocks: number
    bytes: number
    freedBytes?: number
  }
  backup: {
    out: string
    bytes: number
    entries: number
    blocks: number
    files: number
    damaged: number
    keys: boolean
    swarms: string[]
    swarmsLeftOut: string[]
  }
  'swarm-create': {
    /**
     * id of the swarm
     */
    swarm: string
    name: string
    epoch: number
  }
  'swarm-invite': {
    invite: string
    id: string
    expires: string
    role: string
  }
  'swarm-invites': {
    invites: {
      id: string
      role: string
      expires: string
      auto: boolean
      by: string
      state: 'open' | 'used' | 'revoked' | 'expired' | 'waiting'
      /**
       * who waits to be confirmed; a claim
       */
      name: string | null
    }[]
    usedTwice: {
      id: string
      authors: string[]
    }[]
  }
  'swarm-revoke': {
    id: string
    state: string
  }
  'swarm-confirm': {
    member: string
    name: string
    role: string
  }
  'swarm-join': {
    swarm: string
    name: string | null
    epoch: number | null
    state: 'joined' | 'pending'
  }
  'swarm-members': {
    epoch: number
    state: string
    members: {
      author: string
      name: string
      role: string
      online: boolean
      you: boolean
      copied: boolean
    }[]
    pending: {
      id: string
      role: string
      expires: string
      auto: boolean
      by: string
      state: 'open' | 'used' | 'revoked' | 'expired' | 'waiting'
      /**
       * who waits to be confirmed; a claim
       */
      name: string | null
    }[]
  }
  'swarm-role': {
    member: string
    role: string
    epoch: number
  }
  'swarm-remove': {
    epoch: number
    member: string
  }
  'swarm-rotate': {
    epoch: number
  }
  'swarm-list': {
    swarms: {
      /**
       * id of the swarm
       */
      swarm: string
      name: string
      epoch: number
      role: string | null
      members: number
      online: number
      cubes: number
      /**
       * sealed copies that are held here; 0 while the swarm has no seeds
       */
      mirrors: number
      /**
       * online, offline without a daemon, removed, refused where members say so, copied, stopped or damaged with a problem
       */
      state: string
      problem: string | null
      /**
       * whether Kubo nodes are let in
       */
      kubo: string
      author: string
    }[]
  }
  'swarm-leave': {
    swarm: string
    name: string
    told: number
  }
  'swarm-seed':
    | {
        invite: string
        id: string
        expires: string
        role: string
        swarm: string
      }
    | {
        /**
         * id of the swarm
         */
        swarm: string
        name: string
        epoch: number
        role: string
        online: number
        mirrors: number
        bytes: number
        held: {
          mirror: string
          author: string
          commit: string
          time: string
        }[]
      }
  'swarm-kubo': {
    /**
     * id of the swarm
     */
    swarm: string
    name: string
    epoch: number
    /**
     * off, on, offline without a daemon, or stopped with a problem
     */
    state: 'off' | 'on' | 'offline' | 'stopped'
    problem: string | null
    peerId: string | null
    addresses: string[]
    peers: {
      peerId: string
      connected: boolean
    }[]
    /**
     * of the key, as Kubo prints it
     */
    fingerprint: string | null
    /**
     * where the key is, to be copied into the repository of Kubo
     */
    keyFile: string | null
    /**
     * the epoch in which the key was put there
     */
    keyEpoch: number | null
  }
  'swarm-kubo-on': {
    /**
     * id of the swarm
     */
    swarm: string
    name: string
    epoch: number
    /**
     * off, on, offline without a daemon, or stopped with a problem
     */
    state: 'off' | 'on' | 'offline' | 'stopped'
    problem: string | null
    peerId: string | null
    addresses: string[]
    peers: {
      peerId: string
      connected: boolean
    }[]
    /**
     * of the key, as Kubo prints it
     */
    fingerprint: string | null
    /**
     * where the key is, to be copied into the repository of Kubo
     */
    keyFile: string | null
    /**
     * the epoch in which the key was put there
     */
    keyEpoch: number | null
  }
  'swarm-kubo-off': {
    /**
     * id of the swarm
     */
    swarm: string
    name: string
    epoch: number
    /**
     * off, on, offline without a daemon, or stopped with a problem
     */
    state: 'off' | 'on' | 'offline' | 'stopped'
    problem: string | null
    peerId: string | null
    addresses: string[]
    peers: {
      peerId: string
      connected: boolean
    }[]
    /**
     * of the key, as Kubo prints it
     */
    fingerprint: string | null
    /**
     * where the key is, to be copied into the repository of Kubo
     */
    keyFile: string | null
    /**
     * the epoch in which the key was put there
     */
    keyEpoch: number | null
  }
}

/**
 * Generated from the schemas of the use cases by `npm run client`: do not edit. A test compares it with what is generated.
 */
/**
 * What each call takes, by its name.
 */
export interface Inputs {
  status: {
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  connect: {
    /**
     * a multiaddr such as /ip4/127.0.0.1/tcp/4001/p2p/12D3...
     */
    address: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  peers: {
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  create: {
    name: string
    /**
     * @maxItems 32
     */
    topics?: string[]
    licence?: string
    about?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  describe: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * in place of the topics it has; [] for none
     *
     * @maxItems 32
     */
    topics?: string[]
    /**
     * "" for none
     */
    licence?: string
    /**
     * "" for nothing
     */
    about?: string
    /**
     * why; kept in the commit
     */
    message?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  list: {
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  show: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  'show-commit': {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * a commit CID, a unique prefix of one, a branch, a date, or REV~n
     */
    rev: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  add: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    text?: string
    /**
     * an absolute path
     */
    file?: string
    /**
     * plaintext for what is new
     */
    type?: 'plaintext' | 'activation' | 'parameter'
    media?: string
    /**
     * a path such as postgres/vacuum
     */
    key?: string
    /**
     * in place of those that the memory has; [] for none
     *
     * @maxItems 256
     */
    tags?: string[]
    source?: string
    /**
     * what the memory under the key shall not keep; without it all stays that is not given anew
     */
    clear?: ('tags' | 'media' | 'source' | 'data' | 'valid' | 'governance')[]
    /**
     * what a program keeps with the memory; `session` and `order` tell recall what belongs together
     */
    data?: {
      [k: string]: unknown
    }
    /**
     * the program that says it where no person does; kept with the memory
     */
    agent?: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * why; kept in the commit
     */
    message?: string
    /**
     * the memory that the key holds, as far as the caller knows; another one is a conflict
     */
    replaces?: string
    /**
     * also answer which memories here say the same already, or say otherwise
     */
    similar?: boolean
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  import: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * an absolute path
     */
    path?: string
    /**
     * in place of a path: what is in the files, as one of a folder or one alone
     *
     * @minItems 1
     * @maxItems 2000
     */
    files?: [
      {
        /**
         * its path in the folder, with slashes
         */
        name: string
        base64: string
        /**
         * when it was changed last
         */
        modifiedMs?: number
      },
      ...{
        /**
         * its path in the folder, with slashes
         */
        name: string
        base64: string
        /**
         * when it was changed last
         */
        modifiedMs?: number
      }[],
    ]
    /**
     * auto, mpf, letta, chatgpt, claude, memos, mem0, memos-cube, chat-folder, chat-archive, cogx, mcp-memory, jsonl, markdown
     */
    format?: string
    allowSkips?: boolean
    /**
     * also remove what an earlier mirror of this folder brought and it no longer holds
     */
    mirror?: boolean
    /**
     * with mirror: even when no file is left, or most went at once
     */
    allowEmpty?: boolean
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * why; kept in the commit
     */
    message?: string
    /**
     * how far what the file says is trusted: own when not given, as if it were written here
     */
    tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  get: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * a path such as postgres/vacuum
     */
    key: string
    /**
     * a commit CID, a unique prefix of one, a branch, a date, or REV~n
     */
    at?: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * of a payload the bytes, up to 8 MiB, in place of its link
     */
    bytes?: boolean
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  remove: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * @minItems 1
     * @maxItems 10000
     *
     * Items: a path such as postgres/vacuum
     */
    keys: [string, ...string[]]
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * why; kept in the commit
     */
    message?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  choose: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * where the edit is that is kept: the key, or the one beside it
     */
    key: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * why; kept in the commit
     */
    message?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  keys: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    prefix?: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * a commit CID, a unique prefix of one, a branch, a date, or REV~n
     */
    at?: string
    /**
     * only keys of memories that carry all of these
     *
     * @maxItems 256
     */
    tags?: string[]
    /**
     * say which tags the memories of these keys carry
     */
    countTags?: boolean
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  export: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * an absolute path
     */
    out: string
    /**
     * markdown, jsonl, mpf, memos-cube, car
     */
    format: string
    /**
     * a commit CID, a unique prefix of one, a branch, a date, or REV~n
     */
    at?: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  log: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * a commit CID, a unique prefix of one, a branch, a date, or REV~n
     */
    branch?: string
    /**
     * a path such as postgres/vacuum
     */
    key?: string
    limit?: number
    /**
     * with the words that changed
     */
    text?: boolean
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  diff: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    a: string
    b?: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * with the words that changed
     */
    text?: boolean
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  branch: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * a branch; the current one when not given
     */
    name?: string
    /**
     * a commit CID, a unique prefix of one, a branch, a date, or REV~n
     */
    at?: string
    remove?: boolean
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  switch: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * a branch; the current one when not given
     */
    branch: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  merge: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * a revision of the cube, or another cube
     */
    other?: string
    strategy?: 'ask' | 'ours' | 'theirs' | 'union'
    /**
     * @maxItems 100000
     */
    resolve?: {
      /**
       * a path such as postgres/vacuum
       */
      key: string
      take?: 'ours' | 'theirs'
      text?: string
      /**
       * an absolute path
       */
      file?: string
    }[]
    /**
     * one record for each two memories that say the same
     */
    dedupe?: boolean
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * why; kept in the commit
     */
    message?: string
    /**
     * forget an unfinished merge
     */
    abort?: boolean
    /**
     * with the words that changed
     */
    text?: boolean
    /**
     * fetch no history from peers, even where it is missing here
     */
    local?: boolean
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  revert: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * the commit to take back: a CID, a unique prefix of one, a branch, or REV~n; or a key
     */
    rev?: string
    /**
     * only this memory: its last change, or what `rev` did to it
     */
    key?: string
    /**
     * put the memory back to what it was at this revision
     */
    to?: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * why; kept in the commit
     */
    message?: string
    /**
     * with the words that changed
     */
    text?: boolean
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  blame: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * a path such as postgres/vacuum
     */
    key: string
    /**
     * a commit CID, a unique prefix of one, a branch, a date, or REV~n
     */
    at?: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  lineage: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * an ISO 8601 time, a duration such as 7d, or a revision; what is older is left out
     */
    since?: string
    /**
     * only keys that begin with this
     */
    key?: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    limit?: number
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  policy: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * a file with the rules, YAML or JSON
     */
    set?: string
    /**
     * the rules themselves, YAML or JSON
     */
    text?: string
    /**
     * take the policy away
     */
    clear?: boolean
    /**
     * judge a commit, or a branch commit by commit; sets nothing
     */
    check?: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * why; kept in the commit
     */
    message?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  verify: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  publish: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * which; the current one when none is named
     *
     * @minItems 1
     * @maxItems 64
     *
     * Items: a branch; the current one when not given
     */
    branches?: [string, ...string[]]
    /**
     * go on from the state of a restored backup, whatever other nodes hold
     */
    asRestored?: boolean
    /**
     * keys under which what looks like a secret may be known to everybody, now and later
     *
     * @maxItems 1000
     */
    allowSecret?: string[]
    /**
     * say what would leave, and publish nothing
     */
    dryRun?: boolean
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  unpublish: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * which; the whole cube when none is named
     *
     * @minItems 1
     * @maxItems 64
     *
     * Items: a branch; the current one when not given
     */
    branches?: [string, ...string[]]
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  release: {
    /**
     * SWARM/CUBE, where they are
     */
    from: string
    /**
     * an own cube outside of swarms
     */
    to: string
    /**
     * all memories when none is named
     *
     * @maxItems 1000
     *
     * Items: a path such as postgres/vacuum
     */
    keys?: string[]
    /**
     * say what would leave, and copy nothing
     */
    dryRun?: boolean
    /**
     * why; kept in the commit
     */
    message?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  discover: {
    topic?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  pull: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * a multiaddr such as /ip4/127.0.0.1/tcp/4001/p2p/12D3...
     */
    from?: string
    depth?: number
    /**
     * a published branch to fetch beside main, now and at each later pull
     */
    branch?: string
    /**
     * only memories whose keys begin with one of these, with what the cube says of itself; added to the part that is held
     *
     * @minItems 1
     * @maxItems 16
     */
    filter?:
      | [string]
      | [string, string]
      | [string, string, string]
      | [string, string, string, string]
      | [string, string, string, string, string]
      | [string, string, string, string, string, string]
      | [string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string, string, string, string]
      | [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ]
      | [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ]
      | [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ]
      | [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ]
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  follow: {
    /**
     * a cube, a did:key, or a nickname
     */
    target: string
    /**
     * of the cube: a published branch to keep up to date beside main
     */
    branch?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  unfollow: {
    /**
     * a cube, a did:key, or a nickname
     */
    target: string
    /**
     * fetch this branch of the cube no more, and go on with the cube
     */
    branch?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  trust: {
    /**
     * a did:key or a nickname
     */
    author: string
    /**
     * a block ends with it; what was decided stays when not given
     */
    tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    nickname?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  block: {
    /**
     * a cube, a did:key, or a nickname
     */
    target: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  people: {
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  'rotate-key': {
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  fork: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    name?: string
    /**
     * begin at this branch of the cube; at the current one when not given
     */
    branch?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  authors: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * a did:key or a nickname
     */
    add?: string
    /**
     * patterns such as draft/*
     *
     * @maxItems 16
     *
     * Items: a branch; the current one when not given
     */
    branches?:
      | []
      | [string]
      | [string, string]
      | [string, string, string]
      | [string, string, string, string]
      | [string, string, string, string, string]
      | [string, string, string, string, string, string]
      | [string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string, string, string, string]
      | [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ]
      | [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ]
      | [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ]
      | [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ]
    /**
     * a did:key or a nickname
     */
    remove?: string
    threshold?: number
    /**
     * the word that another author was given
     */
    approve?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  propose: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * why; shown to the authors of the cube
     */
    message?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  proposals: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  accept: {
    /**
     * the id of a proposal, or a unique prefix of it
     */
    proposal: string
    strategy?: 'ask' | 'ours' | 'theirs' | 'union'
    /**
     * @maxItems 100000
     */
    resolve?: {
      /**
       * a path such as postgres/vacuum
       */
      key: string
      take?: 'ours' | 'theirs'
      text?: string
      /**
       * an absolute path
       */
      file?: string
    }[]
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * why; kept in the commit
     */
    message?: string
    /**
     * with the words that changed
     */
    text?: boolean
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  decline: {
    /**
     * the id of a proposal, or a unique prefix of it
     */
    proposal: string
    /**
     * why; public, as the proposal is
     */
    reason?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  comment: {
    /**
     * the id of a proposal, or a unique prefix of it
     */
    proposal: string
    /**
     * public, as the proposal is
     */
    text?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  approve: {
    /**
     * the id of a proposal, or a unique prefix of it
     */
    proposal: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  recall: {
    query: string
    /**
     * @maxItems 1000
     *
     * Items: a name that is unique in the home, a cube id, a link, or a ticket
     */
    cubes?: string[]
    /**
     * @maxItems 256
     */
    tags?: string[]
    /**
     * the least trusted tier to answer from
     */
    tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    top?: number
    /**
     * tokens of the texts of all results, estimated
     */
    budget?: number
    /**
     * the state of the one cube at a revision
     */
    at?: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  context: {
    query: string
    /**
     * tokens, marks and labels included
     */
    budget?: number
    /**
     * gpt-5, gpt-4.1, gpt-4o, gpt-oss, o1, o3, o4, gpt-4, gpt-3.5, claude, gemini, llama, mistral, qwen, deepseek, other
     */
    model?: string
    /**
     * @maxItems 1000
     *
     * Items: a name that is unique in the home, a cube id, a link, or a ticket
     */
    cubes?: string[]
    /**
     * @maxItems 256
     */
    tags?: string[]
    /**
     * the least trusted tier to take from
     */
    tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    /**
     * memories that are considered
     */
    top?: number
    /**
     * the state of the one cube at a revision
     */
    at?: string
    /**
     * a branch; the current one when not given
     */
    branch?: string
    /**
     * how many of what was left out are named; all are counted
     */
    leftOut?: number
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  map: {
    /**
     * @maxItems 1000
     *
     * Items: a name that is unique in the home, a cube id, a link, or a ticket
     */
    cubes?: string[]
    /**
     * points
     */
    most?: number
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  fsck: {
    repair?: boolean
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  doctor: {
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  store: {}
  'store-move': {
    /**
     * level, s3://BUCKET/PREFIX?endpoint=URL or kubo:URL; what the setting says when not given
     */
    target?: string
  }
  'sync-log': {
    /**
     * a peer id, or an end of one that no other has
     */
    peer?: string
    /**
     * the newest so many
     */
    limit?: number
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  audit: {
    /**
     * milliseconds since the Unix epoch
     */
    since?: number
    kind?: string
    /**
     * only entries before this index
     */
    before?: number
    limit?: number
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  'audit-verify': {
    /**
     * an absolute path
     */
    from?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  'audit-checkpoint': {
    /**
     * an absolute path
     */
    out?: string
    since?: number
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  'audit-cosign': {
    /**
     * an absolute path
     */
    file: string
    /**
     * an absolute path
     */
    out?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  forget: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * @maxItems 1000
     *
     * Items: a path such as postgres/vacuum
     */
    keys?: string[]
    /**
     * a commit CID, a unique prefix of one, a branch, a date, or REV~n
     */
    at?: string
    reason?: string
    everywhere?: boolean
    /**
     * @maxItems 1000
     */
    reinstate?: string[]
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  gc: {
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  pin: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  unpin: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  'pins-add': {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * kubo:http://127.0.0.1:5001, the RPC of a Kubo
     */
    at: string
  }
  'pins-remove': {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * kubo:http://127.0.0.1:5001, the RPC of a Kubo
     */
    at: string
  }
  'pins-list': {}
  'seed-add': {
    /**
     * a topic, an author or a cube
     */
    what: string
    /**
     * which of them it is, where it could be two things
     */
    kind?: 'topic' | 'author' | 'cube'
    /**
     * what they may take with their index; said again, it changes the budget
     */
    maxBytes?: number
  }
  'seed-remove': {
    /**
     * a topic, an author or a cube
     */
    what: string
    /**
     * which of them it is, where it could be two things
     */
    kind?: 'topic' | 'author' | 'cube'
  }
  'seed-list': {}
  archive: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  restore: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  backup: {
    /**
     * an absolute path
     */
    out: string
    /**
     * with the secret keys; a backup without them needs them to be restored
     */
    keys?: boolean
  }
  'swarm-create': {
    name: string
  }
  'swarm-invite': {
    /**
     * the name or id of a swarm
     */
    swarm: string
    role?: 'reader' | 'writer' | 'admin'
    ttlMs?: number
    /**
     * let in at once; otherwise an admin confirms
     */
    auto?: boolean
  }
  'swarm-invites': {
    /**
     * the name or id of a swarm
     */
    swarm: string
  }
  'swarm-revoke': {
    /**
     * the name or id of a swarm
     */
    swarm: string
    /**
     * the id of an invitation, or its first characters
     */
    id: string
  }
  'swarm-confirm': {
    /**
     * the name or id of a swarm
     */
    swarm: string
    /**
     * the id of an invitation, or its first characters
     */
    id: string
  }
  'swarm-join': {
    invite: string
    waitMs?: number
  }
  'swarm-members': {
    /**
     * the name or id of a swarm
     */
    swarm: string
  }
  'swarm-role': {
    /**
     * the name or id of a swarm
     */
    swarm: string
    /**
     * a did:key, or the name of a member
     */
    author: string
    role: 'reader' | 'writer' | 'admin'
  }
  'swarm-remove': {
    /**
     * the name or id of a swarm
     */
    swarm: string
    /**
     * a did:key, or the name of a member
     */
    author: string
  }
  'swarm-rotate': {
    /**
     * the name or id of a swarm
     */
    swarm: string
  }
  'swarm-list': {}
  'swarm-leave': {
    /**
     * the name or id of a swarm
     */
    swarm: string
  }
  'swarm-seed': {
    /**
     * the name or id of a swarm
     */
    swarm: string
    /**
     * for a machine that must not be able to read
     */
    untrusted?: boolean
    ttlMs?: number
  }
  'swarm-kubo': {
    /**
     * the name or id of a swarm
     */
    swarm: string
  }
  'swarm-kubo-on': {
    /**
     * the name or id of a swarm
     */
    swarm: string
    /**
     * an absolute path of a swarm.key; the one that is here, or a new one, when not given
     */
    keyFile?: string
    /**
     * peer ids of the Kubo nodes, as `ipfs id` prints them
     *
     * @maxItems 32
     */
    peers: string[]
    /**
     * a port, or a multiaddr of tcp; as before, or any port, when not given
     */
    listen?: string
  }
  'swarm-kubo-off': {
    /**
     * the name or id of a swarm
     */
    swarm: string
  }
  link: {
    /**
     * a name that is unique in the home, a cube id, a link, or a ticket
     */
    cube: string
    /**
     * the cube id alone, without places of this node
     */
    bare?: boolean
    /**
     * a branch that the link leads to, beside main
     */
    branch?: string
    /**
     * in this swarm: its name or id
     */
    swarm?: string
  }
  'config-list': {}
  'config-get': {
    /**
     * such as profile
     */
    key: string
  }
  'config-set': {
    /**
     * such as profile
     */
    key: string
    /**
     * one word, or several for a list
     *
     * @maxItems 64
     */
    values: string[]
  }
  'config-unset': {
    /**
     * such as profile
     */
    key: string
  }
  'bootstrap-list': {}
  'bootstrap-add': {
    /**
     * @minItems 1
     * @maxItems 64
     *
     * Items: a multiaddr such as /ip4/127.0.0.1/tcp/4001/p2p/12D3...
     */
    addresses: [string, ...string[]]
  }
  'bootstrap-remove': {
    /**
     * @minItems 1
     * @maxItems 64
     *
     * Items: a multiaddr such as /ip4/127.0.0.1/tcp/4001/p2p/12D3...
     */
    addresses: [string, ...string[]]
  }
}

/**
 * What each call answers, by its name.
 */
export interface Answers {
  status: {
    /**
     * whether a process has the home open for as long as it runs, and answers all commands
     */
    running: boolean
    /**
     * what has the home open; resident: `memcube mcp`, which gives it to a daemon that starts
     */
    role: 'daemon' | 'resident' | 'command'
    name: string
    /**
     * did:key
     */
    author: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
    peerId: string
    addresses: string[]
    peers: number
    /**
     * how others reach this node; null without a daemon, and in profiles that stay on this machine or network
     */
    reach: {
      /**
       * relayed: through relays; private: nobody gets in
       */
      state: 'reachable' | 'relayed' | 'private' | 'unknown'
      /**
       * peer ids of those that carry this node
       */
      relays: string[]
      /**
       * the address at the router, when that opened a port for it
       */
      mapped: {
        protocol: 'nat-pmp' | 'upnp'
        address: string
      } | null
      /**
       * the port that would have to be open at the router
       */
      port: number | null
      /**
       * how many nodes have a place here, as a relay
       */
      carries: number
      /**
       * how it stands, in words
       */
      summary: string
      /**
       * what would make it better
       */
      todo: string | null
      problems: {
        message: string
        hint: string
      }[]
    } | null
    /**
     * how this node stands in the DHT of the public IPFS network; null without a daemon, and where it takes no part
     */
    ipfs: {
      /**
       * nodes of the IPFS network that are known
       */
      peers: number
      /**
       * cubes and topics that are provided there
       */
      provided: number
      /**
       * those that are not provided there yet
       */
      waiting: number
      /**
       * how it stands, in words
       */
      summary: string
      /**
       * what is in the way
       */
      problem: {
        message: string
        hint: string
      } | null
    } | null
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
    /**
     * cubes of which a part alone is held
     */
    parts: number
    /**
     * forks whose upstream, as it is held here, has commits that they do not have
     */
    behind?: {
      cube: string
      displayName: string
      upstream: {
        cube: string
        name: string
        /**
         * commits of it, as held here, that the fork does not have; at most 1,000 are counted. Null where too little is held
         */
        newer: number | null
      }
    }[]
    /**
     * what became of proposals of this home, where there are any
     */
    offers?: {
      open: number
      accepted: number
      declined: number
      /**
       * of others
       */
      comments: number
      /**
       * when the newest comment or decision of others was made, as they say
       */
      newestMs: number | null
    }
    /**
     * what others sign, and how new it is known to be
     */
    others: {
      cubes: number
      /**
       * whose head is not known to be current
       */
      stale: number
      /**
       * for which at most one node said that there is nothing newer
       */
      oneVoice: number
      /**
       * when the oldest of their heads was signed
       */
      oldestHead: number | null
    }
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
    /**
     * where the blocks are; the place is not asked now
     */
    store: {
      /**
       * level for the disk of this home
       */
      target: string
      /**
       * whole: every block is at the target
       */
      state: 'whole' | 'moving there' | 'moving back'
      /**
       * blocks that are still on the old side
       */
      waiting: number
      /**
       * blocks that are deleted here and that the target may still have
       */
      toErase: number
      /**
       * why the target could not be used when it was last asked
       */
      problem: string | null
      /**
       * how long its last answer took
       */
      tookMs: number | null
    }
    cache: {
      usedBytes: number
      maxBytes: number | null
    }
    /**
     * what is mirrored for others, and what it may take
     */
    seeds: {
      seeds: number
      cubes: number
      bytes: number
      maxBytes: number
      /**
       * cubes that were offered and did not fit
       */
      leftOut: number
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
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
    }[]
  }
  connect: {
    peerId: string
    peers: {
      peerId: string
      addresses: string[]
      agent: string | null
      /**
       * true for one that is reached through a relay alone
       */
      relayed?: boolean
      agreement: {
        /**
         * ok, read-only, store-only or none
         */
        result: string
        hash: string
        /**
         * why it is not ok
         */
        reason?: string
      } | null
      /**
       * why there is no agreement, when one of the two said no
       */
      refusal: {
        code: string
        message: string
      } | null
    }[]
  }
  peers: {
    peers: {
      peerId: string
      addresses: string[]
      agent: string | null
      /**
       * true for one that is reached through a relay alone
       */
      relayed?: boolean
      agreement: {
        /**
         * ok, read-only, store-only or none
         */
        result: string
        hash: string
        /**
         * why it is not ok
         */
        reason?: string
      } | null
      /**
       * why there is no agreement, when one of the two said no
       */
      refusal: {
        code: string
        message: string
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
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      /**
       * CID of the newest commit
       */
      head: string
      seq: number
      memories: number
      /**
       * only this part of the cube is held here
       */
      part?: {
        /**
         * what the keys that are held begin with
         */
        filter: string[]
        /**
         * memories of the whole cube, as its author counts them
         */
        of: number
      }
      tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
      /**
       * whether the head is known to be current
       */
      fresh: boolean
      /**
       * when the head that is here was signed, by its author: ms since 1970
       */
      headTime: number
      /**
       * what its being the newest rests on; null for what this home signs
       */
      lastAsked: {
        /**
         * milliseconds since the Unix epoch
         */
        atMs: number
        /**
         * nodes that were asked for the newest head
         */
        asked: number
        /**
         * those of them that answered
         */
        answered: number
      } | null
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
      /**
       * of a fork whose upstream is held here
       */
      upstream?: {
        cube: string
        name: string
        /**
         * commits of it, as held here, that the fork does not have; at most 1,000 are counted. Null where too little is held
         */
        newer: number | null
      }
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
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
    /**
     * CID of the newest commit
     */
    head: string
    seq: number
    memories: number
    /**
     * only this part of the cube is held here
     */
    part?: {
      /**
       * what the keys that are held begin with
       */
      filter: string[]
      /**
       * memories of the whole cube, as its author counts them
       */
      of: number
    }
    tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    /**
     * whether the head is known to be current
     */
    fresh: boolean
    /**
     * when the head that is here was signed, by its author: ms since 1970
     */
    headTime: number
    /**
     * what its being the newest rests on; null for what this home signs
     */
    lastAsked: {
      /**
       * milliseconds since the Unix epoch
       */
      atMs: number
      /**
       * nodes that were asked for the newest head
       */
      asked: number
      /**
       * those of them that answered
       */
      answered: number
    } | null
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
    /**
     * of a fork whose upstream is held here
     */
    upstream?: {
      cube: string
      name: string
      /**
       * commits of it, as held here, that the fork does not have; at most 1,000 are counted. Null where too little is held
       */
      newer: number | null
    }
    /**
     * of a fork: what was last offered from it
     */
    proposed?: {
      id: string
      state: string
      /**
       * milliseconds since the Unix epoch
       */
      time: number
      delivered: boolean
      /**
       * what was said with the decision
       */
      reason: string | null
      /**
       * the commit of the upstream that has it
       */
      merged: string | null
      comments: {
        /**
         * did:key
         */
        author: string
        /**
         * what they are called here: the nickname, else the name that they joined a swarm with
         */
        authorName: string | null
        /**
         * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
         */
        authorLabel: string | null
        /**
         * there where you blocked them
         */
        authorBlocked?: true
        /**
         * milliseconds since the Unix epoch
         */
        time: number
        text: string
        /**
         * the revision that it was said of
         */
        proposal: string
      }[]
    }
  }
  'show-commit': {
    commit: string
    parents: string[]
    /**
     * did:key
     */
    author: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
    cube: string
    /**
     * of the cube
     */
    name: string
    /**
     * milliseconds since the Unix epoch
     */
    time: number
    message: string
    verified: boolean
    /**
     * false where its state is not held here: what it changed is not known
     */
    held: boolean
    /**
     * keys
     */
    added: string[]
    removed: string[]
    changed: string[]
    /**
     * with `text`: the words that changed
     */
    texts?: {
      key: string
      /**
       * the text; null where there was none, or none to show
       */
      before: string | null
      after: string | null
      /**
       * what there was, where it is no text that can be shown
       */
      beforeIs?: string
      afterIs?: string
      /**
       * one whose word it was is blocked here, as in `get`
       */
      beforeBlocked?: true
      afterBlocked?: true
      /**
       * what else differs: tags, media, source, ...
       */
      also?: string[]
    }[]
    /**
     * changes whose texts would make the answer too long
     */
    textsLeftOut?: number
    /**
     * false where an older state is not held here: the keys may have changed in an earlier commit
     */
    exact: boolean
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
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
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
    type: 'plaintext' | 'activation' | 'parameter' | 'opaque'
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
     * did:key of who wrote it, whoever put it back or took it over; in a cube of one other author, of who signs that
     */
    author: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
    tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    /**
     * one whose word it is was blocked here: recall leaves it out; who names it sees it, with this said
     */
    blocked: boolean
    commit: string
    verified: boolean
    /**
     * of a memory that this memcube cannot read: it keeps and serves it as it is
     */
    opaque: {
      version: number
      /**
       * of the record, which `body` has whole
       */
      bytes: number
      /**
       * names of fields that have to be understood and are not
       */
      unknown: string[]
    } | null
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
    /**
     * with countTags: how many memories carry each, the most used first
     */
    tags?: {
      tag: string
      count: number
    }[]
    /**
     * only this part of the cube is held here
     */
    part?: {
      /**
       * what the keys that are held begin with
       */
      filter: string[]
      /**
       * memories of the whole cube, as its author counts them
       */
      of: number
    }
  }
  export: {
    written: number
    files: number
    /**
     * what could not be written as it was, by what it is
     */
    leftOut: {
      reason: string
      count: number
      examples: string[]
    }[]
  }
  log: {
    commits: {
      commit: string
      parents: string[]
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      /**
       * milliseconds since the Unix epoch
       */
      time: number
      message: string
      count: number
      verified: boolean
      /**
       * with `text`; null where the state is not held here
       */
      changes?: {
        /**
         * keys
         */
        added: string[]
        removed: string[]
        changed: string[]
        /**
         * with `text`: the words that changed
         */
        texts?: {
          key: string
          /**
           * the text; null where there was none, or none to show
           */
          before: string | null
          after: string | null
          /**
           * what there was, where it is no text that can be shown
           */
          beforeIs?: string
          afterIs?: string
          /**
           * one whose word it was is blocked here, as in `get`
           */
          beforeBlocked?: true
          afterBlocked?: true
          /**
           * what else differs: tags, media, source, ...
           */
          also?: string[]
        }[]
        /**
         * changes whose texts would make the answer too long
         */
        textsLeftOut?: number
        /**
         * false where an older state is not held here: the keys may have changed in an earlier commit
         */
        exact: boolean
      } | null
    }[]
  }
  diff: {
    added: string[]
    removed: string[]
    changed: string[]
    /**
     * with `text`: the words that changed
     */
    texts?: {
      key: string
      /**
       * the text; null where there was none, or none to show
       */
      before: string | null
      after: string | null
      /**
       * what there was, where it is no text that can be shown
       */
      beforeIs?: string
      afterIs?: string
      /**
       * one whose word it was is blocked here, as in `get`
       */
      beforeBlocked?: true
      afterBlocked?: true
      /**
       * what else differs: tags, media, source, ...
       */
      also?: string[]
    }[]
    /**
     * changes whose texts would make the answer too long
     */
    textsLeftOut?: number
  }
  branch:
    | {
        branches: {
          name: string
          commit: string
          current: boolean
          published: boolean
          /**
           * its state is here; of others a pull of the branch brings it
           */
          held: boolean
          /**
           * of others: fetched at each pull because somebody here asked for it
           */
          followed: boolean
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
      /**
       * with `text`: what each side says; null where it has none
       */
      texts?: {
        base: string | null
        ours: string | null
        theirs: string | null
      }
      /**
       * with `text`: the sides of which one whose word it is is blocked here
       */
      blocked?: ('base' | 'ours' | 'theirs')[]
    }[]
    resolved: {
      key: string
      kind: 'edit/edit' | 'edit/remove' | 'add/add'
      base: string | null
      ours: string | null
      theirs: string | null
      /**
       * with `text`: what each side says; null where it has none
       */
      texts?: {
        base: string | null
        ours: string | null
        theirs: string | null
      }
      /**
       * with `text`: the sides of which one whose word it is is blocked here
       */
      blocked?: ('base' | 'ours' | 'theirs')[]
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
     * with `text`: the words that changed
     */
    texts?: {
      key: string
      /**
       * the text; null where there was none, or none to show
       */
      before: string | null
      after: string | null
      /**
       * what there was, where it is no text that can be shown
       */
      beforeIs?: string
      afterIs?: string
      /**
       * one whose word it was is blocked here, as in `get`
       */
      beforeBlocked?: true
      afterBlocked?: true
      /**
       * what else differs: tags, media, source, ...
       */
      also?: string[]
    }[]
    /**
     * changes whose texts would make the answer too long
     */
    textsLeftOut?: number
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
     * where one memory was put back
     */
    key?: string
    /**
     * the memory that was undone; null where the key held none
     */
    before?: string | null
    /**
     * the memory that is back; null where the key is removed again
     */
    after?: string | null
    /**
     * the change that was undone; null with `to`
     */
    undone?: {
      commit: string
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      /**
       * milliseconds since the Unix epoch
       */
      time: number
      message: string
      /**
       * the merge that brought the change to the branch
       */
      merge: string | null
    } | null
    /**
     * with `text`: the words that changed
     */
    texts?: {
      key: string
      /**
       * the text; null where there was none, or none to show
       */
      before: string | null
      after: string | null
      /**
       * what there was, where it is no text that can be shown
       */
      beforeIs?: string
      afterIs?: string
      /**
       * one whose word it was is blocked here, as in `get`
       */
      beforeBlocked?: true
      afterBlocked?: true
      /**
       * what else differs: tags, media, source, ...
       */
      also?: string[]
    }[]
    /**
     * changes whose texts would make the answer too long
     */
    textsLeftOut?: number
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  blame: {
    key: string
    memory: string
    /**
     * did:key
     */
    author: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
    commit: string
    cube: string
    /**
     * milliseconds since the Unix epoch
     */
    time: number
    message: string
    verified: boolean
    exact: boolean
    /**
     * the program that said it for its author, as the memory claims; null where it names none
     */
    agent: string | null
    /**
     * the model that it was made with, as the memory claims
     */
    model: string | null
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
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      /**
       * who wrote the memory, also where `author` took it over or put it back; null for a removal, and in a cube of one other author
       */
      writer: string | null
      writerName?: string | null
      writerLabel?: string | null
      /**
       * there where you blocked them
       */
      writerBlocked?: true
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
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
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
    /**
     * only this part of the cube is held here
     */
    part?: {
      /**
       * what the keys that are held begin with
       */
      filter: string[]
      /**
       * memories of the whole cube, as its author counts them
       */
      of: number
    }
  }
  publish: {
    cube: string
    head: string
    ticket: string
    /**
     * the short line to send, as `link` makes it, with the places of this node as it knows them now
     */
    link: string
    providers: number
    /**
     * those that others can read now; of a dry run those that they could
     */
    branches: string[]
    /**
     * name of the swarm whose members alone can read it
     */
    swarm?: string
    /**
     * what leaves that was not public before
     */
    leaving?: {
      commits: number
      memories: number
      bytes: number
      authors: string[]
      people: {
        /**
         * did:key
         */
        author: string
        /**
         * what they are called here: the nickname, else the name that they joined a swarm with
         */
        authorName: string | null
        /**
         * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
         */
        authorLabel: string | null
        /**
         * there where you blocked them
         */
        authorBlocked?: true
      }[]
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
    /**
     * the short line to send, as `link` makes it, with the places of this node as it knows them now
     */
    link: string
    providers: number
    /**
     * those that others can read now; of a dry run those that they could
     */
    branches: string[]
    /**
     * name of the swarm whose members alone can read it
     */
    swarm?: string
    /**
     * what leaves that was not public before
     */
    leaving?: {
      commits: number
      memories: number
      bytes: number
      authors: string[]
      people: {
        /**
         * did:key
         */
        author: string
        /**
         * what they are called here: the nickname, else the name that they joined a swarm with
         */
        authorName: string | null
        /**
         * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
         */
        authorLabel: string | null
        /**
         * there where you blocked them
         */
        authorBlocked?: true
      }[]
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
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      licence: string | null
      memories: number
      seeds: number
    }[]
    /**
     * cubes that peers offered too, and that are not shown
     */
    leftOut: number
    /**
     * cubes of authors whom you blocked, which are not shown
     */
    blocked: number
    /**
     * connected nodes
     */
    asked: number
    /**
     * of those that were asked
     */
    answered: number
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
     * peers that were asked for the blocks, with what came from each; of a large cube several give a share each
     */
    sources?: {
      peer: string
      blocks: number
      /**
       * over the wire; what came from two peers is counted at both
       */
      bytes: number
      /**
       * why nothing more was asked of it: ERR_TIMEOUT of one that was slow, ERR_UNVERIFIABLE of one that lied
       */
      code?: string
    }[]
    /**
     * nodes that were asked for the newest head
     */
    asked: number
    /**
     * those of them that answered: one that is behind looks like the newest
     */
    answered: number
    /**
     * when the head that is here was signed, by its author: ms since 1970
     */
    headTime: number
    /**
     * branches that are fetched beside the one that is read here, because somebody asked for them
     */
    branches?: {
      name: string
      /**
       * null where its author shows it no more: what was fetched stays
       */
      commit: string | null
      memories: number
    }[]
    /**
     * of a part that is held: what its keys begin with; `memories` counts the part
     */
    filter?: string[]
    /**
     * of a part: memories of the whole, as its author counts them
     */
    of?: number
    /**
     * commits of other authors that the branch here does not have: an author has to merge them
     */
    diverged?: string[]
    /**
     * authors with a new key: what was decided here about the old one holds for the new one
     */
    successors?: {
      old: string
      oldName: string | null
      oldLabel: string | null
      /**
       * there where you blocked them
       */
      oldBlocked?: true
      new: string
      nickname?: string
    }[]
    /**
     * heads of authors that were offered and not taken, and why
     */
    refused?: string[]
    /**
     * its author has taken the cube back: what is here stays, and nothing newer will come
     */
    withdrawn?: boolean
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  follow: {
    target: string
    /**
     * did:key
     */
    author?: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName?: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel?: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
    following: boolean
    /**
     * the cube, or the branch, was not here, and was fetched first
     */
    pulled?: {
      name: string
      memories: number
      blocks: number
      bytes: number
      from: string
      /**
       * branches that are fetched beside the one that is read here, because somebody asked for them
       */
      branches?: {
        name: string
        /**
         * null where its author shows it no more: what was fetched stays
         */
        commit: string | null
        memories: number
      }[]
    }
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  unfollow: {
    target: string
    /**
     * did:key
     */
    author?: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName?: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel?: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
    following: boolean
    /**
     * the cube, or the branch, was not here, and was fetched first
     */
    pulled?: {
      name: string
      memories: number
      blocks: number
      bytes: number
      from: string
      /**
       * branches that are fetched beside the one that is read here, because somebody asked for them
       */
      branches?: {
        name: string
        /**
         * null where its author shows it no more: what was fetched stays
         */
        commit: string | null
        memories: number
      }[]
    }
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  trust: {
    /**
     * did:key
     */
    author: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
    tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  block: {
    target: string
    /**
     * did:key
     */
    author: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
    following: boolean
    blocked: boolean
    tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
  }
  people: {
    people: {
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      /**
       * what they are called here: the nickname, else in a swarm the name that they joined with
       */
      name: string | null
      nickname: string | null
      you: boolean
      tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
      followed: boolean
      blocked: boolean
      /**
       * in a swarm
       */
      role: string | null
      /**
       * was in the swarm: what they wrote before stays as far trusted as the tier says, and nothing new comes
       */
      removed?: boolean
      /**
       * of this author that are held here
       */
      cubes: number
      /**
       * name of the swarm that it is from
       */
      swarm?: string
    }[]
  }
  'rotate-key': {
    old: string
    oldName: string | null
    oldLabel: string | null
    /**
     * there where you blocked them
     */
    oldBlocked?: true
    /**
     * did:key
     */
    author: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
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
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      nickname: string | null
      branches: string[]
      you: boolean
    }[]
    threshold: number
    pending: {
      token: string
      authors: {
        /**
         * did:key
         */
        author: string
        /**
         * what they are called here: the nickname, else the name that they joined a swarm with
         */
        authorName: string | null
        /**
         * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
         */
        authorLabel: string | null
        /**
         * there where you blocked them
         */
        authorBlocked?: true
        nickname: string | null
        branches: string[]
        you: boolean
      }[]
      threshold: number
      /**
       * who has signed of those whose signatures count
       */
      signed: string[]
      signers: {
        /**
         * did:key
         */
        author: string
        /**
         * what they are called here: the nickname, else the name that they joined a swarm with
         */
        authorName: string | null
        /**
         * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
         */
        authorLabel: string | null
        /**
         * there where you blocked them
         */
        authorBlocked?: true
      }[]
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
    /**
     * the proposal of the same fork that it takes the place of
     */
    revises: string | null
    revision: number
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
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      nickname: string | null
      tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
      verified: boolean
      message: string
      /**
       * 2 for the first one that takes the place of an earlier one, and so on
       */
      revision: number
      /**
       * the proposal that it takes the place of
       */
      revises: string | null
      /**
       * of all revisions, oldest first
       */
      comments: {
        /**
         * did:key
         */
        author: string
        /**
         * what they are called here: the nickname, else the name that they joined a swarm with
         */
        authorName: string | null
        /**
         * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
         */
        authorLabel: string | null
        /**
         * there where you blocked them
         */
        authorBlocked?: true
        /**
         * milliseconds since the Unix epoch
         */
        time: number
        text: string
        /**
         * the revision that it was said of
         */
        proposal: string
      }[]
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
      approvers: {
        /**
         * did:key
         */
        author: string
        /**
         * what they are called here: the nickname, else the name that they joined a swarm with
         */
        authorName: string | null
        /**
         * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
         */
        authorLabel: string | null
        /**
         * there where you blocked them
         */
        authorBlocked?: true
      }[]
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
      /**
       * with `text`: what each side says; null where it has none
       */
      texts?: {
        base: string | null
        ours: string | null
        theirs: string | null
      }
      /**
       * with `text`: the sides of which one whose word it is is blocked here
       */
      blocked?: ('base' | 'ours' | 'theirs')[]
    }[]
    resolved: {
      key: string
      kind: 'edit/edit' | 'edit/remove' | 'add/add'
      base: string | null
      ours: string | null
      theirs: string | null
      /**
       * with `text`: what each side says; null where it has none
       */
      texts?: {
        base: string | null
        ours: string | null
        theirs: string | null
      }
      /**
       * with `text`: the sides of which one whose word it is is blocked here
       */
      blocked?: ('base' | 'ours' | 'theirs')[]
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
     * with `text`: the words that changed
     */
    texts?: {
      key: string
      /**
       * the text; null where there was none, or none to show
       */
      before: string | null
      after: string | null
      /**
       * what there was, where it is no text that can be shown
       */
      beforeIs?: string
      afterIs?: string
      /**
       * one whose word it was is blocked here, as in `get`
       */
      beforeBlocked?: true
      afterBlocked?: true
      /**
       * what else differs: tags, media, source, ...
       */
      also?: string[]
    }[]
    /**
     * changes whose texts would make the answer too long
     */
    textsLeftOut?: number
    proposal: string
    upstream: string
    /**
     * did:key
     */
    author: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
    state: string
  }
  decline: {
    id: string
    state: string
    upstream: string
    reason: string | null
  }
  comment: {
    id: string
    upstream: string
    /**
     * on all revisions, oldest first
     */
    comments: {
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      /**
       * milliseconds since the Unix epoch
       */
      time: number
      text: string
      /**
       * the revision that it was said of
       */
      proposal: string
    }[]
  }
  approve: {
    id: string
    upstream: string
    commit: string
    /**
     * did:key
     */
    author: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
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
      /**
       * did:key of who wrote it, as in `get`
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
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
     * memories of a later version in the cubes asked: they are not searched
     */
    opaque: number
    /**
     * cubes of which a part alone is held: the rest of them was not searched
     */
    parts?: {
      cube: string
      name: string
      /**
       * only this part of the cube is held here
       */
      part: {
        /**
         * what the keys that are held begin with
         */
        filter: string[]
        /**
         * memories of the whole cube, as its author counts them
         */
        of: number
      }
    }[]
    /**
     * cubes that did not answer: of a tier below the one that was asked for, or of an author whom you blocked
     */
    not_asked: {
      why: 'own' | 'team' | 'followed' | 'community' | 'quarantined' | 'blocked'
      cubes: number
      memories: number
    }[]
    /**
     * what less trusted tiers would answer, counted up to 100 in each swarm and outside of swarms; where fewer were found than asked for
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
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
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
    /**
     * where nothing fitted: a budget that takes the best match
     */
    enough?: number
    took_ms: number
    pending: number
    words_only: string | null
    /**
     * cubes of which a part alone is held: the rest of them was not searched
     */
    parts?: {
      cube: string
      name: string
      /**
       * only this part of the cube is held here
       */
      part: {
        /**
         * what the keys that are held begin with
         */
        filter: string[]
        /**
         * memories of the whole cube, as its author counts them
         */
        of: number
      }
    }[]
  }
  map: {
    cubes: {
      cube: string
      name: string
      swarm: string | null
    }[]
    points: {
      /**
       * which of the cubes
       */
      of: number
      key: string
      x: number
      y: number
      tags: string[]
      /**
       * milliseconds since the Unix epoch
       */
      created: number
    }[]
    /**
     * memories without a vector yet, or more than were asked for
     */
    leftOut: number
    /**
     * what part of the differences between them the plane shows
     */
    shown: number
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
  store: {
    /**
     * level for the disk of this home
     */
    target: string
    /**
     * whole: every block is at the target
     */
    state: 'whole' | 'moving there' | 'moving back'
    /**
     * blocks that are still on the old side
     */
    waiting: number
    /**
     * blocks that are deleted here and that the target may still have
     */
    toErase: number
    /**
     * why the target could not be used when it was last asked
     */
    problem: string | null
    /**
     * how long its last answer took
     */
    tookMs: number | null
    /**
     * what the setting says
     */
    wanted: string
  }
  'store-move': {
    target: string
    moved: number
    bytes: number
    changed: boolean
  }
  'sync-log': {
    peers: {
      peerId: string
      exchanges: number
      refused: number
      /**
       * in the exchanges that are remembered
       */
      bytes: number
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
      /**
       * did:key
       */
      author?: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName?: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel?: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
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
        /**
         * did:key
         */
        author: string
        /**
         * what they are called here: the nickname, else the name that they joined a swarm with
         */
        authorName: string | null
        /**
         * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
         */
        authorLabel: string | null
        /**
         * there where you blocked them
         */
        authorBlocked?: true
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
    /**
     * did:key
     */
    author: string
    /**
     * what they are called here: the nickname, else the name that they joined a swarm with
     */
    authorName: string | null
    /**
     * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
     */
    authorLabel: string | null
    /**
     * there where you blocked them
     */
    authorBlocked?: true
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
         * memories in current states that say the same, or have it in them: they were not touched
         */
        alsoIn: {
          cube: string
          name: string
          key: string
          memory: string
          says: 'the same' | 'it among other words'
          /**
           * whether this home signs the cube: what is forgotten in one of others, its author keeps
           */
          own: boolean
        }[]
        /**
         * where it may stay, whatever is done here
         */
        notForced: string[]
        /**
         * nodes that fetched the cube from this home, as far as it remembers; others may have it from them
         */
        fetchedBy: {
          peerId: string
          /**
           * milliseconds since the Unix epoch
           */
          lastMs: number
        }[]
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
  'pins-add': {
    pins: {
      cube: string
      /**
       * what it is called here; null for one that is not here any more
       */
      name: string | null
      place: string
      /**
       * the commit that the place has pinned; null before the first
       */
      commit: string | null
      /**
       * the commit that readers read now; null where it is not published
       */
      published: string | null
      /**
       * current; behind: the place has an older state, or none yet; hidden: not published here any more, and given to others there all the same
       */
      state: 'current' | 'behind' | 'hidden'
      /**
       * milliseconds since the Unix epoch
       */
      sinceMs: number
      /**
       * when the place said that it has it
       */
      pinnedMs: number | null
    }[]
    changed: boolean
  }
  'pins-remove': {
    pins: {
      cube: string
      /**
       * what it is called here; null for one that is not here any more
       */
      name: string | null
      place: string
      /**
       * the commit that the place has pinned; null before the first
       */
      commit: string | null
      /**
       * the commit that readers read now; null where it is not published
       */
      published: string | null
      /**
       * current; behind: the place has an older state, or none yet; hidden: not published here any more, and given to others there all the same
       */
      state: 'current' | 'behind' | 'hidden'
      /**
       * milliseconds since the Unix epoch
       */
      sinceMs: number
      /**
       * when the place said that it has it
       */
      pinnedMs: number | null
    }[]
  }
  'pins-list': {
    pins: {
      cube: string
      /**
       * what it is called here; null for one that is not here any more
       */
      name: string | null
      place: string
      /**
       * the commit that the place has pinned; null before the first
       */
      commit: string | null
      /**
       * the commit that readers read now; null where it is not published
       */
      published: string | null
      /**
       * current; behind: the place has an older state, or none yet; hidden: not published here any more, and given to others there all the same
       */
      state: 'current' | 'behind' | 'hidden'
      /**
       * milliseconds since the Unix epoch
       */
      sinceMs: number
      /**
       * when the place said that it has it
       */
      pinnedMs: number | null
    }[]
  }
  'seed-add': {
    seeds: {
      kind: 'topic' | 'author' | 'cube'
      /**
       * the topic, the did:key of the author, or the id of the cube
       */
      what: string
      /**
       * of a cube that is here: what it is called
       */
      name: string | null
      /**
       * did:key
       */
      author?: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName?: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel?: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      maxBytes: number
      /**
       * what its cubes take, with their index, as the cache counts it
       */
      bytes: number
      cubes: number
      /**
       * cubes that were offered when it was last looked for, and did not fit
       */
      leftOut: number
      /**
       * what those would take, about
       */
      leftOutBytes: number
      /**
       * when the last look was kept; null before the first
       */
      lookedMs: number | null
    }[]
    changed: boolean
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  'seed-remove': {
    seeds: {
      kind: 'topic' | 'author' | 'cube'
      /**
       * the topic, the did:key of the author, or the id of the cube
       */
      what: string
      /**
       * of a cube that is here: what it is called
       */
      name: string | null
      /**
       * did:key
       */
      author?: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName?: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel?: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      maxBytes: number
      /**
       * what its cubes take, with their index, as the cache counts it
       */
      bytes: number
      cubes: number
      /**
       * cubes that were offered when it was last looked for, and did not fit
       */
      leftOut: number
      /**
       * what those would take, about
       */
      leftOutBytes: number
      /**
       * when the last look was kept; null before the first
       */
      lookedMs: number | null
    }[]
    /**
     * cubes that went
     */
    dropped: number
    /**
     * what a person should know about what was done
     */
    notice?: string
  }
  'seed-list': {
    seeds: {
      kind: 'topic' | 'author' | 'cube'
      /**
       * the topic, the did:key of the author, or the id of the cube
       */
      what: string
      /**
       * of a cube that is here: what it is called
       */
      name: string | null
      /**
       * did:key
       */
      author?: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName?: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel?: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
      maxBytes: number
      /**
       * what its cubes take, with their index, as the cache counts it
       */
      bytes: number
      cubes: number
      /**
       * cubes that were offered when it was last looked for, and did not fit
       */
      leftOut: number
      /**
       * what those would take, about
       */
      leftOutBytes: number
      /**
       * when the last look was kept; null before the first
       */
      lookedMs: number | null
    }[]
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
      byName: string | null
      byLabel: string | null
      /**
       * there where you blocked them
       */
      byBlocked?: true
      state: 'open' | 'used' | 'revoked' | 'expired' | 'waiting'
      /**
       * who waits to be confirmed; a claim
       */
      name: string | null
    }[]
    usedTwice: {
      id: string
      authors: string[]
      people: {
        /**
         * did:key
         */
        author: string
        /**
         * what they are called here: the nickname, else the name that they joined a swarm with
         */
        authorName: string | null
        /**
         * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
         */
        authorLabel: string | null
        /**
         * there where you blocked them
         */
        authorBlocked?: true
      }[]
    }[]
  }
  'swarm-revoke': {
    id: string
    state: string
  }
  'swarm-confirm': {
    member: string
    memberName: string | null
    memberLabel: string | null
    /**
     * there where you blocked them
     */
    memberBlocked?: true
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
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
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
      byName: string | null
      byLabel: string | null
      /**
       * there where you blocked them
       */
      byBlocked?: true
      state: 'open' | 'used' | 'revoked' | 'expired' | 'waiting'
      /**
       * who waits to be confirmed; a claim
       */
      name: string | null
    }[]
  }
  'swarm-role': {
    member: string
    memberName: string | null
    memberLabel: string | null
    /**
     * there where you blocked them
     */
    memberBlocked?: true
    role: string
    epoch: number
  }
  'swarm-remove': {
    epoch: number
    member: string
    memberName: string | null
    memberLabel: string | null
    /**
     * there where you blocked them
     */
    memberBlocked?: true
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
      /**
       * did:key
       */
      author: string
      /**
       * what they are called here: the nickname, else the name that they joined a swarm with
       */
      authorName: string | null
      /**
       * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
       */
      authorLabel: string | null
      /**
       * there where you blocked them
       */
      authorBlocked?: true
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
          /**
           * did:key
           */
          author: string
          /**
           * what they are called here: the nickname, else the name that they joined a swarm with
           */
          authorName: string | null
          /**
           * the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant
           */
          authorLabel: string | null
          /**
           * there where you blocked them
           */
          authorBlocked?: true
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
  link: {
    link: string
    cube: string
    name: string
    /**
     * of this node in the link; 0 where it says the cube id alone
     */
    places: number
    /**
     * whether this node is on the network now
     */
    online: boolean
    /**
     * who gets anything by it
     */
    visibility: 'private' | 'public' | 'swarm'
    branch?: string
    /**
     * with a branch: whether others get it
     */
    published?: boolean
  }
  'config-list': {
    settings: {
      key: string
      value: string | number | boolean | string[] | null
      /**
       * false for the usual value
       */
      isSet: boolean
      takesEffect: 'at once' | 'at next start' | 'at next store move'
      about: string
      expected: string
    }[]
  }
  'config-get': {
    key: string
    value: string | number | boolean | string[] | null
    /**
     * false for the usual value
     */
    isSet: boolean
    takesEffect: 'at once' | 'at next start' | 'at next store move'
    about: string
    expected: string
  }
  'config-set': {
    key: string
    value: string | number | boolean | string[] | null
    /**
     * false for the usual value
     */
    isSet: boolean
    takesEffect: 'at once' | 'at next start' | 'at next store move'
    about: string
    expected: string
    changed: boolean
    /**
     * the daemon that runs goes on as it was started until it starts anew
     */
    waits: boolean
  }
  'config-unset': {
    key: string
    value: string | number | boolean | string[] | null
    /**
     * false for the usual value
     */
    isSet: boolean
    takesEffect: 'at once' | 'at next start' | 'at next store move'
    about: string
    expected: string
    changed: boolean
    /**
     * the daemon that runs goes on as it was started until it starts anew
     */
    waits: boolean
  }
  'bootstrap-list': {
    bootstrap: string[]
  }
  'bootstrap-add': {
    bootstrap: string[]
    changed: boolean
    /**
     * the daemon that runs goes on as it was started until it starts anew
     */
    waits: boolean
  }
  'bootstrap-remove': {
    bootstrap: string[]
    changed: boolean
    /**
     * the daemon that runs goes on as it was started until it starts anew
     */
    waits: boolean
  }
}

/**
 * RFC 9457; the codes are those of the command line (protocols/errors.md).
 */
export interface Problem {
  /**
   * urn:memcube:problem:CODE
   */
  type: string
  title: string
  status: number
  /**
   * what was expected and what came
   */
  detail: string
  code:
    | 'ERR_USAGE'
    | 'ERR_INVALID_INPUT'
    | 'ERR_DENIED'
    | 'ERR_NOT_FOUND'
    | 'ERR_CONFLICT'
    | 'ERR_LIMIT'
    | 'ERR_UNVERIFIABLE'
    | 'ERR_INCOMPATIBLE'
    | 'ERR_ROLLBACK'
    | 'ERR_CORRUPT'
    | 'ERR_HOME_IN_USE'
    | 'ERR_UNREACHABLE'
    | 'ERR_TIMEOUT'
    | 'ERR_ABORTED'
    | 'ERR_INTERNAL'
    | 'ERR_DISK_FULL'
  /**
   * what to do
   */
  hint: string | null
}

export interface Job {
  id: string
  /**
   * the use case
   */
  call: string
  state: 'running' | 'done' | 'failed' | 'cancelled'
  /**
   * how far it has come
   */
  progress: null | {
    phase: string
    done: number
    total?: number
    unit?: string
  }
  /**
   * what the call answers, when done
   */
  result: {
    [k: string]: unknown
  }
  /**
   * when failed or cancelled
   */
  error: null | Problem
  /**
   * milliseconds since the Unix epoch
   */
  started: number
  ended: number | null
}

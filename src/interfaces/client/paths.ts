/**
 * Generated from the OpenAPI document by `npm run client`: do not edit. A test compares it with what is generated.
 */
import type { Answers, Inputs, Job } from './calls.ts'
import type {
  Content,
  Json,
  JobOf,
  Once,
  Operation,
  Page,
  Paging,
  WithBody,
  WithOptionalBody,
} from './operation.ts'

/** Every path of the local API. */
export interface paths {
  '/health': {
    /** Whether the daemon answers. */
    get: Operation<
      {},
      {
        200: Json<{
          ok: boolean
          version: string
        }>
      }
    >
  }
  '/proof': {
    /** Proves that the daemon knows the token, to who is about to send it. Needs none. */
    get: Operation<
      {
        query: {
          nonce: string
        }
      },
      {
        200: Json<{
          proof: string
        }>
      }
    >
  }
  '/openapi.json': {
    /** This document. */
    get: Operation<{}, { 200: Json<{}> }>
  }
  '/metrics': {
    /** Figures for Prometheus. */
    get: Operation<{}, { 200: Content<'text/plain', string> }>
  }
  '/v1/events': {
    /** What happens in the node, as server-sent events, until the reader leaves. */
    get: Operation<{}, { 200: Content<'text/event-stream', string> }>
  }
  '/v1/jobs': {
    /** Jobs that are running or ended within the last hour, the newest first. */
    get: Operation<
      { query?: Paging },
      {
        200: Json<{
          jobs: Job[]
          next: string | null
        }>
      }
    >
  }
  '/v1/jobs/{job}': {
    /** How a job goes, and its result. */
    get: Operation<{ path: { job: string } }, { 200: Json<Job> }>
    /** Cancels a job; nothing of it stays half done. One that has ended stays as it is. */
    delete: Operation<{ path: { job: string } }, { 200: Json<Job> }>
  }
  '/v1/jobs/{job}/events': {
    /** How a job goes, as server-sent events `progress`, and `end` as the last. */
    get: Operation<{ path: { job: string } }, { 200: Content<'text/event-stream', string> }>
  }
  '/v1/cubes': {
    /** The cubes of this home with role, head, trust and freshness. */
    get: Operation<{ query?: Inputs['list'] & Paging }, { 200: Json<Page<Answers['list']>> }>
    /** Makes a cube that this home signs. */
    post: WithBody<{ header?: Once }, Inputs['create'], { 201: Json<Answers['create']> }>
  }
  '/v1/cubes/{cube}': {
    /** One cube. */
    get: Operation<
      { query?: Omit<Inputs['show'], 'cube'>; path: { cube: string } },
      { 200: Json<Answers['show']> }
    >
    /** Changes what a cube says of itself, in one commit; what is not given stays. */
    patch: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['describe'], 'cube'>,
      { 200: Json<Answers['describe']> }
    >
  }
  '/v1/cubes/{cube}/fork': {
    /** A cube of your own that shares the blocks, the history and the attribution of another. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['fork'], 'cube'>,
      { 201: Json<Answers['fork']> }
    >
  }
  '/v1/cubes/{cube}/pin': {
    /** Keeps a cube whatever the cache has room for. */
    put: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['pin'], 'cube'>,
      { 200: Json<Answers['pin']> }
    >
    /** Lets a cube of others give way again when the cache is full; nothing is removed now. */
    delete: Operation<
      { query?: Omit<Inputs['unpin'], 'cube'>; path: { cube: string }; header?: Once },
      { 200: Json<Answers['unpin']> }
    >
  }
  '/v1/cubes/{cube}/archive': {
    /** Puts a cube that nobody reads into a compressed file of the home, and frees its blocks. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['archive'], 'cube'>,
      { 202: Json<JobOf<Answers['archive']>> }
    >
  }
  '/v1/cubes/{cube}/restore': {
    /** Brings an archived cube back, every block verified. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['restore'], 'cube'>,
      { 202: Json<JobOf<Answers['restore']>> }
    >
  }
  '/v1/cubes/{cube}/publish': {
    /** Advertises branches of a cube and lets others pull them. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['publish'], 'cube'>,
      { 202: Json<JobOf<Answers['publish']>> }
    >
  }
  '/v1/cubes/{cube}/unpublish': {
    /** Stops advertising a cube, or branches of it, and tells those who follow it; what they have fetched stays theirs. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['unpublish'], 'cube'>,
      { 202: Json<JobOf<Answers['unpublish']>> }
    >
  }
  '/v1/cubes/{cube}/link': {
    /** One line of at most 200 characters that others can pull or follow a cube by. */
    get: Operation<
      { query?: Omit<Inputs['link'], 'cube'>; path: { cube: string } },
      { 200: Json<Answers['link']> }
    >
  }
  '/v1/releases': {
    /** Copies memories out of a swarm into a cube outside of it, after looking for secrets in them. */
    post: WithBody<{ header?: Once }, Inputs['release'], { 202: Json<JobOf<Answers['release']>> }>
  }
  '/v1/cubes/{cube}/import': {
    /** Many memories in one commit; the same again changes nothing. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['import'], 'cube'>,
      { 202: Json<JobOf<Answers['import']>> }
    >
  }
  '/v1/cubes/{cube}/export': {
    /** Writes a cube as files; never outside the path that is named. */
    post: WithBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['export'], 'cube'>,
      { 202: Json<JobOf<Answers['export']>> }
    >
  }
  '/v1/cubes/{cube}/verify': {
    /** Checks every signature, tree and block of one cube. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['verify'], 'cube'>,
      { 202: Json<JobOf<Answers['verify']>> }
    >
  }
  '/v1/cubes/{cube}/authors': {
    /** Who may sign for a cube. */
    get: Operation<
      { query?: Pick<Inputs['authors'], 'swarm'>; path: { cube: string } },
      { 200: Json<Answers['authors']> }
    >
    /** Who may sign for a cube; changes that, and approves what other authors want to change. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['authors'], 'cube'>,
      { 200: Json<Answers['authors']> }
    >
  }
  '/v1/cubes/{cube}/policy': {
    /** The rules that a cube carries, tried on commits where `check` names some. */
    get: Operation<
      { query?: Pick<Inputs['policy'], 'check' | 'branch' | 'swarm'>; path: { cube: string } },
      { 200: Json<Answers['policy']> }
    >
    /** The rules that a cube carries: shown, set, taken away, or tried on commits that there are. */
    put: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['policy'], 'cube' | 'clear'>,
      { 200: Json<Answers['policy']> }
    >
    /** Takes the rules of a cube away. */
    delete: Operation<
      {
        query?: Pick<Inputs['policy'], 'branch' | 'message' | 'swarm'>
        path: { cube: string }
        header?: Once
      },
      { 200: Json<Answers['policy']> }
    >
  }
  '/v1/cubes/{cube}/memories': {
    /** The keys of a cube, in order. */
    get: Operation<
      { query?: Omit<Inputs['keys'], 'cube'> & Paging; path: { cube: string } },
      { 200: Json<Page<Answers['keys']>> }
    >
    /** Adds one memory in one commit, or changes the memory that the key holds. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['add'], 'cube'>,
      { 200: Json<Answers['add']> }
    >
  }
  '/v1/cubes/{cube}/memories/{key}': {
    /** One memory, whole, with where it comes from. */
    get: Operation<
      { query?: Omit<Inputs['get'], 'cube' | 'key'>; path: { cube: string; key: string } },
      { 200: Json<Answers['get']> }
    >
    /** Adds one memory in one commit, or changes the memory that the key holds. */
    put: WithOptionalBody<
      { path: { cube: string; key: string }; header?: Once },
      Omit<Inputs['add'], 'cube' | 'key'>,
      { 200: Json<Answers['add']> }
    >
    /** Removes a memory from the current state; history keeps it. */
    delete: Operation<
      { query?: Omit<Inputs['remove'], 'cube' | 'keys'>; path: { cube: string; key: string }; header?: Once },
      { 200: Json<Answers['remove']> }
    >
  }
  '/v1/cubes/{cube}/memories/{key}/blame': {
    /** Who wrote what a key holds, proven by the commit that brought it. */
    get: Operation<
      { query?: Omit<Inputs['blame'], 'cube' | 'key'>; path: { cube: string; key: string } },
      { 200: Json<Answers['blame']> }
    >
  }
  '/v1/cubes/{cube}/remove': {
    /** Removes memories from the current state in one commit; history keeps them. */
    post: WithBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['remove'], 'cube'>,
      { 200: Json<Answers['remove']> }
    >
  }
  '/v1/cubes/{cube}/forget': {
    /** Erases memories for good: from every branch, the store and the index, and has others do the same. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['forget'], 'cube'>,
      { 202: Json<JobOf<Answers['forget']>> }
    >
  }
  '/v1/recall': {
    /** Finds memories by words and by meaning, labelled with who said it and how far it is trusted. */
    get: Operation<{ query: Inputs['recall'] }, { 200: Json<Answers['recall']> }>
    /** Finds memories by words and by meaning, labelled with who said it and how far it is trusted. */
    post: WithBody<{ header?: Once }, Inputs['recall'], { 200: Json<Answers['recall']> }>
  }
  '/v1/context': {
    /** Packs what is known about a question into a token budget for a model, and says what was left out. */
    get: Operation<{ query: Inputs['context'] }, { 200: Json<Answers['context']> }>
    /** Packs what is known about a question into a token budget for a model, and says what was left out. */
    post: WithBody<{ header?: Once }, Inputs['context'], { 200: Json<Answers['context']> }>
  }
  '/v1/map': {
    /** Where memories lie by meaning, as points of a plane: near each other those that say alike. */
    get: Operation<{ query?: Inputs['map'] }, { 200: Json<Answers['map']> }>
  }
  '/v1/cubes/{cube}/log': {
    /** The commits of a cube, newest first. */
    get: Operation<
      { query?: Omit<Inputs['log'], 'cube' | 'limit'> & Paging; path: { cube: string } },
      { 200: Json<Page<Answers['log']>> }
    >
  }
  '/v1/cubes/{cube}/diff': {
    /** The keys, and the words, that differ between two commits, or between a cube and another. */
    get: Operation<
      { query: Omit<Inputs['diff'], 'cube'>; path: { cube: string } },
      { 200: Json<Answers['diff']> }
    >
  }
  '/v1/cubes/{cube}/lineage': {
    /** For each change: who made it, when, from which source, with which model; what is proven, and what is claimed. */
    get: Operation<
      { query?: Omit<Inputs['lineage'], 'cube'>; path: { cube: string } },
      { 200: Json<Answers['lineage']> }
    >
  }
  '/v1/cubes/{cube}/branches': {
    /** The branches of a cube. */
    get: Operation<
      { query?: Pick<Inputs['branch'], 'swarm'> & Paging; path: { cube: string } },
      { 200: Json<Page<Extract<Answers['branch'], { branches: unknown }>>> }
    >
  }
  '/v1/cubes/{cube}/branches/{name}': {
    /** Makes a branch at a commit. */
    put: WithOptionalBody<
      { path: { cube: string; name: string }; header?: Once },
      Pick<Inputs['branch'], 'at' | 'swarm'>,
      { 200: Json<Extract<Answers['branch'], { branch: unknown }>> }
    >
    /** Takes a branch away. */
    delete: Operation<
      { query?: Pick<Inputs['branch'], 'swarm'>; path: { cube: string; name: string }; header?: Once },
      { 200: Json<Extract<Answers['branch'], { branch: unknown }>> }
    >
  }
  '/v1/cubes/{cube}/branch': {
    /** Makes a branch the one that is read, written and recalled here when none is named. */
    put: WithBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['switch'], 'cube'>,
      { 200: Json<Answers['switch']> }
    >
  }
  '/v1/cubes/{cube}/merge': {
    /** Takes in what a branch, a fork or an upstream did; what both sides changed is returned, never dropped. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['merge'], 'cube' | 'abort'>,
      { 202: Json<JobOf<Answers['merge']>> }
    >
    /** Forgets an unfinished merge. */
    delete: Operation<
      {
        query?: Pick<Inputs['merge'], 'branch' | 'text' | 'local' | 'swarm'>
        path: { cube: string }
        header?: Once
      },
      { 200: Json<Answers['merge']> }
    >
  }
  '/v1/cubes/{cube}/revert': {
    /** Takes back what one commit did, or puts one memory back to what it was, in a new commit; refused where it was changed since. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['revert'], 'cube'>,
      { 200: Json<Answers['revert']> }
    >
  }
  '/v1/discover': {
    /** Cubes on the network, by topic. */
    get: Operation<{ query?: Inputs['discover'] & Paging }, { 200: Json<Page<Answers['discover']>> }>
  }
  '/v1/pulls': {
    /** Fetches a cube of others, verifies it, and makes it recallable. */
    post: WithBody<{ header?: Once }, Inputs['pull'], { 202: Json<JobOf<Answers['pull']>> }>
  }
  '/v1/peers': {
    /** The connected nodes, with what was agreed with each. */
    get: Operation<{ query?: Inputs['peers'] & Paging }, { 200: Json<Page<Answers['peers']>> }>
    /** Dials a node and shakes hands with it. */
    post: WithBody<{ header?: Once }, Inputs['connect'], { 200: Json<Answers['connect']> }>
  }
  '/v1/exchanges': {
    /** The peers with which something was exchanged. */
    get: Operation<{ query?: Pick<Inputs['sync-log'], 'swarm'> }, { 200: Json<Answers['sync-log']> }>
  }
  '/v1/exchanges/{peer}': {
    /** What was exchanged with a peer: asked, sent, received, refused and why; without one, which peers there are. */
    get: Operation<
      { query?: Omit<Inputs['sync-log'], 'peer'>; path: { peer: string } },
      { 200: Json<Answers['sync-log']> }
    >
  }
  '/v1/seeds': {
    /** What this home mirrors for others, how full each budget is, and what did not fit. */
    get: Operation<{}, { 200: Json<Answers['seed-list']> }>
  }
  '/v1/seeds/{what}': {
    /** Mirrors and serves what others publish: the cubes of a topic or of an author, or one cube, within a budget. Recall does not answer from cubes of strangers unless it is asked to. */
    put: WithOptionalBody<
      { path: { what: string }; header?: Once },
      Omit<Inputs['seed-add'], 'what'>,
      { 200: Json<Answers['seed-add']> }
    >
    /** Mirrors a topic, an author or a cube no more; what was here for it alone goes. */
    delete: Operation<
      { query?: Omit<Inputs['seed-remove'], 'what'>; path: { what: string }; header?: Once },
      { 200: Json<Answers['seed-remove']> }
    >
  }
  '/v1/follows/{target}': {
    /** Keeps a cube, or all cubes of an author, up to date; fetches a cube by its id or ticket that is not here yet. */
    put: WithOptionalBody<
      { path: { target: string }; header?: Once },
      Omit<Inputs['follow'], 'target'>,
      { 200: Json<Answers['follow']> }
    >
    /** Stops keeping a cube or an author up to date; what is here stays. */
    delete: Operation<
      { query?: Omit<Inputs['unfollow'], 'target'>; path: { target: string }; header?: Once },
      { 200: Json<Answers['unfollow']> }
    >
  }
  '/v1/authors': {
    /** The authors that this home knows: what they are called here, and how far they are trusted. */
    get: Operation<{ query?: Inputs['people'] & Paging }, { 200: Json<Page<Answers['people']>> }>
  }
  '/v1/authors/{author}/trust': {
    /** Says how far an author is trusted, what they are called here, or both. */
    put: WithOptionalBody<
      { path: { author: string }; header?: Once },
      Omit<Inputs['trust'], 'author'>,
      { 200: Json<Answers['trust']> }
    >
  }
  '/v1/authors/{author}/block': {
    /** Takes nothing more from an author and leaves what is here out of recall. */
    put: WithOptionalBody<
      { path: { author: string }; header?: Once },
      Omit<Inputs['block'], 'target'>,
      { 200: Json<Answers['block']> }
    >
  }
  '/v1/cubes/{cube}/propose': {
    /** Offers what a fork changed to the cube it was forked from; publishes the fork, since an offer is public. */
    post: WithOptionalBody<
      { path: { cube: string }; header?: Once },
      Omit<Inputs['propose'], 'cube'>,
      { 202: Json<JobOf<Answers['propose']>> }
    >
  }
  '/v1/proposals': {
    /** What was proposed to your cubes and what you proposed, or all that is kept here for one cube. */
    get: Operation<{ query?: Inputs['proposals'] & Paging }, { 200: Json<Page<Answers['proposals']>> }>
  }
  '/v1/proposals/{proposal}/accept': {
    /** Merges a proposal into your cube, credits its author and tells them; conflicts are returned, never dropped. */
    post: WithOptionalBody<
      { path: { proposal: string }; header?: Once },
      Omit<Inputs['accept'], 'proposal'>,
      { 202: Json<JobOf<Answers['accept']>> }
    >
  }
  '/v1/proposals/{proposal}/decline': {
    /** Says no to a proposal, with a reason that its author sees. */
    post: WithOptionalBody<
      { path: { proposal: string }; header?: Once },
      Omit<Inputs['decline'], 'proposal'>,
      { 200: Json<Answers['decline']> }
    >
  }
  '/v1/proposals/{proposal}/approve': {
    /** Says, as an author of the cube, that a proposal may be accepted. */
    post: WithOptionalBody<
      { path: { proposal: string }; header?: Once },
      Omit<Inputs['approve'], 'proposal'>,
      { 200: Json<Answers['approve']> }
    >
  }
  '/v1/swarms': {
    /** The swarms that this home is in. */
    get: Operation<{ query?: Paging }, { 200: Json<Page<Answers['swarm-list']>> }>
    /** Makes a private swarm; only who is invited sees anything of it. */
    post: WithBody<{ header?: Once }, Inputs['swarm-create'], { 201: Json<Answers['swarm-create']> }>
  }
  '/v1/swarms/join': {
    /** Comes into a swarm with an invitation. */
    post: WithBody<{ header?: Once }, Inputs['swarm-join'], { 202: Json<JobOf<Answers['swarm-join']>> }>
  }
  '/v1/swarms/{swarm}': {
    /** Leaves a swarm and deletes what this home holds of it. */
    delete: Operation<{ path: { swarm: string }; header?: Once }, { 200: Json<Answers['swarm-leave']> }>
  }
  '/v1/swarms/{swarm}/members': {
    /** Who is in a swarm, with role, and who is there now. */
    get: Operation<{ path: { swarm: string } }, { 200: Json<Answers['swarm-members']> }>
  }
  '/v1/swarms/{swarm}/invites': {
    /** The invitations of a swarm: open, used, revoked, expired, and those whose bearer waits for an admin. */
    get: Operation<{ path: { swarm: string } }, { 200: Json<Answers['swarm-invites']> }>
    /** Makes an invitation that lets one person in, once. */
    post: WithOptionalBody<
      { path: { swarm: string }; header?: Once },
      Omit<Inputs['swarm-invite'], 'swarm'>,
      { 201: Json<Answers['swarm-invite']> }
    >
  }
  '/v1/swarms/{swarm}/invites/{id}': {
    /** Takes an invitation back that nobody used yet. */
    delete: Operation<
      { path: { swarm: string; id: string }; header?: Once },
      { 200: Json<Answers['swarm-revoke']> }
    >
  }
  '/v1/swarms/{swarm}/invites/{id}/confirm': {
    /** Lets somebody in who waits with an invitation that is not automatic. */
    post: WithOptionalBody<
      { path: { swarm: string; id: string }; header?: Once },
      {},
      { 200: Json<Answers['swarm-confirm']> }
    >
  }
  '/v1/swarms/{swarm}/members/{author}': {
    /** Changes what a member may do. */
    put: WithBody<
      { path: { swarm: string; author: string }; header?: Once },
      Pick<Inputs['swarm-role'], 'role'>,
      { 200: Json<Answers['swarm-role']> }
    >
    /** Puts a member out and changes the keys; what was fetched before stays readable to them. */
    delete: Operation<
      { path: { swarm: string; author: string }; header?: Once },
      { 200: Json<Answers['swarm-remove']> }
    >
  }
  '/v1/swarms/{swarm}/rotate': {
    /** Changes the keys of a swarm; everybody in it is given the new ones. */
    post: WithOptionalBody<
      { path: { swarm: string }; header?: Once },
      {},
      { 200: Json<Answers['swarm-rotate']> }
    >
  }
  '/v1/swarms/{swarm}/seed': {
    /** Lets a server in, once, that stores and serves the sealed cubes of a swarm and cannot read them; on such a server, says what it holds. */
    post: WithOptionalBody<
      { path: { swarm: string }; header?: Once },
      Omit<Inputs['swarm-seed'], 'swarm'>,
      { 200: Json<Answers['swarm-seed']> }
    >
  }
  '/v1/swarms/{swarm}/kubo': {
    /** Which Kubo nodes may fetch what a swarm shares, where, and which are connected. */
    get: Operation<{ path: { swarm: string } }, { 200: Json<Answers['swarm-kubo']> }>
    /** Lets Kubo nodes that are named fetch what a swarm shares, under a swarm.key. */
    put: WithBody<
      { path: { swarm: string }; header?: Once },
      Omit<Inputs['swarm-kubo-on'], 'swarm'>,
      { 200: Json<Answers['swarm-kubo-on']> }
    >
    /** Lets no Kubo node fetch from a swarm any more, and deletes the key. */
    delete: Operation<{ path: { swarm: string }; header?: Once }, { 200: Json<Answers['swarm-kubo-off']> }>
  }
  '/v1/config': {
    /** The settings of the home, with those that are not set. */
    get: Operation<{}, { 200: Json<Answers['config-list']> }>
  }
  '/v1/config/{key}': {
    /** One setting of the home. */
    get: Operation<{ path: { key: string } }, { 200: Json<Answers['config-get']> }>
    /** Changes a setting of the home; refused before it is saved when a daemon could not start with it. */
    put: WithBody<
      { path: { key: string }; header?: Once },
      Omit<Inputs['config-set'], 'key'>,
      { 200: Json<Answers['config-set']> }
    >
    /** Takes a setting of the home away, so that the usual value holds. */
    delete: Operation<{ path: { key: string }; header?: Once }, { 200: Json<Answers['config-unset']> }>
  }
  '/v1/bootstrap': {
    /** The nodes that are dialled at each start. */
    get: Operation<{}, { 200: Json<Answers['bootstrap-list']> }>
    /** Adds nodes to those that are dialled at each start. */
    post: WithBody<{ header?: Once }, Inputs['bootstrap-add'], { 200: Json<Answers['bootstrap-add']> }>
  }
  '/v1/bootstrap/{address}': {
    /** Takes nodes from those that are dialled at each start. */
    delete: Operation<
      { path: { address: string }; header?: Once },
      { 200: Json<Answers['bootstrap-remove']> }
    >
  }
  '/v1/status': {
    /** The node, its peers, cubes, index and disk. */
    get: Operation<{ query?: Inputs['status'] }, { 200: Json<Answers['status']> }>
  }
  '/v1/doctor': {
    /** Looks at what usually goes wrong and says what to do. */
    get: Operation<{ query?: Inputs['doctor'] }, { 200: Json<Answers['doctor']> }>
  }
  '/v1/fsck': {
    /** Checks every block and record of the store, every cube, the high-water marks and the index; mends what it can, with the help of peers. */
    post: WithOptionalBody<{ header?: Once }, Inputs['fsck'], { 202: Json<JobOf<Answers['fsck']>> }>
  }
  '/v1/gc': {
    /** Frees the blocks that nothing in this home refers to; everybody reads and writes on meanwhile. */
    post: WithOptionalBody<{ header?: Once }, Inputs['gc'], { 202: Json<JobOf<Answers['gc']>> }>
  }
  '/v1/backup': {
    /** Writes the whole home into one file, as of one moment, while it goes on working. */
    post: WithBody<{ header?: Once }, Inputs['backup'], { 202: Json<JobOf<Answers['backup']>> }>
  }
  '/v1/rotate-key': {
    /** Makes a new author key, proven by the old one, and signs every cube of this home with it. */
    post: WithOptionalBody<
      { header?: Once },
      Inputs['rotate-key'],
      { 202: Json<JobOf<Answers['rotate-key']>> }
    >
  }
  '/v1/audit': {
    /** What was done and refused in this home, the newest last. */
    get: Operation<{ query?: Inputs['audit'] }, { 200: Json<Answers['audit']> }>
  }
  '/v1/audit/verify': {
    /** Finds whether the audit log was edited, cut off or rewritten, and from where. */
    post: WithOptionalBody<
      { header?: Once },
      Inputs['audit-verify'],
      { 202: Json<JobOf<Answers['audit-verify']>> }
    >
  }
  '/v1/audit/checkpoint': {
    /** Signs what the audit log is now. */
    post: WithOptionalBody<
      { header?: Once },
      Inputs['audit-checkpoint'],
      { 200: Json<Answers['audit-checkpoint']> }
    >
  }
  '/v1/audit/cosign': {
    /** Cosigns a checkpoint of another home, if it continues the one cosigned before. */
    post: WithBody<{ header?: Once }, Inputs['audit-cosign'], { 200: Json<Answers['audit-cosign']> }>
  }
}

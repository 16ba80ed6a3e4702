/** Every resource of the API. A new route is a line here; routing, checks and the OpenAPI document follow from it. */
import { del, get, patch, post, put, type Route } from './route.ts'

export { pathFields, type List, type Route } from './route.ts'

const job = { job: true } as const
const byCube = { field: 'cubes', id: ({ cube }: { cube: string }) => cube }

const cubes: Route[] = [
  get('/v1/cubes', 'list', { list: byCube }),
  post('/v1/cubes', 'create', { status: 201 }),
  get('/v1/cubes/{cube}', 'show'),
  patch('/v1/cubes/{cube}', 'describe'),
  post('/v1/cubes/{cube}/fork', 'fork', { status: 201 }),
  put('/v1/cubes/{cube}/pin', 'pin'),
  del('/v1/cubes/{cube}/pin', 'unpin'),
  post('/v1/cubes/{cube}/archive', 'archive', job),
  post('/v1/cubes/{cube}/restore', 'restore', job),
  post('/v1/cubes/{cube}/publish', 'publish', job),
  post('/v1/cubes/{cube}/unpublish', 'unpublish', job),
  get('/v1/cubes/{cube}/link', 'link'),
  post('/v1/releases', 'release', job),
  post('/v1/cubes/{cube}/import', 'import', job),
  post('/v1/cubes/{cube}/export', 'export', job),
  post('/v1/cubes/{cube}/verify', 'verify', job),
  get('/v1/cubes/{cube}/authors', 'authors', {
    without: ['add', 'branches', 'remove', 'threshold', 'approve'],
    summary: 'Who may sign for a cube.',
  }),
  post('/v1/cubes/{cube}/authors', 'authors'),
  get('/v1/cubes/{cube}/policy', 'policy', {
    without: ['set', 'text', 'clear', 'message'],
    summary: 'The rules that a cube carries, tried on commits where `check` names some.',
  }),
  put('/v1/cubes/{cube}/policy', 'policy', { without: ['clear'] }),
  del('/v1/cubes/{cube}/policy', 'policy', {
    fixed: { clear: true },
    without: ['set', 'text', 'check'],
    summary: 'Takes the rules of a cube away.',
  }),
]

const memories: Route[] = [
  get('/v1/cubes/{cube}/memories', 'keys', {
    list: { field: 'keys', id: (key: string) => key },
  }),
  post('/v1/cubes/{cube}/memories', 'add'),
  get('/v1/cubes/{cube}/memories/{key}', 'get'),
  put('/v1/cubes/{cube}/memories/{key}', 'add'),
  del('/v1/cubes/{cube}/memories/{key}', 'remove', {
    as: { key: '[keys]' },
    summary: 'Removes a memory from the current state; history keeps it.',
  }),
  get('/v1/cubes/{cube}/memories/{key}/blame', 'blame'),
  post('/v1/cubes/{cube}/remove', 'remove'),
  post('/v1/cubes/{cube}/forget', 'forget', job),
  get('/v1/recall', 'recall'),
  post('/v1/recall', 'recall'),
  get('/v1/context', 'context'),
  post('/v1/context', 'context'),
  get('/v1/map', 'map'),
]

const history: Route[] = [
  get('/v1/cubes/{cube}/log', 'log', {
    list: { field: 'commits', id: ({ commit }: { commit: string }) => commit, takesLimit: true },
  }),
  get('/v1/cubes/{cube}/diff', 'diff'),
  get('/v1/cubes/{cube}/lineage', 'lineage'),
  get('/v1/cubes/{cube}/branches', 'branch', {
    without: ['name', 'at', 'remove'],
    list: { field: 'branches', id: ({ name }: { name: string }) => name },
    summary: 'The branches of a cube.',
  }),
  put('/v1/cubes/{cube}/branches/{name}', 'branch', {
    without: ['remove'],
    answers: 'branch',
    summary: 'Makes a branch at a commit.',
  }),
  del('/v1/cubes/{cube}/branches/{name}', 'branch', {
    fixed: { remove: true },
    without: ['at'],
    answers: 'branch',
    summary: 'Takes a branch away.',
  }),
  put('/v1/cubes/{cube}/branch', 'switch'),
  post('/v1/cubes/{cube}/merge', 'merge', { job: true, without: ['abort'] }),
  del('/v1/cubes/{cube}/merge', 'merge', {
    fixed: { abort: true },
    without: ['other', 'strategy', 'resolve', 'dedupe', 'message'],
    summary: 'Forgets an unfinished merge.',
  }),
  post('/v1/cubes/{cube}/revert', 'revert'),
]

const network: Route[] = [
  get('/v1/discover', 'discover', { list: byCube }),
  post('/v1/pulls', 'pull', job),
  get('/v1/peers', 'peers', {
    list: { field: 'peers', id: ({ peerId }: { peerId: string }) => peerId },
  }),
  post('/v1/peers', 'connect'),
  get('/v1/exchanges', 'sync-log', {
    without: ['peer', 'limit'],
    summary: 'The peers with which something was exchanged.',
  }),
  get('/v1/exchanges/{peer}', 'sync-log'),
  get('/v1/seeds', 'seed-list'),
  put('/v1/seeds/{what}', 'seed-add'),
  del('/v1/seeds/{what}', 'seed-remove'),
  put('/v1/follows/{target}', 'follow'),
  del('/v1/follows/{target}', 'unfollow'),
  get('/v1/authors', 'people', {
    list: { field: 'people', id: ({ author }: { author: string }) => author },
  }),
  put('/v1/authors/{author}/trust', 'trust'),
  put('/v1/authors/{author}/block', 'block', { as: { author: 'target' } }),
  post('/v1/cubes/{cube}/propose', 'propose', job),
  get('/v1/proposals', 'proposals', {
    list: { field: 'proposals', id: ({ id }: { id: string }) => id },
  }),
  post('/v1/proposals/{proposal}/accept', 'accept', job),
  post('/v1/proposals/{proposal}/decline', 'decline'),
  post('/v1/proposals/{proposal}/approve', 'approve'),
]

const bySwarm = { field: 'swarms', id: ({ swarm }: { swarm: string }) => swarm }

const swarms: Route[] = [
  get('/v1/swarms', 'swarm-list', { list: bySwarm }),
  post('/v1/swarms', 'swarm-create', { status: 201 }),
  post('/v1/swarms/join', 'swarm-join', job),
  del('/v1/swarms/{swarm}', 'swarm-leave'),
  get('/v1/swarms/{swarm}/members', 'swarm-members'),
  get('/v1/swarms/{swarm}/invites', 'swarm-invites'),
  post('/v1/swarms/{swarm}/invites', 'swarm-invite', { status: 201 }),
  del('/v1/swarms/{swarm}/invites/{id}', 'swarm-revoke'),
  post('/v1/swarms/{swarm}/invites/{id}/confirm', 'swarm-confirm'),
  put('/v1/swarms/{swarm}/members/{author}', 'swarm-role'),
  del('/v1/swarms/{swarm}/members/{author}', 'swarm-remove'),
  post('/v1/swarms/{swarm}/rotate', 'swarm-rotate'),
  post('/v1/swarms/{swarm}/seed', 'swarm-seed'),
  get('/v1/swarms/{swarm}/kubo', 'swarm-kubo'),
  put('/v1/swarms/{swarm}/kubo', 'swarm-kubo-on'),
  del('/v1/swarms/{swarm}/kubo', 'swarm-kubo-off'),
]

const settings: Route[] = [
  get('/v1/config', 'config-list'),
  get('/v1/config/{key}', 'config-get'),
  put('/v1/config/{key}', 'config-set'),
  del('/v1/config/{key}', 'config-unset'),
  get('/v1/bootstrap', 'bootstrap-list'),
  post('/v1/bootstrap', 'bootstrap-add'),
  del('/v1/bootstrap/{address}', 'bootstrap-remove', { as: { address: '[addresses]' } }),
]

const care: Route[] = [
  get('/v1/status', 'status'),
  get('/v1/doctor', 'doctor'),
  post('/v1/fsck', 'fsck', job),
  post('/v1/gc', 'gc', job),
  post('/v1/backup', 'backup', job),
  post('/v1/rotate-key', 'rotate-key', job),
  get('/v1/audit', 'audit'),
  post('/v1/audit/verify', 'audit-verify', job),
  post('/v1/audit/checkpoint', 'audit-checkpoint'),
  post('/v1/audit/cosign', 'audit-cosign'),
]

export const routes: readonly Route[] = [
  ...cubes,
  ...memories,
  ...history,
  ...network,
  ...swarms,
  ...settings,
  ...care,
]

/** Every resource of the API. A new route is a line here; routing, checks and the OpenAPI document follow from it. */
import * as answers from './answers.ts'
import { del, get, patch, post, put, type Route } from './route.ts'

export { pathFields, type List, type Method, type Route } from './route.ts'

const job = { job: true } as const
const byCube = { field: 'cubes', id: ({ cube }: { cube: string }) => cube }

const cubes: Route[] = [
  get('/v1/cubes', 'list', answers.cubes, { list: byCube }),
  post('/v1/cubes', 'create', answers.created, { status: 201 }),
  get('/v1/cubes/{cube}', 'show', answers.cube),
  patch('/v1/cubes/{cube}', 'describe', answers.described),
  post('/v1/cubes/{cube}/fork', 'fork', answers.forked, { status: 201 }),
  put('/v1/cubes/{cube}/pin', 'pin', answers.pinned),
  del('/v1/cubes/{cube}/pin', 'unpin', answers.pinned),
  post('/v1/cubes/{cube}/archive', 'archive', answers.archived, job),
  post('/v1/cubes/{cube}/restore', 'restore', answers.archived, job),
  post('/v1/cubes/{cube}/publish', 'publish', answers.published, job),
  post('/v1/cubes/{cube}/unpublish', 'unpublish', answers.published, job),
  post('/v1/releases', 'release', answers.released, job),
  post('/v1/cubes/{cube}/import', 'import', answers.imported, job),
  post('/v1/cubes/{cube}/export', 'export', answers.exported, job),
  post('/v1/cubes/{cube}/verify', 'verify', answers.verified, job),
  get('/v1/cubes/{cube}/authors', 'authors', answers.authors, {
    without: ['add', 'branches', 'remove', 'threshold', 'approve'],
    summary: 'Who may sign for a cube.',
  }),
  post('/v1/cubes/{cube}/authors', 'authors', answers.authors),
  get('/v1/cubes/{cube}/policy', 'policy', answers.policy, {
    without: ['set', 'text', 'clear', 'message'],
    summary: 'The rules that a cube carries, tried on commits where `check` names some.',
  }),
  put('/v1/cubes/{cube}/policy', 'policy', answers.policy, { without: ['clear'] }),
  del('/v1/cubes/{cube}/policy', 'policy', answers.policy, {
    fixed: { clear: true },
    without: ['set', 'text', 'check'],
    summary: 'Takes the rules of a cube away.',
  }),
]

const memories: Route[] = [
  get('/v1/cubes/{cube}/memories', 'keys', answers.keys, {
    list: { field: 'keys', id: (key: string) => key },
  }),
  post('/v1/cubes/{cube}/memories', 'add', answers.added),
  get('/v1/cubes/{cube}/memories/{key}', 'get', answers.memory),
  put('/v1/cubes/{cube}/memories/{key}', 'add', answers.added),
  del('/v1/cubes/{cube}/memories/{key}', 'remove', answers.removed, {
    as: { key: '[keys]' },
    summary: 'Removes a memory from the current state; history keeps it.',
  }),
  get('/v1/cubes/{cube}/memories/{key}/blame', 'blame', answers.blame),
  post('/v1/cubes/{cube}/remove', 'remove', answers.removed),
  post('/v1/cubes/{cube}/forget', 'forget', answers.forgotten, job),
  get('/v1/recall', 'recall', answers.recalled),
  post('/v1/recall', 'recall', answers.recalled),
  get('/v1/context', 'context', answers.packedContext),
  post('/v1/context', 'context', answers.packedContext),
]

const history: Route[] = [
  get('/v1/cubes/{cube}/log', 'log', answers.log, {
    list: { field: 'commits', id: ({ commit }: { commit: string }) => commit, takesLimit: true },
  }),
  get('/v1/cubes/{cube}/diff', 'diff', answers.diff),
  get('/v1/cubes/{cube}/lineage', 'lineage', answers.lineage),
  get('/v1/cubes/{cube}/branches', 'branch', answers.branches, {
    without: ['name', 'at', 'remove'],
    list: { field: 'branches', id: ({ name }: { name: string }) => name },
    summary: 'The branches of a cube.',
  }),
  put('/v1/cubes/{cube}/branches/{name}', 'branch', answers.branch, {
    without: ['remove'],
    summary: 'Makes a branch at a commit.',
  }),
  del('/v1/cubes/{cube}/branches/{name}', 'branch', answers.branch, {
    fixed: { remove: true },
    without: ['at'],
    summary: 'Takes a branch away.',
  }),
  put('/v1/cubes/{cube}/branch', 'switch', answers.branch),
  post('/v1/cubes/{cube}/merge', 'merge', answers.merged, { job: true, without: ['abort'] }),
  del('/v1/cubes/{cube}/merge', 'merge', answers.merged, {
    fixed: { abort: true },
    without: ['other', 'strategy', 'resolve', 'dedupe', 'message'],
    summary: 'Forgets an unfinished merge.',
  }),
  post('/v1/cubes/{cube}/revert', 'revert', answers.reverted),
]

const network: Route[] = [
  get('/v1/discover', 'discover', answers.discovered, { list: byCube }),
  post('/v1/pulls', 'pull', answers.pulled, job),
  get('/v1/peers', 'peers', answers.peers, {
    list: { field: 'peers', id: ({ peerId }: { peerId: string }) => peerId },
  }),
  post('/v1/peers', 'connect', answers.connected),
  get('/v1/exchanges', 'sync-log', answers.exchanges, {
    without: ['peer', 'limit'],
    summary: 'The peers with which something was exchanged.',
  }),
  get('/v1/exchanges/{peer}', 'sync-log', answers.exchanges),
  put('/v1/follows/{target}', 'follow', answers.following),
  del('/v1/follows/{target}', 'unfollow', answers.following),
  put('/v1/authors/{author}/trust', 'trust', answers.trusted),
  put('/v1/authors/{author}/block', 'block', answers.blocked, { as: { author: 'target' } }),
  post('/v1/cubes/{cube}/propose', 'propose', answers.proposed, job),
  get('/v1/proposals', 'proposals', answers.proposals, {
    list: { field: 'proposals', id: ({ id }: { id: string }) => id },
  }),
  post('/v1/proposals/{proposal}/accept', 'accept', answers.accepted, job),
  post('/v1/proposals/{proposal}/decline', 'decline', answers.declined),
  post('/v1/proposals/{proposal}/approve', 'approve', answers.approved),
]

const bySwarm = { field: 'swarms', id: ({ swarm }: { swarm: string }) => swarm }

const swarms: Route[] = [
  get('/v1/swarms', 'swarm-list', answers.swarms, { list: bySwarm }),
  post('/v1/swarms', 'swarm-create', answers.swarm, { status: 201 }),
  post('/v1/swarms/join', 'swarm-join', answers.swarmJoined, job),
  del('/v1/swarms/{swarm}', 'swarm-leave', answers.swarmLeft),
  get('/v1/swarms/{swarm}/members', 'swarm-members', answers.swarmMembers),
  get('/v1/swarms/{swarm}/invites', 'swarm-invites', answers.swarmInvites),
  post('/v1/swarms/{swarm}/invites', 'swarm-invite', answers.swarmInvite, { status: 201 }),
  del('/v1/swarms/{swarm}/invites/{id}', 'swarm-revoke', answers.swarmRevoked),
  post('/v1/swarms/{swarm}/invites/{id}/confirm', 'swarm-confirm', answers.swarmMember),
  put('/v1/swarms/{swarm}/members/{author}', 'swarm-role', answers.swarmMember),
  del('/v1/swarms/{swarm}/members/{author}', 'swarm-remove', answers.swarmEpoch),
  post('/v1/swarms/{swarm}/rotate', 'swarm-rotate', answers.swarmEpoch),
  post('/v1/swarms/{swarm}/seed', 'swarm-seed', answers.swarmSeed),
  get('/v1/swarms/{swarm}/kubo', 'swarm-kubo', answers.swarmKubo),
  put('/v1/swarms/{swarm}/kubo', 'swarm-kubo-on', answers.swarmKubo),
  del('/v1/swarms/{swarm}/kubo', 'swarm-kubo-off', answers.swarmKubo),
]

const care: Route[] = [
  get('/v1/status', 'status', answers.status),
  get('/v1/doctor', 'doctor', answers.doctor),
  post('/v1/fsck', 'fsck', answers.fsck, job),
  post('/v1/gc', 'gc', answers.collected, job),
  post('/v1/backup', 'backup', answers.backup, job),
  post('/v1/rotate-key', 'rotate-key', answers.rotated, job),
  get('/v1/audit', 'audit', answers.audit),
  post('/v1/audit/verify', 'audit-verify', answers.auditVerified, job),
  post('/v1/audit/checkpoint', 'audit-checkpoint', answers.checkpoint),
  post('/v1/audit/cosign', 'audit-cosign', answers.checkpoint),
]

export const routes: readonly Route[] = [...cubes, ...memories, ...history, ...network, ...swarms, ...care]

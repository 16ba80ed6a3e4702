/** The verbs there are, each loaded when it is needed. A new verb is a new file here and a line below. */
import type { Verb, Verbs } from '../verb.ts'

export const verbLoaders: Readonly<Record<string, () => Promise<Verb>>> = {
  init: async () => (await import('./init.ts')).init,
  daemon: async () => (await import('./daemon.ts')).daemon,
  stop: async () => (await import('./stop.ts')).stop,
  ui: async () => (await import('./ui.ts')).ui,
  status: async () => (await import('./status.ts')).status,
  connect: async () => (await import('./peers.ts')).connect,
  peers: async () => (await import('./peers.ts')).peers,
  create: async () => (await import('./cubes.ts')).create,
  describe: async () => (await import('./describe.ts')).describe,
  list: async () => (await import('./cubes.ts')).list,
  show: async () => (await import('./cubes.ts')).show,
  fork: async () => (await import('./cubes.ts')).fork,
  add: async () => (await import('./add.ts')).add,
  import: async () => (await import('./import.ts')).importVerb,
  watch: async () => (await import('./watch.ts')).watch,
  export: async () => (await import('./import.ts')).exportVerb,
  get: async () => (await import('./memories.ts')).get,
  remove: async () => (await import('./memories.ts')).remove,
  choose: async () => (await import('./memories.ts')).choose,
  keys: async () => (await import('./memories.ts')).keys,
  log: async () => (await import('./history.ts')).log,
  diff: async () => (await import('./history.ts')).diff,
  branch: async () => (await import('./branch.ts')).branch,
  switch: async () => (await import('./branch.ts')).switchVerb,
  merge: async () => (await import('./merge.ts')).merge,
  revert: async () => (await import('./revert.ts')).revert,
  blame: async () => (await import('./revert.ts')).blame,
  people: async () => (await import('./people.ts')).people,
  authors: async () => (await import('./authors.ts')).authors,
  map: async () => (await import('./map.ts')).map,
  lineage: async () => (await import('./lineage.ts')).lineage,
  policy: async () => (await import('./policy.ts')).policy,
  publish: async () => (await import('./share.ts')).publish,
  unpublish: async () => (await import('./share.ts')).unpublish,
  release: async () => (await import('./share.ts')).release,
  discover: async () => (await import('./share.ts')).discover,
  pull: async () => (await import('./share.ts')).pull,
  follow: async () => (await import('./trust.ts')).follow,
  unfollow: async () => (await import('./trust.ts')).unfollow,
  trust: async () => (await import('./trust.ts')).trust,
  block: async () => (await import('./trust.ts')).block,
  'rotate-key': async () => (await import('./rotate-key.ts')).rotateKey,
  context: async () => (await import('./context.ts')).context,
  recall: async () => (await import('./recall.ts')).recall,
  propose: async () => (await import('./proposals.ts')).propose,
  proposals: async () => (await import('./proposals.ts')).proposals,
  accept: async () => (await import('./proposals.ts')).accept,
  decline: async () => (await import('./proposals.ts')).decline,
  approve: async () => (await import('./proposals.ts')).approve,
  'sync-log': async () => (await import('./sync-log.ts')).syncLog,
  swarm: async () => (await import('./swarm.ts')).swarm,
  verify: async () => (await import('./care.ts')).verify,
  fsck: async () => (await import('./care.ts')).fsck,
  doctor: async () => (await import('./care.ts')).doctor,
  audit: async () => (await import('./audit.ts')).audit,
  pin: async () => (await import('./keep.ts')).pin,
  unpin: async () => (await import('./keep.ts')).unpin,
  archive: async () => (await import('./keep.ts')).archive,
  restore: async () => (await import('./keep.ts')).restore,
  backup: async () => (await import('./backup.ts')).backup,
  'restore-backup': async () => (await import('./backup.ts')).restoreBackup,
  gc: async () => (await import('./keep.ts')).gc,
  mcp: async () => (await import('./mcp.ts')).mcp,
  forget: async () => (await import('./forget.ts')).forget,
  demo: async () => (await import('./demo.ts')).demo,
  help: async () => (await import('./help.ts')).help,
  version: async () => (await import('./version.ts')).version,
  completion: async () => (await import('./completion.ts')).completion,
}

/** The loader of a verb by its name; undefined for a name that no verb has. */
export function verbLoader(name: string): (() => Promise<Verb>) | undefined {
  return Object.hasOwn(verbLoaders, name) ? verbLoaders[name] : undefined
}

export function loadAllVerbs(): Promise<Verb[]> {
  return Promise.all(Object.values(verbLoaders).map((load) => load()))
}

export const allVerbs: Verbs = { names: Object.keys(verbLoaders), loader: verbLoader, all: loadAllVerbs }

/** Imports that still go up. This list may only shrink: what is not found any more must go from here. */
export const KNOWN_PROBLEMS: readonly string[] = [
  'care/doctor/check-swarms.ts imports swarms/spaces.ts: care must not import swarms',
  'care/doctor/check-swarms.ts imports swarms/team.ts: care must not import swarms',
  'care/doctor/check-waiting.ts imports swarms/lives.ts: care must not import swarms',
  'cubes/membership.ts imports swarms/team-roles.ts: cubes must not import swarms',
  'cubes/membership.ts imports swarms/team.ts: cubes must not import swarms',
  'cubes/proposals/find-proposal.ts imports sharing/proposals/proposal-authors.ts: cubes must not import sharing',
  'cubes/rotation/plan-rotation.ts imports finding/recall-feed.ts: cubes must not import finding',
  'cubes/write-commit.ts imports finding/recall-feed.ts: cubes must not import finding',
  'finding/packing/similar-to.ts imports node/use-cases/recall.ts: finding must not import node',
  'interfaces/cli/verbs/backup.ts imports care/backup/index.ts: interfaces must not import care',
  'sharing/node-network.ts imports swarms/content-epochs.ts: sharing must not import swarms',
  'sharing/node-network.ts imports swarms/inner-host.ts: sharing must not import swarms',
  'sharing/node-network.ts imports swarms/sealed-host.ts: sharing must not import swarms',
  'sharing/receiver.ts imports care/cache/index.ts: sharing must not import care',
  'swarms/mirrors/mirror-host.ts imports node/open-context.ts: swarms must not import node',
  'swarms/mirrors/take-mirrors.ts imports node/use-cases/trust.ts: swarms must not import node',
  'swarms/spaces.ts imports node/open-context.ts: swarms must not import node',
  'swarms/swarm-shelf.ts imports node/open-context.ts: swarms must not import node',
  'swarms/team-cubes.ts imports node/use-cases/authors.ts: swarms must not import node',
  'swarms/team-cubes.ts imports node/use-cases/merge.ts: swarms must not import node',
  'swarms/team-cubes.ts imports node/use-cases/publish.ts: swarms must not import node',
  'swarms/team-follow.ts imports node/use-cases/trust.ts: swarms must not import node',
]

/** What still goes up to these is not listed one by one. */
export const KNOWN_TARGETS: readonly string[] = ['node/context.ts']

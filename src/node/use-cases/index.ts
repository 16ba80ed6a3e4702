/** Everything a node can be asked to do. A new verb is a new file in this folder and a line here. */
import { z } from 'zod'
import type { NeededGrants } from '../agents/needed-grants.ts'
import type { UseCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { accept } from './accept.ts'
import { add } from './add.ts'
import { audit, auditCheckpoint, auditCosign, auditVerify } from './audit.ts'
import { authors } from './authors.ts'
import { archive, restore } from './archive.ts'
import { backup } from './backup.ts'
import { blame } from './blame.ts'
import { branch, switchBranch } from './branch.ts'
import { comment } from './comment.ts'
import { approve, decline } from './decide.ts'
import { context } from './context.ts'
import { choose } from './choose.ts'
import { create } from './create.ts'
import { describe } from './describe.ts'
import { discover } from './discover.ts'
import {
  bootstrapAdd,
  bootstrapList,
  bootstrapRemove,
  configGet,
  configList,
  configSet,
  configUnset,
} from './config.ts'
import { doctor } from './doctor.ts'
import { exportCube } from './export.ts'
import { forget } from './forget.ts'
import { fork } from './fork.ts'
import { gc } from './gc.ts'
import { get, keys } from './get.ts'
import { importMemories } from './import.ts'
import { link } from './link.ts'
import { lineage } from './lineage.ts'
import { showCommit } from './show-commit.ts'
import { list, show } from './list.ts'
import { diff } from './diff.ts'
import { log } from './log.ts'
import { map } from './map.ts'
import { merge } from './merge.ts'
import { people } from './people.ts'
import { policy } from './policy.ts'
import { pin, unpin } from './pin.ts'
import { proposals } from './proposals.ts'
import { propose } from './propose.ts'
import { publish, unpublish } from './publish.ts'
import { release } from './release.ts'
import { pull } from './pull.ts'
import { recall } from './recall.ts'
import { remove } from './remove.ts'
import { connect, peers, status } from './status.ts'
import { block, follow, trust, unfollow } from './trust.ts'
import { rotateKeyCase } from './rotate-key.ts'
import { revert } from './revert.ts'
import { fsck } from './fsck.ts'
import { pinsAdd, pinsList, pinsRemove } from './pins.ts'
import { seedAdd, seedList, seedRemove } from './seed.ts'
import { store, storeMove } from './store.ts'
import { syncLog } from './sync-log.ts'
import {
  swarmCreate,
  swarmJoin,
  swarmLeave,
  swarmList,
  swarmMembers,
  swarmRemove,
  swarmRole,
  swarmRotate,
} from './swarm.ts'
import { swarmInvite, swarmInvites, swarmRevoke, swarmConfirm } from './swarm-invitations.ts'
import { swarmKubo, swarmKuboOff, swarmKuboOn } from './swarm-kubo.ts'
import { swarmSeed } from './swarm-seed.ts'
import { verify } from './verify.ts'

const plain = [
  status,
  connect,
  peers,
  create,
  describe,
  list,
  show,
  showCommit,
  add,
  importMemories,
  get,
  remove,
  choose,
  keys,
  exportCube,
  log,
  diff,
  branch,
  switchBranch,
  merge,
  revert,
  blame,
  lineage,
  policy,
  verify,
  publish,
  unpublish,
  release,
  discover,
  pull,
  follow,
  unfollow,
  trust,
  block,
  people,
  rotateKeyCase,
  fork,
  authors,
  propose,
  proposals,
  accept,
  decline,
  comment,
  approve,
  recall,
  context,
  map,
  fsck,
  doctor,
  store,
  storeMove,
  syncLog,
  audit,
  auditVerify,
  auditCheckpoint,
  auditCosign,
  forget,
  gc,
  pin,
  unpin,
  pinsAdd,
  pinsRemove,
  pinsList,
  seedAdd,
  seedRemove,
  seedList,
  archive,
  restore,
  backup,
  swarmCreate,
  swarmInvite,
  swarmInvites,
  swarmRevoke,
  swarmConfirm,
  swarmJoin,
  swarmMembers,
  swarmRole,
  swarmRemove,
  swarmRotate,
  swarmList,
  swarmLeave,
  swarmSeed,
  swarmKubo,
  swarmKuboOn,
  swarmKuboOff,
  link,
  configList,
  configGet,
  configSet,
  configUnset,
  bootstrapList,
  bootstrapAdd,
  bootstrapRemove,
] as const satisfies readonly UseCase[]

type Described = (typeof plain)[number]
export type CallName = Described['name']
/** What a call answers, by its name; of a name that is not known here, anything. */
export type AnswerOf<N extends string> = N extends CallName
  ? z.infer<Extract<Described, { name: N }>['output']>
  : unknown
/** Of the calls those that agents may make, with the grants that they need. */
export type AgentCallName = NameWithGrants<Described>
type NameWithGrants<U extends Described> = U extends { grants?: infer G }
  ? NeededGrants extends G
    ? U['name']
    : never
  : never

/** Calls that can be made in a swarm take its name; `route.ts` reads it. */
function withSwarm(definition: UseCase): UseCase {
  const { spans, input, grants } = definition
  if (spans === 'home' || !(input instanceof z.ZodObject)) return definition
  return {
    ...definition,
    input: input.extend({ swarm: inputs.swarm.optional() }),
    ...(grants !== undefined && { grants: { ...grants, fields: [...grants.fields, 'swarm'] } }),
  }
}

const all: readonly UseCase[] = plain.map(withSwarm)

export const useCases: ReadonlyMap<string, UseCase> = new Map(
  all.map((definition) => [definition.name, definition]),
)

/** A use case as an interface describes it: name, sentence, JSON Schemas of the input and of the answer. */
export interface CallSchema {
  name: string
  summary: string
  input: Record<string, unknown>
  /** Other fields may be added to an answer: readers take what they know. */
  readonly output: Record<string, unknown>
}

export function callSchemas(): CallSchema[] {
  return all.map(({ name, summary, input, output }) => ({
    name,
    summary,
    input: z.toJSONSchema(input, { io: 'input' }) as Record<string, unknown>,
    // Made when somebody reads it: a daemon starts without.
    get output() {
      const { $schema: _dialect, ...schema } = z.toJSONSchema(output, { io: 'input' })
      return schema
    },
  }))
}

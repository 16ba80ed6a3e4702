import { z } from 'zod'
import { callTool, type Tool } from '../tool.ts'

const keys = z.array(z.string())

export const historyTools: readonly Tool[] = [
  callTool({
    name: 'history',
    title: 'History',
    description:
      'The commits of a cube, newest first, with author, time and message; `key` for those of one memory.',
    call: 'log',
    output: { commits: z.array(z.looseObject({ commit: z.string(), author: z.string(), time: z.number() })) },
  }),
  callTool({
    name: 'blame',
    title: 'Who wrote a memory',
    description: 'Who wrote what a key holds, in which commit, proven by signature and inclusion.',
    call: 'blame',
    output: {
      key: z.string(),
      memory: z.string(),
      author: z.string(),
      commit: z.string(),
      verified: z.boolean(),
    },
  }),
  callTool({
    name: 'diff',
    title: 'Difference',
    description: 'Keys added, removed and changed between two revisions of a cube.',
    call: 'diff',
    output: { added: keys, removed: keys, changed: keys },
  }),
  callTool({
    name: 'branch',
    title: 'Branches',
    description:
      'Lists the branches of a cube, or makes one. Work on a branch of your own by naming it in `remember`, and merge it when it is good.',
    call: 'branch',
    effect: 'writes',
    output: {},
  }),
  callTool({
    name: 'merge',
    title: 'Merge',
    description:
      'Takes a branch, fork or upstream into a cube. What both sides changed comes back in `conflicts` with base, ours and theirs and nothing is lost; call again with `resolve` to finish.',
    call: 'merge',
    effect: 'writes',
    output: {
      added: z.number(),
      changed: z.number(),
      removed: z.number(),
      conflicts: z.array(z.looseObject({ key: z.string(), kind: z.string() })),
    },
  }),
  callTool({
    name: 'revert',
    title: 'Revert',
    description: 'Undoes what one commit did, by a new commit.',
    call: 'revert',
    effect: 'writes',
    output: { commit: z.string() },
  }),
]

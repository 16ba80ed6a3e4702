import { z } from 'zod'
import type { AgentCallName } from '../../../node/index.ts'
import { callTool, type CallToolParts, type Tool } from '../tool.ts'
import { asLabel } from './list.ts'

export const historyTools: readonly Tool[] = [
  labelled({
    name: 'memcube_history',
    title: 'History',
    description: 'Commits of a cube, newest first; with `key` those of one memory.',
    call: 'log',
    output: ['commits'],
    hide: ['limit'],
    effect: 'reads',
    pages: ['commits'],
    unlisted: ['branch'],
  }),
  labelled({
    name: 'memcube_blame',
    title: 'Who wrote a memory',
    description: 'Who wrote what a key holds, in which commit, proven by signature.',
    call: 'blame',
    output: ['key', 'memory', 'author', 'commit', 'verified'],
    effect: 'reads',
    unlisted: ['at', 'branch'],
  }),
  labelled({
    name: 'memcube_diff',
    title: 'Difference',
    description:
      'Keys added, removed and changed between revisions or cubes; in `texts` the words before and after.',
    call: 'diff',
    output: ['added', 'removed', 'changed'],
    effect: 'reads',
    pages: ['added', 'removed', 'changed', 'texts'],
    unlisted: ['branch', 'text'],
    say: { a: 'revision or cube', b: 'the current state when not given' },
    extra: { text: z.boolean().default(true) },
  }),
  callTool({
    name: 'memcube_branch',
    title: 'Branches',
    description:
      'Lists the branches of a cube, or makes one to work on: name it in remember, merge it when it is good.',
    call: 'branch',
    output: [],
    effect: 'writes',
    say: { name: '', at: 'revision', remove: 'take it away; grant: forget' },
  }),
  callTool({
    name: 'memcube_merge',
    title: 'Merge',
    description:
      'Takes a branch, fork or upstream into a cube. What both changed comes back in `conflicts` and nothing is lost; call again with `resolve`.',
    call: 'merge',
    // No file is read for a decision: an agent gives the text.
    extra: {
      resolve: z
        .array(
          z.strictObject({
            key: z.string(),
            take: z.enum(['ours', 'theirs']).optional(),
            text: z.string().optional().describe('instead of take'),
          }),
        )
        .optional(),
    },
    output: ['type', 'added', 'changed', 'removed', 'conflicts'],
    effect: 'writes',
    unlisted: ['message', 'branch'],
    say: {
      other: 'revision or cube',
      dedupe: 'one record for two that say the same',
      abort: 'drop an unfinished merge; grant: forget',
    },
  }),
  callTool({
    name: 'memcube_revert',
    title: 'Revert',
    description: 'Undoes what one commit did, or with `key` the last change of one memory, by a new commit.',
    call: 'revert',
    output: ['commit'],
    effect: 'writes',
    unlisted: ['message', 'branch'],
    say: { rev: 'commit', key: '', to: 'revision: put `key` back to what it was there' },
  }),
]

/** Says with the answer whose cube it is. */
function labelled<const N extends AgentCallName>(parts: CallToolParts<N>): Tool {
  const tool = callTool(parts)
  return {
    ...tool,
    output: { of: 'object', ...tool.output },
    calls: [parts.call, 'show'],
    async run(args, context) {
      const { cube, swarm } = args
      const answer = await tool.run(args, context)
      const shown = await context.call('show', { cube, ...(swarm !== undefined && { swarm }) })
      return { of: asLabel(shown), ...answer }
    },
  }
}

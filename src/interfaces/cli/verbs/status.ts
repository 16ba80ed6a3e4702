import { callVerb, type Verb } from '../verb.ts'
import { statusLines } from '../status-lines.ts'

const once = callVerb({
  name: 'status',
  group: 'start',
  summary: 'node, peers, cubes, index and disk',
  call: 'status',
  ofSwarm: true,
  arguments: [],
  options: [
    { flags: '--watch', about: 'stay, and show it anew whenever something changes, until interrupted' },
  ],
  examples: [
    ['memcube status', 'says whether a daemon runs, who is connected and how much is here'],
    ['memcube status --watch', 'the same on one screen, kept true; with --json a line for each change'],
  ],
  input: () => ({}),
  show: (status, { out }) => statusLines(status).forEach((line) => out.line(line)),
})

export const status: Verb = {
  ...once,
  stays: true,
  async run(args, options, context) {
    if (options['watch'] !== true) return once.run(args, options, context)
    const { watchStatus } = await import('../watch-status.ts')
    return watchStatus(context, process.stdout)
  },
}

import type { Verb } from '../verb.ts'

export const demo: Verb = {
  name: 'demo',
  group: 'start',
  summary: 'watch two nodes package, share, find, pull and recall',
  arguments: [],
  options: [],
  examples: [['memcube demo', 'two daemons in temporary homes on this machine; nothing is left behind']],
  async run(_args, _options, context) {
    const { runDemo } = await import('../run-demo.ts')
    return runDemo(context)
  },
}

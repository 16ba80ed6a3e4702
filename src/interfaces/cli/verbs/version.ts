import { version as memcube } from '../../../home/version.ts'
import type { Verb } from '../verb.ts'

export const version: Verb = {
  name: 'version',
  group: 'start',
  summary: 'print the versions of memcube and Node',
  arguments: [],
  options: [],
  examples: [['memcube version', 'the same as `memcube --version`']],
  async run(_args, _options, { json, out }) {
    if (json) out.json({ memcube, node: process.versions.node })
    else out.line(`memcube ${memcube}, Node ${process.versions.node}`)
  },
}

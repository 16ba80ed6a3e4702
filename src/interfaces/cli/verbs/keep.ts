/** What a home keeps, and what it lets go. */
import { formatBytes } from '../format-bytes.ts'
import { callVerb } from '../verb.ts'

export const gc = callVerb<{ freedBytes: number; blocks: number; kept: number; tookMs: number }>({
  name: 'gc',
  group: 'care',
  summary: 'free what nothing refers to any more',
  call: 'gc',
  arguments: [],
  options: [],
  examples: [
    ['memcube gc', 'every memory, its history, pins and unfinished merges stay; a daemon works on meanwhile'],
  ],
  input: () => ({}),
  show({ freedBytes, blocks, kept, tookMs }, { out }) {
    out.line(`freed ${formatBytes(freedBytes)} in ${blocks} blocks; ${kept} blocks stay (${tookMs} ms)`)
  },
})

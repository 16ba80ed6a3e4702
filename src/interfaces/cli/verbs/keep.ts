/** What a home keeps, and what it lets go. */
import { formatBytes } from '../format-bytes.ts'
import { callVerb } from '../verb.ts'

interface Pinned {
  cube: string
  pinned: boolean
}

export const pin = callVerb<Pinned>({
  name: 'pin',
  group: 'care',
  summary: 'keep a cube whatever the cache has room for',
  call: 'pin',
  arguments: [['<cube>', 'which']],
  options: [],
  examples: [['memcube pin field-notes', 'never evicted, also when nobody recalls it for months']],
  input: ([cube]) => ({ cube }),
  show: (_result, { out }) => out.line('pinned: it stays until you unpin it'),
})

export const unpin = callVerb<Pinned>({
  name: 'unpin',
  group: 'care',
  summary: 'let a cube of others give way when the cache is full',
  call: 'unpin',
  arguments: [['<cube>', 'which']],
  options: [],
  examples: [['memcube unpin field-notes', 'removes nothing now']],
  input: ([cube]) => ({ cube }),
  show: (_result, { out }) => out.line('unpinned; nothing was removed'),
})

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

/** What a home keeps, and what it lets go. */
import { countOf } from '../../../home/count-of.ts'
import { formatBytes } from '../format-bytes.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const pin = callVerb({
  name: 'pin',
  group: 'care',
  summary: 'keep a cube, however full the cache is',
  call: 'pin',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [],
  examples: [['memcube pin field-notes', 'never evicted, also when nobody recalls it for months']],
  show: (_result, { out }) => out.line('pinned: it stays until you unpin it'),
})

export const unpin = callVerb({
  name: 'unpin',
  group: 'care',
  summary: 'let the cache drop a cube of others when it is full',
  call: 'unpin',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [],
  examples: [['memcube unpin field-notes', 'removes nothing now']],
  show: (_result, { out }) => out.line('unpinned; nothing was removed'),
})

export const archive = callVerb({
  name: 'archive',
  group: 'care',
  summary: 'put a cube that nobody reads into a compressed file',
  call: 'archive',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [],
  examples: [
    ['memcube archive old-notes', 'it stays listed, and comes back with `memcube restore old-notes`'],
  ],
  show({ name, blocks, bytes, freedBytes = 0 }, { out }) {
    out.line(
      `archived ${plainLine(name)}: ${countOf(blocks, 'block')} in ${formatBytes(bytes)}; ${formatBytes(freedBytes)} freed`,
    )
  },
})

export const restore = callVerb({
  name: 'restore',
  group: 'care',
  summary: 'bring an archived cube back',
  call: 'restore',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [],
  examples: [['memcube restore old-notes', 'verifies every block; the file goes once the cube is there']],
  show: ({ name, blocks }, { out }) => out.line(`restored ${plainLine(name)}: ${countOf(blocks, 'block')}`),
})

export const gc = callVerb({
  name: 'gc',
  group: 'care',
  summary: 'free what nothing refers to any more',
  call: 'gc',
  ofSwarm: true,
  arguments: [],
  options: [],
  examples: [['memcube gc', 'memories, history, pins and unfinished merges stay. A daemon goes on working']],
  show({ freedBytes, blocks, kept, tookMs }, { out }) {
    out.line(
      `freed ${formatBytes(freedBytes)} in ${countOf(blocks, 'block')}; ${countOf(kept, 'block')} stay (${tookMs} ms)`,
    )
  },
})

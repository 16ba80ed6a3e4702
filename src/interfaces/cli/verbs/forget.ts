import { countOf, memoriesOf } from '../count-of.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

interface Receipt {
  forgotten?: { key: string; memory: string }[]
  tombstone?: string | null
  commit: string | null
  removed?: { blocks: number; payloads: number; texts: number; vectors: number; bytes: number }
  notForced?: string[]
  reinstated?: string[]
}

export const forget = callVerb<Receipt>({
  name: 'forget',
  group: 'care',
  summary: 'erase memories for good, and have others do the same',
  call: 'forget',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['[keys...]', 'keys of the memories'],
  ],
  options: [
    { flags: '--reason <text>', about: 'why; others can read it' },
    { flags: '--at <rev>', about: 'also what the keys held at a commit' },
    { flags: '--everywhere', about: 'also in other cubes of this home that have the same memory' },
    {
      flags: '--reinstate <memory>',
      about: 'let a forgotten memory come again; may be given several times',
      many: true,
    },
  ],
  examples: [
    [
      'memcube forget notes people/jane',
      'gone from every branch, the history, the index and the files; `remove` only takes it out of the current state',
    ],
    ['memcube forget notes people/jane --at main~3', 'what the key held three commits ago'],
  ],
  input: ([cube, keys], { reason, at, everywhere, reinstate }) => ({
    cube,
    keys,
    reason,
    at,
    everywhere,
    reinstate,
  }),
  show({ forgotten = [], tombstone, commit, removed, notForced = [], reinstated = [] }, { out }) {
    for (const { key, memory } of forgotten)
      out.line(`forgotten ${plainLine(key, 1024)}  ${plainLine(memory)}`)
    for (const memory of reinstated) out.line(`may come again: ${plainLine(memory)}`)
    if (removed !== undefined)
      out.line(
        `removed ${memoriesOf(removed.blocks)}, ${countOf(removed.payloads, 'payload block')}, ${countOf(removed.texts, 'text')}, ${countOf(removed.vectors, 'vector')}: ${removed.bytes} bytes`,
      )
    if (tombstone) out.line(`tombstone ${plainLine(tombstone)}`)
    if (commit !== null) out.line(plainLine(commit))
    for (const sentence of notForced) out.note(`note: ${plainLine(sentence, 400)}`)
  },
})

import type { AnswerOf } from '../../../node/index.ts'
import { countOf, memoriesOf } from '../../../home/count-of.ts'
import { bold, dim, type Output } from '../output.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const forget = callVerb({
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
    [
      'memcube forget notes people/jane --at main~3',
      'also what the key held three commits ago; of a key that was removed, all that it ever held is forgotten',
    ],
  ],
  input: ([cube, keys], { reason, at, everywhere, reinstate }) => ({
    cube,
    keys,
    reason,
    at,
    everywhere,
    reinstate,
  }),
  show(answer, { out }) {
    if ('reinstated' in answer)
      for (const memory of answer.reinstated) out.line(`may come again: ${plainLine(memory)}`)
    else showErased(answer, out)
    if ('alsoIn' in answer) showElsewhere(answer.alsoIn, out)
    if ('fetchedBy' in answer) showFetchers(answer.fetchedBy, out)
    if (answer.commit !== null) out.line(`commit ${plainLine(answer.commit)}`)
    if ('notForced' in answer)
      for (const sentence of answer.notForced) out.note(`note: ${plainLine(sentence, 400)}`)
  },
})

/** What was not erased has to be named: a secret that is left behind unmentioned is found by others. */
function showElsewhere(places: Erased['alsoIn'], out: Output): void {
  if (places.length === 0) return
  out.line(bold(`the text still stands in ${memoriesOf(places.length)}:`))
  for (const { name, key, says, own } of places) {
    const how = says === 'the same' ? '' : ', among other words'
    const whose = own ? '' : '; its author keeps it'
    out.line(`  memcube forget ${plainLine(name, 200)} ${plainLine(key, 1024)}`, dim(`${how}${whose}`))
  }
}

/** Whoever fetched it may have read it. */
function showFetchers(nodes: Erased['fetchedBy'], out: Output): void {
  if (nodes.length === 0) return
  out.line(bold(`${countOf(nodes.length, 'node')} fetched the cube from this one and may have it:`))
  for (const { peerId, lastMs } of nodes.slice(0, maxFetchers))
    out.line(`  ${plainLine(peerId, 128)}`, dim(`  last at ${timeText(lastMs)}`))
  if (nodes.length > maxFetchers) out.line(`  and ${nodes.length - maxFetchers} more: --json names all`)
}

/** More than this nobody reads one by one. Guess. */
const maxFetchers = 20

type Erased = Extract<AnswerOf<'forget'>, { forgotten: unknown }>

/** What went, without what there was none of. */
function erasedWords({ blocks, payloads, texts, vectors, bytes }: Erased['removed']): string {
  const parts = [
    [blocks, memoriesOf(blocks)],
    [payloads, countOf(payloads, 'block of files', 'blocks of files')],
    [texts, `${countOf(texts, 'passage')} of the index by words`],
    [vectors, `${vectors} by meaning`],
  ] as const
  const said = parts.flatMap(([count, words]) => (count > 0 ? [words] : []))
  return said.length === 0
    ? 'nothing, for it was gone already'
    : `${said.join(', ')} (${countOf(bytes, 'byte')})`
}

function showErased({ forgotten, memories, removed, tombstone }: Erased, out: Output): void {
  for (const { key, memory } of forgotten) out.line(`forgotten ${plainLine(key, 1024)}  ${plainLine(memory)}`)
  const current = new Set(forgotten.map(({ memory }) => memory))
  for (const memory of memories)
    if (!current.has(memory)) out.line(`forgotten in the history  ${plainLine(memory)}`)
  out.line(`erased here: ${erasedWords(removed)}`)
  if (tombstone !== null)
    out.line(`tombstone ${plainLine(tombstone)}`, dim('  has other nodes erase it when they pull'))
}

import { countOf } from '../../../home/count-of.ts'
import { dim } from '../output.ts'
import { partNote } from '../part-line.ts'
import { plainLine, plainText } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const context = callVerb({
  name: 'context',
  group: 'read',
  summary: 'pack what is known about a question into a token budget for a model',
  call: 'context',
  ofSwarm: true,
  arguments: [['<query>', 'a question or some words']],
  options: [
    { flags: '--budget <tokens>', about: 'marks and labels included; 2,000 when not given', whole: true },
    {
      flags: '--model <family>',
      about: 'whose tokens are counted, such as gpt-4o or claude; "other" when not given',
    },
    { flags: '--cube <cube>', about: 'only from this cube; may be given several times', many: true },
    { flags: '--tag <tag>', about: 'only with this tag; may be given several times', many: true },
    {
      flags: '--tier <tier>',
      about: 'the least trusted tier to take from: own, team, followed, community, quarantined',
    },
    { flags: '--at <rev>', about: 'from an older state of the one cube that --cube names' },
    { flags: '--branch <branch>', about: 'from another branch of it than the current one' },
    { flags: '--top <n>', about: 'memories that are considered; 50 when not given', whole: true },
    {
      flags: '--left-out <n>',
      about: 'how many of what was left out are named; 20 when not given, all are counted',
      whole: true,
    },
  ],
  examples: [
    ['memcube context "how is the database set up?" --budget 1500 --model gpt-4o', 'counted exactly'],
    ['memcube context "vacuum" --model claude --json', 'with the list of what was left out and why'],
  ],
  input: ([query], { cube, tag, tier, top, budget, model, at, branch, leftOut }) => ({
    query,
    cubes: cube,
    tags: tag,
    tier,
    top,
    budget,
    model,
    at,
    branch,
    leftOut,
  }),
  show(packed, { out }) {
    const { text, tokens, budget, model, method, basis, citations, left_out: leftOut } = packed
    if (text === '') out.note('nothing was packed')
    else for (const line of plainText(text).split('\n')) out.line(`  | ${line}`)
    for (const { cite, uri, tier } of citations)
      out.line(dim(`[${cite}] ${plainLine(uri)}  ${plainLine(tier)}`))
    const unit = method === 'exact' ? 'tokens' : 'tokens at most'
    out.note(`${tokens} of ${budget} ${unit} for ${plainLine(model)} (${plainLine(basis)})`)
    for (const { key, reason, by } of leftOut) {
      const instead = by === undefined ? '' : ` by ${plainLine(by)}`
      out.note(`left out: ${plainLine(key)}: ${plainLine(reason)}${instead}`)
    }
    const counted = Object.entries(packed.left_out_counts).map(([reason, count]) => `${count} ${reason}`)
    if (packed.enough !== undefined)
      out.note(
        `nothing fits into ${countOf(budget, 'token')}; \`--budget ${packed.enough}\` takes the best match`,
      )
    if (packed.left_out_more > 0) out.note(`left out in all: ${counted.join(', ')}; --left-out names more`)
    for (const { name, part } of packed.parts ?? []) out.note(partNote(part, name))
  },
})

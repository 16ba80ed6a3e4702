import { countOf, memoriesOf } from '../../../home/count-of.ts'
import { bold, dim } from '../output.ts'
import { partNote } from '../part-line.ts'
import { nameOf } from '../person.ts'
import { plainLine, plainText } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const recall = callVerb({
  name: 'recall',
  group: 'read',
  summary: 'find memories by words and by meaning',
  call: 'recall',
  ofSwarm: true,
  arguments: [['<query>', 'a question or some words']],
  options: [
    { flags: '--cube <cube>', about: 'only in this cube; may be given several times', many: true },
    { flags: '--tag <tag>', about: 'only with this tag; may be given several times', many: true },
    {
      flags: '--tier <tier>',
      about: 'the least trusted tier to answer from: own, team, followed, community, quarantined',
    },
    { flags: '--at <rev>', about: 'in an older state of the one cube that --cube names' },
    { flags: '--branch <branch>', about: 'in another branch of it than the current one' },
    { flags: '--top <n>', about: 'how many; 10 when not given', whole: true },
    { flags: '--budget <tokens>', about: 'only as many results as fit into this many tokens', whole: true },
  ],
  examples: [
    [
      'memcube recall "how do I type an event emitter?"',
      'from your own cubes, your team and those you follow',
    ],
    [
      'memcube recall "vacuum" --cube notes --at 2026-11-01',
      'from what the cube held at the end of that day',
    ],
    [
      'memcube recall "vacuum" --tier community --top 3',
      'also from what you pulled from strangers, labelled as theirs',
    ],
  ],
  input: ([query], { cube, tag, tier, top, budget, at, branch }) => ({
    query,
    cubes: cube,
    tags: tag,
    tier,
    top,
    budget,
    at,
    branch,
  }),
  show({ results, took_ms: tookMs, pending, opaque, elsewhere, not_asked: notAsked, parts = [] }, { out }) {
    for (const { name, swarm, key, text, score, tier, fresh, ...person } of results) {
      out.line(
        bold(`${plainLine(swarm === undefined ? name : `${swarm}/${name}`)} ${plainLine(key)}`),
        `  ${score.toFixed(3)}  ${tier}${fresh ? '' : '  stale'}`,
      )
      out.line(dim(`  by ${nameOf(person)}`))
      for (const line of plainText(text).split('\n')) out.line(`  | ${line}`)
    }
    const waiting = pending > 0 ? `; ${memoriesOf(pending)} not looked at by meaning yet` : ''
    out.note(
      `${results.length === 0 ? 'nothing found' : `${results.length} found`} in ${tookMs.toFixed(1)} ms${waiting}`,
    )
    if (opaque > 0)
      out.note(`${memoriesOf(opaque)} of a later version: not searched; upgrade memcube to read them`)
    for (const { name, part } of parts) out.note(partNote(part, name))
    const last = elsewhere.at(-1)
    const counts = elsewhere.map(({ tier, count }) => `${count} in tier ${tier}`).join(', ')
    if (last !== undefined) out.note(`${counts}: see them with --tier ${last.tier}`)
    const told = new Set<string>(elsewhere.map(({ tier }) => tier))
    for (const { why, cubes, memories } of notAsked)
      if (!told.has(why))
        out.note(
          `not asked: ${memoriesOf(memories)} in ${countOf(cubes, 'cube')} ${why === 'blocked' ? 'of authors whom you blocked; `memcube people` names them, `memcube trust AUTHOR community` ends a block' : `of tier ${why}; --tier ${why} asks them too`}`,
        )
  },
})

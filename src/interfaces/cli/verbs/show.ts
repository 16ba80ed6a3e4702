import { showChanges } from '../change-lines.ts'
import { bold, dim } from '../output.ts'
import { nameAndKey } from '../person.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { callVerb, type Verb } from '../verb.ts'
import { showCube } from './cubes.ts'
import { notExact, notHeld, textOptions, wantsWords } from './history.ts'

const showCommit = callVerb({
  name: 'show',
  group: 'read',
  summary: 'one commit, in full',
  call: 'show-commit',
  arguments: [],
  options: [],
  examples: [],
  input: ([cube, rev]) => ({ cube, rev }),
  show({ commit, parents, time, message, verified, held, exact, texts, ...rest }, context, options) {
    const { out } = context
    out.line(bold(`commit ${commit}`), verified ? '' : '  NOT VERIFIED')
    if (parents.length > 1) out.line(`merges  ${parents.map((one) => plainLine(one)).join(' ')}`)
    out.line(`author  ${nameAndKey(rest)}`)
    out.line(`time    ${timeText(time)}`)
    out.line(`cube    ${plainLine(rest.name)}`)
    out.line()
    out.line(indented(message))
    out.line()
    if (!held) return out.line(dim(notHeld))
    if (!exact) out.line(dim(notExact))
    showChanges({ ...rest, texts: wantsWords(options, context) ? texts : undefined }, out)
  },
})

const indented = (message: string): string => `    ${plainLine(message, 4_096)}`

export const show: Verb = {
  ...showCube,
  summary: 'one cube, or one commit of it, in full',
  arguments: [
    ['<cube>', 'name, id or ticket'],
    ['[rev]', 'a commit, a branch, or REV~n: who made it, when, why, and the words that it changed'],
  ],
  options: textOptions,
  pages: ([, rev]) => rev !== undefined,
  examples: [
    ...showCube.examples,
    ['memcube show field-notes main', 'the newest commit of main, with the words that it changed'],
  ],
  run: (args, options, context) =>
    (args[1] === undefined ? showCube : showCommit).run(args, options, context),
}

import { nameAndKey } from '../person.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const rotateKey = callVerb({
  name: 'rotate-key',
  group: 'trust',
  summary: 'sign with a new author key from now on',
  call: 'rotate-key',
  ofSwarm: true,
  arguments: [],
  options: [],
  examples: [
    [
      'memcube rotate-key',
      'both keys sign that the new one is yours. People who follow you go on following you. The old key signs nothing more',
    ],
  ],
  show({ old, oldLabel, cubes, ...person }, { out }) {
    out.line(`you sign as ${nameAndKey(person)}`)
    out.line(`no longer as ${nameAndKey({ author: old, authorLabel: oldLabel })}`)
    for (const { name, commit } of cubes) out.line(`  ${plainLine(name)}  ${plainLine(commit)}`)
  },
})

import { noteLicence } from '../licence-line.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const describe = callVerb({
  name: 'describe',
  group: 'write',
  summary: 'change what a cube says of itself',
  call: 'describe',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [
    { flags: '--topic <topic>', about: 'in place of its topics; may be given several times', many: true },
    { flags: '--licence <licence>', about: 'what others may do with it, e.g. CC-BY-4.0; "" for none' },
    { flags: '--about <text>', about: 'one sentence about it; "" for none' },
    { flags: '-m, --message <message>', about: 'why; kept in the commit' },
  ],
  examples: [
    [
      'memcube describe notes --licence CC-BY-SA-4.0',
      'makes one commit. What is not given stays as it is. In a fork it warns when the licence does not fit that of the upstream; this is no legal advice',
    ],
  ],
  // One empty topic stands for none.
  input: ([cube], { topic, licence, about, message }) => ({
    cube,
    licence,
    about,
    message,
    ...(topic !== undefined && { topics: (topic as string[]).filter((one) => one !== '') }),
  }),
  show({ name, topics, licence, about, commit, terms }, { out }) {
    out.line(`${plainLine(name)}: ${plainLine(about ?? 'nothing said about it', 400)}`)
    out.line(
      `  topics   ${topics.length === 0 ? 'none' : topics.map((topic) => plainLine(topic, 64)).join(', ')}`,
    )
    out.line(`  licence  ${plainLine(licence ?? 'none said')}`)
    noteLicence(terms, out)
    out.line(commit)
  },
})

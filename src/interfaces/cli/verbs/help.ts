import type { Verb } from '../verb.ts'

export const help: Verb = {
  name: 'help',
  group: 'start',
  summary: 'explain a verb, or the ideas behind memcube',
  arguments: [
    [
      '[topic]',
      'a verb, or one of `concepts`, `history`, `swarm`, `network`, `agents`, `api` and `repair`; an overview when not given',
    ],
    ['[part]', 'of a verb that does several things: which one, such as `swarm invite`'],
  ],
  options: [],
  examples: [
    ['memcube help', 'the verbs, by what they are for'],
    ['memcube help pull', 'its options, with examples'],
    ['memcube help swarm invite', 'one of the things that a verb does'],
    ['memcube help concepts', 'every word that memcube uses, in one line each'],
    ['memcube help history', 'branches, merges and forks, for someone who knows git'],
    ['memcube help store', 'blocks in S3 or Kubo, the index of recall in PostgreSQL'],
    ['memcube help api', 'the local API, for programs'],
    ['memcube help agents', 'what agents may do, and how to allow more'],
    ['memcube help repair', 'what can happen to a home, and what heals it'],
  ],
  async run([topic, part], _options, { json, out, verbs }) {
    const { helpFor } = await import('../help.ts')
    const text = await helpFor(topic as string | undefined, verbs, part as string | undefined)
    if (json) out.json({ help: text })
    else out.text(text)
  },
}

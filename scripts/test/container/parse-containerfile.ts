/** The steps of a Containerfile. Pure. It knows what ours uses, and refuses everything else. */

const INSTRUCTIONS = [
  'FROM',
  'ENV',
  'RUN',
  'WORKDIR',
  'COPY',
  'USER',
  'VOLUME',
  'EXPOSE',
  'STOPSIGNAL',
  'HEALTHCHECK',
  'ENTRYPOINT',
  'CMD',
] as const

export interface Step {
  instruction: (typeof INSTRUCTIONS)[number]
  /** `--name=value` before its words. */
  flags: Record<string, string>
  /** What stands behind the flags, its lines joined. */
  text: string
}

const isInstruction = (word: string): word is Step['instruction'] =>
  (INSTRUCTIONS as readonly string[]).includes(word)

/** @throws for an instruction that is not known here */
export function parseContainerfile(source: string): Step[] {
  const lines = source.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
  const joined = lines.join('\n').replaceAll(/\\\n/g, '').split('\n')
  return joined.map((line) => {
    const [, instruction = '', flagged = '', text = ''] = /^(\S+)((?:\s+--\S+)*)\s+(.*)$/.exec(line) ?? []
    if (!isInstruction(instruction)) throw new Error(`this step is not known here: ${line}`)
    const flags = flagged.split(/\s+/).filter(Boolean).map(flagOf)
    return { instruction, flags: Object.fromEntries(flags), text: text.trim() }
  })
}

function flagOf(word: string): [string, string] {
  const [name = '', value] = word.slice(2).split('=', 2)
  if (value === undefined) throw new Error(`expected --NAME=VALUE, got ${word}`)
  return [name, value]
}

/** A command in its JSON form, which needs no shell. @throws for any other form */
export function wordsOf(text: string): string[] {
  const words: unknown = JSON.parse(text)
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string'))
    throw new Error(`expected a list of strings, got ${text}`)
  return words
}

/** `NAME=VALUE`, as many as there are. */
export function variablesOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split(/\s+/).map((word) => word.split('=', 2) as [string, string]))
}

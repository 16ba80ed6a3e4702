/** Looks for what must not be told: keys, tokens and passwords of the services that secretlint knows. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { lintSource } from '@secretlint/core'

export interface ScannedText {
  /** What a person calls it: the key of a memory, or what else it is. */
  where: string
  text: string
}

export interface Finding {
  where: string
  /** The name that secretlint has for it, for example `GITHUB_TOKEN`. The secret itself is told to nobody. */
  kind: string
}

/** Characters looked at in one turn. Measured: 28 ms a million, and 0.4 ms for each call however short the text. */
const batchCharacters = 256 * 1024
/** Between texts: no pattern goes on over it. */
const gap = '\n\n\n'

type Lint = (content: string) => ReturnType<typeof lintSource>

let loading: Promise<Lint> | undefined

/** Loaded when it is needed: most homes publish seldom. */
async function loadLint(): Promise<Lint> {
  const [core, preset] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ])
  const rules = preset.rules
    // A text must not be able to say of itself that it need not be looked at.
    .filter(({ meta }) => meta.id !== '@secretlint/secretlint-rule-filter-comments')
    .map((rule) => ({ id: rule.meta.id, rule, options: optionsOf(rule.meta.id) }))
  return (content) =>
    core.lintSource({
      source: { content, filePath: '/memory.md', ext: '.md', contentType: 'text' },
      options: { config: { rules }, noPhysicFilePath: true, maskSecrets: true },
    })
}

/** Names that are kept for examples (RFC 2606), and words that stand for a password where one would be. */
const exampleLogins = [
  '/@(?:[\\w-]+\\.)*(?:example(?:\\.(?:com|net|org))?|test|invalid)\\b/i',
  '/:(?:pass(?:word)?|secret)@/i',
]

function optionsOf(rule: string): { allows?: string[] } {
  return /-(?:basicauth|database-connection-string)$/.test(rule) ? { allows: exampleLogins } : {}
}

/** Each kind of secret in each text once, in the order of the texts. */
export async function findSecrets(
  texts: AsyncIterable<ScannedText> | Iterable<ScannedText>,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const lint = await (loading ??= loadLint())
  const findings: Finding[] = []
  let batch: ScannedText[] = []
  let characters = 0
  const flush = async (): Promise<void> => {
    findings.push(...(await findInBatch(lint, batch)))
    batch = []
    characters = 0
    await nextTurn()
    signal?.throwIfAborted()
  }
  for await (const one of texts) {
    batch.push(one)
    characters += one.text.length + gap.length
    if (characters >= batchCharacters) await flush()
  }
  if (batch.length > 0) await flush()
  return findings
}

async function findInBatch(lint: Lint, batch: readonly ScannedText[]): Promise<Finding[]> {
  const { messages } = await lint(batch.map(({ text }) => text).join(gap))
  if (messages.length === 0) return []
  const starts: number[] = []
  let start = 0
  for (const { text } of batch) {
    starts.push(start)
    start += text.length + gap.length
  }
  const found = new Map<string, Finding & { at: number }>()
  for (const { range, messageId } of messages) {
    const at = starts.findLastIndex((first) => first <= range[0])
    const where = batch[at]?.where ?? ''
    const name = `${at} ${messageId}`
    if (!found.has(name)) found.set(name, { where, kind: messageId, at })
  }
  return [...found.values()]
    .sort((a, b) => a.at - b.at || (a.kind < b.kind ? -1 : 1))
    .map(({ where, kind }) => ({ where, kind }))
}

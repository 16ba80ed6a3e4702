/** Looks for what must not be told: what secretlint knows of services, and what `secrets/` knows of names and shapes. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { lintSource } from '@secretlint/core'
import { isPlaceholder, matchSecrets, readingsOf, type SecretMatch } from './secrets/index.ts'

export interface ScannedText {
  /** What a person calls it: the key of a memory, or what else it is. */
  where: string
  text: string
}

export interface Finding {
  where: string
  /** A name for what it is, secretlint's where it has one: `GITHUB_TOKEN`. The secret itself is told to nobody. */
  kind: string
}

/** Characters looked at in one turn. Measured: 28 ms a million, and 0.4 ms for each call however short the text. */
const batchCharacters = 256 * 1024
/** Characters of a token that a page shows in place of one, `ghp_xxxx...`. Longer than any of a service, shorter than a key file. */
const longestShown = 256
/** Between texts: no pattern goes on over it. */
const gap = '\n\n\n'

/** One of the ways in which a text can be read; `of` says which text it is. */
interface Reading extends ScannedText {
  of: number
}

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
  let batch: Reading[] = []
  let characters = 0
  let count = 0
  const flush = async (): Promise<void> => {
    findings.push(...(await findInBatch(lint, batch)))
    batch = []
    characters = 0
    await nextTurn()
    signal?.throwIfAborted()
  }
  for await (const { where, text } of texts) {
    const of = count++
    for (const reading of readingsOf(text)) {
      batch.push({ where, text: reading, of })
      characters += reading.length + gap.length
    }
    if (characters >= batchCharacters) await flush()
  }
  if (batch.length > 0) await flush()
  return findings
}

async function findInBatch(lint: Lint, batch: readonly Reading[]): Promise<Finding[]> {
  const content = batch.map(({ text }) => text).join(gap)
  const matches = [...(await lintedIn(lint, content)), ...matchSecrets(content)]
  if (matches.length === 0) return []
  const starts: number[] = []
  let start = 0
  for (const { text } of batch) {
    starts.push(start)
    start += text.length + gap.length
  }
  const found = new Map<string, Finding & { at: number }>()
  for (const { start: from, kind } of withoutOverlap(matches)) {
    const { where = '', of: at = 0 } = batch[starts.findLastIndex((first) => first <= from)] ?? {}
    const name = `${at} ${kind}`
    if (!found.has(name)) found.set(name, { where, kind, at })
  }
  return [...found.values()]
    .sort((a, b) => a.at - b.at || (a.kind < b.kind ? -1 : 1))
    .map(({ where, kind }) => ({ where, kind }))
}

async function lintedIn(lint: Lint, content: string): Promise<SecretMatch[]> {
  const { messages } = await lint(content)
  return messages
    .map(({ range: [start, end], messageId }) => ({ start, end, kind: messageId }))
    .filter(({ start, end }) => end - start > longestShown || !isPlaceholder(content.slice(start, end)))
}

/** A secret is told once, by whoever names it first. */
function withoutOverlap(matches: readonly SecretMatch[]): SecretMatch[] {
  const kept: SecretMatch[] = []
  const ordered = matches.map((match, rank) => ({ ...match, rank })).sort((a, b) => a.start - b.start)
  for (const match of ordered) {
    const last = kept.at(-1) as (SecretMatch & { rank: number }) | undefined
    if (last === undefined || match.start >= last.end) kept.push(match)
    else if (match.rank < last.rank) kept[kept.length - 1] = match
  }
  return kept
}

/**
 * Where to draw the line between memories that say the same and memories that do not: precision and recall of the cosine
 * of the shipped embedder at several thresholds, on text that people wrote.
 *
 *   node scripts/bench/overlap.ts [conversations.json] [paragraphs, 2500] [seed, 1]
 *
 * Same: the description in a package's manifest and the first paragraph of its README, where they are not equal; and
 * paragraphs of READMEs of different packages that share four fifths of their words (a label that knows no vectors).
 * Not the same: description and first paragraph of two packages, of one scope where there is one; and, when a file of
 * conversations is given, turns of one speaker that follow each other. Contradictions: of all pairs of paragraphs, those that
 * the rule of values flags; each is printed, for a person to judge.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createStaticEmbedder } from '../../src/recall/embedder/static-embedder.ts'
import { loadTokenTable } from '../../src/recall/embedder/token-table.ts'
import { createTextComparer } from '../../src/recall/overlap/compare-texts.ts'
import { differInValue } from '../../src/recall/overlap/value-difference.ts'
import { createRandom } from './shared/random.ts'
import { printHeading } from './shared/report.ts'

const [conversations = '', paragraphsAtMost = '2500', seed = '1'] = process.argv.slice(2)
const limit = Number(paragraphsAtMost)
const random = createRandom(Number(seed))
const THRESHOLDS = [0.6, 0.65, 0.7, 0.75, 0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.92, 0.94, 0.96]
const modules = join(import.meta.dirname, '..', '..', 'node_modules')
const embedder = createStaticEmbedder(loadTokenTable())

interface Package {
  name: string
  scope: string
  description: string
  paragraphs: string[]
}

type Pair = [a: string, b: string]

function packages(): Package[] {
  const found: Package[] = []
  for (const name of readdirSync(modules).sort()) {
    if (name.startsWith('.')) continue
    const names = name.startsWith('@')
      ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`)
      : [name]
    for (const one of names) {
      try {
        const manifest = JSON.parse(readFileSync(join(modules, one, 'package.json'), 'utf8')) as {
          description?: string
        }
        const readme = readdirSync(join(modules, one)).find((file) => /^readme\.(md|markdown)$/i.test(file))
        const paragraphs =
          readme === undefined ? [] : paragraphsOf(readFileSync(join(modules, one, readme), 'utf8'))
        found.push({
          name: one,
          scope: one.split('/')[0]!,
          description: manifest.description ?? '',
          paragraphs,
        })
      } catch {
        // No package, or a link to nowhere.
      }
    }
  }
  return found
}

/** Prose: no code, tables, badges, headings or lists of links. */
function paragraphsOf(markdown: string): string[] {
  return markdown
    .replaceAll(/```[\s\S]*?```/g, '\n\n')
    .split(/\n\s*\n/)
    .map((text) =>
      text
        .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((text) => text.length >= 30 && text.length <= 1_000 && /^[\p{L}`*_>-]/u.test(text))
    .filter((text) => !/^[-*] |\||<|https?:\/\/\S+$/.test(text) && text.split(' ').length >= 5)
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
const plain = (text: string): string => [...wordsOf(text)].join(' ')

function shareOfWords(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)]
  const shared = [...left].filter((word) => right.has(word)).length
  return shared / (left.size + right.size - shared)
}

const vectors = new Map<string, Float32Array | undefined>()
function vectorOf(text: string): Float32Array | undefined {
  if (!vectors.has(text))
    vectors.set(text, (embedder.embed([text]) as { vector?: Float32Array }[])[0]!.vector)
  return vectors.get(text)
}
function cosine([a, b]: Pair): number {
  const [left, right] = [vectorOf(a), vectorOf(b)]
  if (left === undefined || right === undefined) return 0
  return left.reduce((sum, cell, i) => sum + cell * right[i]!, 0)
}

function printTable(name: string, same: Pair[], different: Pair[]): void {
  console.log(`\n  ${name}: ${same.length} pairs that say the same, ${different.length} that do not`)
  const [yes, no] = [same.map(cosine), different.map(cosine)]
  for (const threshold of THRESHOLDS) {
    const found = yes.filter((score) => score >= threshold).length
    const wrong = no.filter((score) => score >= threshold).length
    const precision = found + wrong === 0 ? 1 : found / (found + wrong)
    console.log(
      `    >= ${threshold.toFixed(2)}  recall ${(found / yes.length).toFixed(3)}  precision ${precision.toFixed(3)}  false alarms ${wrong}`,
    )
  }
  printRule(same, different)
}

/** The rule as merges use it: the threshold, and the words that must be shared besides. */
const comparer = createTextComparer()
function isSame([a, b]: Pair): boolean {
  const [left, right] = [comparer.read(a), comparer.read(b)]
  return left !== undefined && right !== undefined && comparer.compare(left, right, false)?.kind === 'same'
}

function printRule(same: Pair[], different: Pair[]): void {
  const [found, wrong] = [same.filter(isSame).length, different.filter(isSame).length]
  console.log(
    `    the rule  recall ${(found / same.length).toFixed(3)}  precision ${(found / (found + wrong)).toFixed(3)}  false alarms ${wrong}`,
  )
}

const all = packages()
const described = all.filter(
  ({ description, paragraphs }) => description.length >= 20 && paragraphs.length > 0,
)
const told = described
  .map(({ description, paragraphs }): Pair => [description, paragraphs[0]!])
  .filter(([a, b]) => plain(a) !== plain(b))
const crossed = described.flatMap((one): Pair[] => {
  const near = described.filter((other) => other !== one && other.scope === one.scope)
  const pool = near.length > 0 ? near : described.filter((other) => other !== one)
  return Array.from({ length: 5 }, (): Pair => [
    one.description,
    pool[Math.floor(random() * pool.length)]!.paragraphs[0]!,
  ]).filter(([a, b]) => shareOfWords(a, b) < 0.5)
})

printHeading(`what says the same: ${all.length} packages, embedder ${embedder.model}`, Number(seed))
printTable('description and first paragraph', told, crossed)

const paragraphs = [
  ...new Map(all.flatMap((one) => one.paragraphs.map((text) => [plain(text), text]))).values(),
].slice(0, limit)
const near: { pair: Pair; score: number }[] = []
for (const [i, a] of paragraphs.entries())
  for (const b of paragraphs.slice(0, i)) {
    const score = cosine([a, b])
    if (score >= 0.6) near.push({ pair: [a, b], score })
  }
const alike = near.filter(({ pair: [a, b] }) => shareOfWords(a, b) >= 0.8 && !differInValue(a, b))
const unlike = near.filter(({ pair: [a, b] }) => shareOfWords(a, b) < 0.4)
printTable(
  `of all ${paragraphs.length} paragraphs, pairs of a cosine of 0.6 and more`,
  alike.map(({ pair }) => pair),
  unlike.map(({ pair }) => pair),
)

if (conversations !== '') {
  const turns: Pair[] = []
  const single: string[] = []
  for (const { conversation } of JSON.parse(readFileSync(conversations, 'utf8')) as {
    conversation: Record<string, { speaker: string; text: string }[]>
  }[]) {
    for (const session of Object.values(conversation).filter((value) => Array.isArray(value))) {
      for (const [i, { speaker, text }] of session.entries()) {
        single.push(text)
        const next = session.slice(i + 1).find((turn) => turn.speaker === speaker)
        if (next !== undefined) turns.push([text, next.text])
      }
    }
  }
  const flagged = (threshold: number): number => turns.filter((pair) => cosine(pair) >= threshold).length
  console.log(`\n  ${turns.length} pairs of turns of one speaker that follow each other: taken for the same`)
  console.log(`    ${THRESHOLDS.map((threshold) => `${threshold}: ${flagged(threshold)}`).join('  ')}`)
  const long = single.filter((text) => text.split(' ').length >= 8)
  const best = long.map((text, i) =>
    Math.max(0, ...long.slice(0, i).map((other) => (other === text ? 0 : cosine([text, other])))),
  )
  console.log(
    `  ${long.length} turns of eight words and more, each beside all before it: with one taken for the same`,
  )
  console.log(`    ${THRESHOLDS.map((t) => `${t}: ${best.filter((score) => score >= t).length}`).join('  ')}`)
}

const contrary = near.filter(({ pair: [a, b] }) => differInValue(a, b)).sort((a, b) => b.score - a.score)
console.log(`\n  ${contrary.length} of ${near.length} near pairs differ in a value`)
for (const threshold of [0.6, 0.7, 0.8, 0.9]) {
  const left = contrary.filter(({ score }) => score >= threshold)
  console.log(`    >= ${threshold}: ${left.length}`)
}
for (let i = 0; i < Math.min(30, contrary.length); i++) {
  const { pair, score } = contrary[Math.floor((i * contrary.length) / Math.min(30, contrary.length))]!
  console.log(`    ${score.toFixed(3)}  ${pair[0].slice(0, 160)}\n           ${pair[1].slice(0, 160)}`)
}

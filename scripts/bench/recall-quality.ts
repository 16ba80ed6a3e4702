/**
 * S11: evidence recall@10 on the development half of LoCoMo with the embedder that ships, step by step.
 *
 *   npm run bench:recall -- [path to locomo-dev.json]      (or LOCOMO=path)
 *
 * The conversations are CC BY-NC 4.0 and no part of memcube: they are read where they lie. Each conversation is an index of
 * its own; a turn is a memory "speaker: text caption", and its session is the session of the turn.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DEFAULT_WEIGHTS, openRecall, type RecallDocument, type Weights } from '../../src/recall/index.ts'

const GOAL = 0.675
const AIM = 0.72
const TOP = 10

interface Turn {
  dia_id: string
  speaker: string
  text: string
  blip_caption?: string
}

interface Conversation {
  sample_id: string
  conversation: Record<string, unknown>
  qa: { question: string; category: number; evidence?: string[] }[]
}

interface Question {
  text: string
  category: number
  evidence: Set<string>
}

interface Case {
  name: string
  documents: RecallDocument[]
  questions: Question[]
}

const STEPS: { name: string; weights: Weights }[] = [
  { name: 'words', weights: { words: 1, meaning: 0, softMatch: 0, neighbours: [] } },
  { name: 'mean vector', weights: { words: 0, meaning: 1, softMatch: 0, neighbours: [] } },
  { name: 'mean vector + words', weights: { words: 0.5, meaning: 0.5, softMatch: 0, neighbours: [] } },
  {
    name: 'mean vector + words + neighbours 0.2',
    weights: { words: 0.5, meaning: 0.5, softMatch: 0, neighbours: [0.2] },
  },
  { name: 'mean vector + soft match + words', weights: { ...DEFAULT_WEIGHTS, neighbours: [] } },
  { name: 'all, as shipped', weights: DEFAULT_WEIGHTS },
]

const path = resolve(
  process.argv[2] ??
    process.env['LOCOMO'] ??
    join(import.meta.dirname, '../../../shared/data/locomo-dev.json'),
)
if (!existsSync(path)) {
  process.stderr.write(
    `No conversations at ${path}: give the path of locomo-dev.json as argument or in LOCOMO.\n`,
  )
  process.exit(1)
}

function readCases(file: string): Case[] {
  const conversations = JSON.parse(readFileSync(file, 'utf8')) as Conversation[]
  return conversations.map((conversation) => {
    const documents = documentsOf(conversation)
    const known = new Set(documents.map((document) => document.key))
    return { name: conversation.sample_id, documents, questions: questionsOf(conversation, known) }
  })
}

function documentsOf({ sample_id: cube, conversation }: Conversation): RecallDocument[] {
  const sessions = Object.keys(conversation).filter((name) => /^session_\d+$/.test(name))
  sessions.sort((a, b) => Number(a.slice(8)) - Number(b.slice(8)))
  let created = 0
  return sessions.flatMap((session) =>
    (conversation[session] as Turn[]).map((turn, order) => ({
      cube,
      key: turn.dia_id,
      memory: `${cube}/${turn.dia_id}`,
      text: `${turn.speaker}: ${turn.text}${turn.blip_caption ? ` ${turn.blip_caption}` : ''}`,
      tags: [],
      created: created++,
      author: turn.speaker,
      session,
      order,
    })),
  )
}

function questionsOf({ qa }: Conversation, known: ReadonlySet<string>): Question[] {
  return qa
    .filter(({ category }) => category >= 1 && category <= 4)
    .map(({ question, category, evidence = [] }) => {
      const ids = evidence.flatMap((item) => item.split(/[\s,;]+/)).filter((id) => known.has(id))
      return { text: question, category, evidence: new Set(ids) }
    })
    .filter(({ evidence }) => evidence.size > 0)
}

/** Fraction of its evidence that each question has among the first ten. */
async function measure(
  folder: string,
  { name, documents, questions }: Case,
  weights: Weights,
): Promise<number[]> {
  await using index = await openRecall(join(folder, name), { weights })
  if ((await index.cursor(name)) === undefined)
    await index.replace(name, { put: documents, remove: [] }, 'all')
  await index.settled()
  const fractions: number[] = []
  for (const { text, evidence } of questions) {
    const { hits } = await index.search({ text, top: TOP, nowMs: 0 })
    fractions.push(hits.filter((hit) => evidence.has(hit.key)).length / evidence.size)
  }
  return fractions
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }).trim()
  } catch {
    return 'unknown'
  }
}

const folder = mkdtempSync(join(tmpdir(), 'memcube-recall-'))
try {
  const cases = readCases(path)
  const questions = cases.flatMap((item) => item.questions)
  process.stdout.write(
    `S11 evidence recall@${TOP}: ${cases.length} conversations, ${questions.length} questions\n`,
  )
  process.stdout.write(
    `${cpus()[0]?.model ?? 'unknown'} x ${cpus().length}, Node ${process.version}, commit ${commit()}, no randomness\n\n`,
  )
  process.stdout.write(
    '| ranking | all | multi-hop | temporal | open | single-hop |\n|---|---|---|---|---|---|\n',
  )
  let shipped = 0
  for (const { name, weights } of STEPS) {
    const fractions: number[] = []
    for (const item of cases) fractions.push(...(await measure(folder, item, weights)))
    shipped = mean(fractions)
    const byCategory = [1, 2, 3, 4].map((category) =>
      mean(fractions.filter((_, i) => questions[i]!.category === category)),
    )
    process.stdout.write(
      `| ${[name, ...[shipped, ...byCategory].map((value) => value.toFixed(3))].join(' | ')} |\n`,
    )
  }
  const verdict = shipped >= GOAL ? 'reached' : 'MISSED'
  process.stdout.write(
    `\ngoal ${GOAL}: ${verdict}; aim ${AIM}: ${shipped >= AIM ? 'reached' : 'not reached'}\n`,
  )
  process.exitCode = shipped >= GOAL ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

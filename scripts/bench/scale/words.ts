/** The same questions to two engines that know words alone: FTS5 of SQLite, and Tantivy where Python can have it. */
import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { run } from '../shared/run.ts'
import type { Corpus } from './corpus.ts'
import type { Questions, Timed } from './figures.ts'

const cache = join(import.meta.dirname, '..', '..', '..', '.cache', 'tantivy')

export async function measureWords(
  folder: string,
  corpus: Corpus,
): Promise<{ questions: Questions[]; sizes: Timed['words'] }> {
  const fts5 = askFts5(join(folder, 'fts5.sqlite'), corpus)
  const tantivy = await askTantivy(folder, corpus)
  return {
    questions: [fts5.questions, ...(tantivy ? [tantivy.questions] : [])],
    sizes: { fts5Bytes: fts5.bytes, ...(tantivy && { tantivyBytes: tantivy.bytes }) },
  }
}

function askFts5(path: string, { texts, questions }: Corpus): { questions: Questions; bytes: number } {
  const database = new DatabaseSync(path)
  database.exec("create virtual table passages using fts5(text, tokenize = 'porter unicode61')")
  const insert = database.prepare('insert into passages values (?)')
  database.exec('begin')
  for (const text of texts.values()) insert.run(text)
  database.exec("commit; insert into passages(passages) values ('optimize')")
  const select = database.prepare(
    'select rowid, text from passages where passages match ? order by bm25(passages) limit 10',
  )
  const timesMs: number[] = []
  for (const [i, question] of [...questions.slice(0, 30), ...questions].entries()) {
    const words = question.match(/[\p{L}\p{N}]+/gu) ?? []
    const started = performance.now()
    select.all(words.map((word) => `"${word}"`).join(' OR '))
    if (i >= 30) timesMs.push(performance.now() - started)
  }
  database.close()
  return { questions: { how: 'FTS5, any word', timesMs }, bytes: statSync(path).size }
}

async function askTantivy(
  folder: string,
  { texts, questions }: Corpus,
): Promise<{ questions: Questions; bytes: number } | undefined> {
  const python = tantivyPython()
  if (python === undefined) return undefined
  const input = join(folder, 'tantivy.json')
  await writeFile(input, JSON.stringify({ texts: [...texts.values()], questions }))
  const script = join(import.meta.dirname, 'ask-tantivy.py')
  const { stdout } = await run(python, [script, input, join(folder, 'tantivy')])
  const { timesMs, bytes } = JSON.parse(stdout) as { timesMs: number[]; bytes: number }
  return { questions: { how: 'Tantivy, any word', timesMs }, bytes }
}

/** @returns undefined, and says why, where it cannot be had */
function tantivyPython(): string | undefined {
  const python = join(cache, 'bin', 'python')
  try {
    if (!existsSync(python)) execFileSync('python3', ['-m', 'venv', cache], { stdio: 'pipe' })
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', 'tantivy==0.27.0'], { stdio: 'pipe' })
    return python
  } catch (error) {
    console.log(
      `  Tantivy is not here: ${error instanceof Error ? error.message.split('\n')[0] : 'no reason'}`,
    )
    return undefined
  }
}

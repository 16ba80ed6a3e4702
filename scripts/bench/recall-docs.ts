/**
 * Recall over documentation, for checking and never for tuning: manual pages, each asked for by the line that says what it is
 * about, which is not in what is indexed. The share of pages that stand among the first ten, beside SQLite's FTS5 over the
 * same passages in the same run.
 *
 *   npm run bench:recall-docs
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openRecall, splitPassages } from '../../src/recall/index.ts'
import { manPages, type ManPage } from './recall-docs/man-pages.ts'
import { freshFolder, printHeading } from './shared/report.ts'

const TOP = 10

interface Asked {
  question: string
  name: string
}

/** @returns whether each page was found, and the place of it where it was */
type Places = readonly (number | undefined)[]

async function askMemcube(pages: readonly ManPage[], asked: readonly Asked[]): Promise<Places> {
  await using index = await openRecall(join(freshFolder(), 'index'))
  const put = pages.map(({ name, text }, i) => ({
    cube: 'pages',
    key: name,
    memory: name,
    text,
    tags: [],
    created: i,
    author: 'docs',
  }))
  await index.replace('pages', { put, remove: [] }, 'all')
  await index.settled()
  const places: (number | undefined)[] = []
  for (const { question, name } of asked) {
    const { hits } = await index.search({ text: question, top: TOP, nowMs: 0 })
    places.push(
      placeOf(
        hits.map(({ key }) => key),
        name,
      ),
    )
  }
  return places
}

/** A page is where its best passage is. Stop words are asked for too: FTS5 has no list of them. */
function askFts5(pages: readonly ManPage[], asked: readonly Asked[]): Places {
  const database = new DatabaseSync(':memory:')
  database.exec(
    "create virtual table passages using fts5(name unindexed, text, tokenize = 'porter unicode61')",
  )
  const insert = database.prepare('insert into passages values (?, ?)')
  for (const { name, text } of pages)
    for (const { start, end } of splitPassages(text)) insert.run(name, text.slice(start, end))
  const select = database.prepare(
    'select name from passages where passages match ? order by bm25(passages) limit 200',
  )
  const places = asked.map(({ question, name }) => {
    const words = question.match(/[\p{L}\p{N}]+/gu) ?? []
    const rows = select.all(words.map((word) => `"${word}"`).join(' OR ')) as { name: string }[]
    return placeOf([...new Set(rows.map((row) => row.name))].slice(0, TOP), name)
  })
  database.close()
  return places
}

function placeOf(names: readonly string[], name: string): number | undefined {
  const at = names.indexOf(name)
  return at < 0 ? undefined : at + 1
}

function line(what: string, places: Places): string {
  const share = (most: number): string =>
    (places.filter((place) => place !== undefined && place <= most).length / places.length).toFixed(3)
  return `| ${what} | ${share(1)} | ${share(3)} | ${share(TOP)} |`
}

const pages = manPages()
const asked = pages.flatMap(({ question, name }) => (question === undefined ? [] : [{ question, name }]))
printHeading(`recall of ${pages.length} manual pages, ${asked.length} questions`)
console.log('\n| ranking | first | first three | first ten |\n|---|---|---|---|')
console.log(line('memcube, as shipped', await askMemcube(pages, asked)))
console.log(line('FTS5, any word', askFts5(pages, asked)))

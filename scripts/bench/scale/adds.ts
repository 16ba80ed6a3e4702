/** S12: acknowledged adds to a daemon over its API, beside SQLite that inserts the same texts as safely. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { memcube } from '../shared/memcube.ts'
import { createRandom } from '../shared/random.ts'
import { median } from '../shared/report.ts'
import { apiOf } from './daemon-figures.ts'
import type { Corpus } from './corpus.ts'
import type { Timed } from './figures.ts'

const ADDS = 400
const ROUNDS = 3

/** Each client has a cube of its own; the big cube of the home is not one of them. */
export async function measureAdds(
  home: string,
  url: string,
  corpus: Corpus,
  folder: string,
): Promise<Timed['adds']> {
  const api = await apiOf(home, url)
  const random = createRandom(1)
  const all = [...corpus.texts.values()]
  const texts = Array.from(
    { length: ADDS },
    (_, i) => `${all[Math.floor(random() * all.length)]} Again ${i}.`,
  )
  const measured: Timed['adds'] = []
  for (const clients of [1, 8]) {
    const rates = { memcube: [] as number[], sqlite: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      const cubes = Array.from({ length: clients }, (_, i) => `adds-${clients}-${round}-${i}`)
      for (const cube of cubes) await memcube(home, 'create', cube)
      rates.sqlite.push(await sqliteRate(join(folder, `adds-${clients}-${round}.sqlite`), clients, texts))
      rates.memcube.push(
        await rate(clients, (client, i) =>
          api.post(`/v1/cubes/${cubes[client]}/memories`, { key: `n/${i}`, text: texts[i] }),
        ),
      )
    }
    measured.push({ clients, memcube: median(rates.memcube), sqlite: median(rates.sqlite) })
  }
  return measured
}

/** Runs all adds, shared among the clients, each of which waits for one before the next. @returns adds a second */
async function rate(
  clients: number,
  add: (client: number, index: number) => Promise<unknown>,
): Promise<number> {
  const started = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let index = client; index < ADDS; index += clients) await add(client, index)
    }),
  )
  return (ADDS * 1_000) / (performance.now() - started)
}

async function sqliteRate(path: string, clients: number, texts: readonly string[]): Promise<number> {
  const database = new DatabaseSync(path)
  database.exec('pragma journal_mode = wal; pragma synchronous = full')
  database.exec('create table notes (cube integer, key text, text text, primary key (cube, key))')
  const insert = database.prepare('insert into notes values (?, ?, ?)')
  try {
    return await rate(clients, async (client, index) => insert.run(client, `n/${index}`, texts[index] ?? ''))
  } finally {
    database.close()
  }
}

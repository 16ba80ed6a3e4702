/**
 * Acknowledged adds a second with one and with eight clients, beside SQLite (WAL, synchronous FULL) taking the same texts.
 *
 *   npm run bench:durability -- [adds, 400] [rounds, 3] [seed, 1]
 *
 * Both sides run in a process of their own state, in fresh folders, in turns. memcube is the node of a daemon, asked through
 * its use case: a signed commit, a signed head and the index for each add; each client has a cube of its own. SQLite has one
 * connection, as one process would use it, and each insert is a transaction; eight clients take turns at it. Each add and
 * each insert is on the disk before it is acknowledged. A last row has LevelDB alone: what a synced write costs.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { initHome, openNode } from '../../src/node/index.ts'
import { openStore } from '../../src/storage/index.ts'
import { createRandom } from './shared/random.ts'
import { freshFolder, median, printHeading } from './shared/report.ts'

const [adds = 400, rounds = 3, seed = 1] = process.argv.slice(2).map(Number)
const TEXT_BYTES = 600

const folder = freshFolder()
const random = createRandom(seed)
const words = Array.from({ length: 500 }, () => random().toString(36).slice(2, 9))
const texts = Array.from({ length: adds }, () => {
  let text = ''
  while (text.length < TEXT_BYTES) text += `${words[Math.floor(random() * words.length)]} `
  return text
})
printHeading(`durability: ${adds} acknowledged adds of ${TEXT_BYTES} B`, seed)

/** Runs all adds, shared among the clients, each of which waits for one before the next. @returns adds a second */
async function rate(clients: number, add: (client: number, index: number) => Promise<void>): Promise<number> {
  const started = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let index = client; index < adds; index += clients) await add(client, index)
    }),
  )
  return (adds * 1_000) / (performance.now() - started)
}

async function memcubeRate(clients: number, round: number): Promise<number> {
  const home = join(folder, `memcube-${clients}-${round}`)
  await initHome({ home, name: 'alice' })
  await using node = await openNode({ home, daemon: true })
  for (let client = 0; client < clients; client++) await node.call('create', { name: `notes-${client}` })
  return await rate(clients, async (client, index) => {
    await node.call('add', { cube: `notes-${client}`, key: `n/${index}`, text: texts[index] })
  })
}

async function sqliteRate(clients: number, round: number): Promise<number> {
  const database = new DatabaseSync(join(folder, `sqlite-${clients}-${round}.sqlite`))
  database.exec('pragma journal_mode = wal; pragma synchronous = full')
  database.exec('create table notes (cube integer, key text, text text, primary key (cube, key))')
  const insert = database.prepare('insert into notes values (?, ?, ?)')
  try {
    return await rate(clients, async (client, index) => {
      insert.run(client, `n/${index}`, texts[index] ?? '')
    })
  } finally {
    database.close()
  }
}

async function levelRate(clients: number, round: number): Promise<number> {
  const store = await openStore(join(folder, `level-${clients}-${round}`))
  try {
    return await rate(clients, (client, index) =>
      store.commit({ put: [{ space: 'meta', key: `${client}/${index}`, value: texts[index] }] }),
    )
  } finally {
    await store.close()
  }
}

for (const clients of [1, 8]) {
  const rates = { memcube: [] as number[], sqlite: [] as number[], level: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    rates.sqlite.push(await sqliteRate(clients, round))
    rates.memcube.push(await memcubeRate(clients, round))
    rates.level.push(await levelRate(clients, round))
  }
  console.log(`  ${clients} client${clients === 1 ? '' : 's'}`)
  printRates('SQLite, WAL, synchronous FULL', rates.sqlite)
  printRates('memcube add', rates.memcube)
  printRates('the store alone, one record', rates.level)
  console.log(`    memcube / SQLite: ${(median(rates.memcube) / median(rates.sqlite)).toFixed(2)}`)
}

function printRates(name: string, rates: readonly number[]): void {
  const all = rates.map((one) => one.toFixed(0)).join(' ')
  console.log(`    ${name.padEnd(32)} median ${median(rates).toFixed(0)} /s   (${all})`)
}

/**
 * What it costs to keep blocks elsewhere: import of notes, recall and fsck, on this disk and in a store, one after the other.
 *
 *   npm run build && npm run bench:stores -- TARGET [notes, 1000] [questions, 50] [seed, 1]
 *
 * TARGET is as for `memcube store move`; keys for S3 are those of the environment. Each command is timed as a process, into a
 * running daemon of a fresh home. "cold" is after a start without what was kept for reading.
 */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { memcube, startDaemon } from './shared/memcube.ts'
import { writeNotes } from './shared/notes.ts'
import { freshFolder, median, printHeading, printTimes } from './shared/report.ts'

const [target, ...numbers] = process.argv.slice(2)
if (target === undefined)
  throw new Error('name a store: npm run bench:stores -- s3://BUCKET/PREFIX?endpoint=URL')
const [count = 1_000, questions = 50, seed = 1] = numbers.map(Number)
const NOTE_BYTES = 600

interface Times {
  import: number
  recall: number[]
  cold: number[]
  fsck: number
}

const folder = freshFolder()
const notes = join(folder, 'notes')
await writeNotes(notes, count, NOTE_BYTES, seed)
printHeading(`import and recall of ${count} notes of ${NOTE_BYTES} B, on this disk and in ${target}`, seed)

async function lifeOf(name: string, place: string): Promise<Times> {
  const home = join(folder, name)
  await memcube(home, 'init', '--name', 'alice')
  await memcube(home, 'create', 'notes')
  const begun = await startDaemon(home)
  await memcube(home, 'store', 'move', place)
  const { wallMs, answer } = await memcube(home, 'import', 'notes', notes)
  if (answer.added !== count) throw new Error(`imported ${answer.added} of ${count}`)
  const recall = await recallAll(home)
  await begun.stop()
  await rm(join(home, 'store', 'cache'), { recursive: true, force: true })
  const again = await startDaemon(home)
  const cold = await recallAll(home)
  const fsck = await memcube(home, 'fsck')
  await memcube(home, 'store', 'move', 'level')
  await again.stop()
  return { import: wallMs, recall, cold, fsck: fsck.wallMs }
}

async function recallAll(home: string): Promise<number[]> {
  const times: number[] = []
  for (let at = 0; at < questions; at++) {
    const n = (at * 7) % count
    const text = await readFile(join(notes, `topic-${Math.floor(n / 100)}`, `note-${n}.md`), 'utf8')
    const { wallMs, answer } = await memcube(home, 'recall', text.split(' ').slice(3, 9).join(' '))
    if (answer.results.length === 0) throw new Error('nothing was recalled')
    times.push(wallMs)
  }
  return times
}

const disk = await lifeOf('disk', 'level')
const away = await lifeOf('away', target)
const rows: [what: string, here: number[], there: number[]][] = [
  ['import', [disk.import], [away.import]],
  ['recall', disk.recall, away.recall],
  ['recall, cold', disk.cold, away.cold],
  ['fsck', [disk.fsck], [away.fsck]],
]
for (const [what, here, there] of rows) {
  printTimes(`${what}, on this disk`, here)
  printTimes(`${what}, in the store`, there)
  console.log(`  ${what}: ${(median(there) / median(here)).toFixed(2)} times as long`)
}

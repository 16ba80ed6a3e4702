/**
 * S2: importing markdown files into a cube, against adding and committing the same files with git.
 *
 *   npm run bench:import -- [files, 10000] [rounds, 5] [seed, 1]
 *
 * Both sides run as they are typed, each time into a fresh home or repository; the process starts count. Both are on the disk
 * when they end: memcube syncs its log, git leaves loose objects to the system (core.fsync as it comes).
 */
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from './shared/git.ts'
import { memcube, startDaemon } from './shared/memcube.ts'
import { writeNotes } from './shared/notes.ts'
import { freshFolder, median, printHeading, printRatio, printTimes } from './shared/report.ts'

const [count = 10_000, rounds = 5, seed = 1] = process.argv.slice(2).map(Number)
const NOTE_BYTES = 600

const folder = freshFolder()
const notes = join(folder, 'notes')
await writeNotes(notes, count, NOTE_BYTES, seed)
printHeading(`S2: import ${count} markdown files of ${NOTE_BYTES} B`, seed)

async function timeImport(home: string, withDaemon: boolean): Promise<number> {
  await memcube(home, 'init', '--name', 'alice')
  await memcube(home, 'create', 'notes')
  const daemon = withDaemon ? await startDaemon(home) : undefined
  const { wallMs, answer } = await memcube(home, 'import', 'notes', notes)
  if (answer.added !== count) throw new Error(`imported ${answer.added} of ${count}`)
  await daemon?.stop()
  return wallMs
}

/** The files are copied before the clock runs: git adds files where they are, and they must be in its folder. */
async function timeGit(repository: string): Promise<number> {
  await mkdir(repository)
  await cp(notes, repository, { recursive: true })
  await git(repository, 'init', '--quiet')
  const added = await git(repository, 'add', '--all')
  const committed = await git(repository, 'commit', '--quiet', '--message', 'notes')
  return added.wallMs + committed.wallMs
}

const times = { direct: [] as number[], daemon: [] as number[], git: [] as number[] }
for (let round = 0; round < rounds; round++) {
  times.git.push(await timeGit(join(folder, `repository-${round}`)))
  times.direct.push(await timeImport(join(folder, `home-${round}`), false))
  times.daemon.push(await timeImport(join(folder, `home-with-daemon-${round}`), true))
}
printTimes('git add + git commit', times.git)
printTimes('memcube import', times.direct)
printTimes('memcube import, through a running daemon', times.daemon)
const ratio = median(times.direct) / median(times.git)
printRatio('memcube / git', ratio, '<= 1', ratio <= 1)
const daemonRatio = median(times.daemon) / median(times.git)
printRatio('memcube through a daemon / git', daemonRatio, '<= 1', daemonRatio <= 1)

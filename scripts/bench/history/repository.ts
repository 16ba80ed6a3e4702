/** The same files and changes in git: packed, as a repository that has been there for a while is. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { git } from '../shared/git.ts'
import type { Texts } from './texts.ts'

export interface GitCommit {
  branch: string
  /** A branch or commit; the branch's own when it exists. */
  from?: string
  texts: Texts
}

/** A bare repository with these commits, packed. */
export async function repositoryOf(
  folder: string,
  name: string,
  commits: readonly GitCommit[],
): Promise<string> {
  const repository = join(folder, name)
  await git(folder, 'init', '--quiet', '--bare', repository)
  await addCommits(repository, commits)
  await git(repository, 'gc', '--quiet')
  return repository
}

export async function addCommits(repository: string, commits: readonly GitCommit[]): Promise<void> {
  const child = spawn('git', ['fast-import', '--quiet'], {
    cwd: repository,
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const who = 'committer bench <bench@localhost> 1700000000 +0000\ndata 1\nx\n'
  for (const { branch, from, texts } of commits) {
    const files = [...texts].map(
      ([key, text]) => `M 100644 inline ${key}.md\ndata ${Buffer.byteLength(text)}\n${text}\n`,
    )
    const parent = from === undefined ? '' : `from refs/heads/${from}${from === branch ? '^0' : ''}\n`
    child.stdin.write(`commit refs/heads/${branch}\n${who}${parent}${files.join('')}\n`)
  }
  child.stdin.end()
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`)
}

/** Bytes of the pack that a fetch of the newest commit of a branch receives. */
export async function packBytes(repository: string, branch: string): Promise<number> {
  const child = spawn('git', ['pack-objects', '--quiet', '--revs', '--thin', '--stdout'], {
    cwd: repository,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let bytes = 0
  child.stdout.on('data', (chunk: Buffer) => (bytes += chunk.length))
  child.stdin.end(`${branch}\n^${branch}^\n`)
  await once(child, 'close')
  return bytes
}

/** The same texts and changes in git: what its commands take, as processes from start to exit. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { repositoryOf } from '../history/repository.ts'
import { git, serveRepository } from '../shared/git.ts'
import { median } from '../shared/report.ts'
import { changesOf, type Corpus } from './corpus.ts'
import type { Timed } from './figures.ts'

const ROUNDS = 3

export async function measureGit(folder: string, corpus: Corpus): Promise<Timed['git']> {
  const importMs = await timeImport(join(folder, 'files'), corpus)
  const repository = await repositoryOf(folder, 'repository', [
    { branch: 'main', texts: corpus.texts },
    { branch: 'ours', from: 'main', texts: changesOf(corpus, 0, 50) },
    { branch: 'theirs', from: 'main', texts: changesOf(corpus, 7, 50) },
  ])
  const [cloneShared, mergeTree, fsck, clone]: number[][] = [[], [], [], []]
  const served = await serveRepository(repository)
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const into = (name: string): string => join(folder, `${name}-${round}`)
      cloneShared!.push(
        (await git(folder, 'clone', '--quiet', '--bare', '--shared', repository, into('shared'))).wallMs,
      )
      mergeTree!.push((await git(repository, 'merge-tree', '--write-tree', 'ours', 'theirs')).wallMs)
      fsck!.push((await git(repository, 'fsck', '--full')).wallMs)
      clone!.push((await git(folder, 'clone', '--quiet', '--bare', served.url, into('clone'))).wallMs)
    }
  } finally {
    served.stop()
  }
  return {
    importMs,
    cloneSharedMs: median(cloneShared!),
    mergeTreeMs: median(mergeTree!),
    fsckMs: median(fsck!),
    cloneMs: median(clone!),
  }
}

/** The files are there before the clock runs. */
async function timeImport(folder: string, { texts }: Corpus): Promise<number> {
  const folders = new Set(Array.from(texts.keys(), (key) => dirname(join(folder, key))))
  for (const one of folders) await mkdir(one, { recursive: true })
  for (const [key, text] of texts) await writeFile(join(folder, `${key}.md`), text)
  await git(folder, 'init', '--quiet')
  const added = await git(folder, 'add', '--all')
  return added.wallMs + (await git(folder, 'commit', '--quiet', '--message', 'notes')).wallMs
}

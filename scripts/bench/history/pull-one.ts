/** S3: what a pull costs after one memory changed, beside `git fetch` after a commit of one file. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { initHome, openNode } from '../../../src/node/index.ts'
import { git, serveRepository } from '../shared/git.ts'
import { addCommits, packBytes, repositoryOf } from './repository.ts'
import { changesOf, importTexts, timed, type Texts } from './texts.ts'

export interface PulledOne {
  /** From a peer that is named, and from one that is connected. */
  named: number[]
  connected: number[]
  bytes: number[]
  fetch: number[]
  fetchBytes: number[]
}

interface PullAnswer {
  bytes: number
  blocks: number
}

export async function measurePullOne(folder: string, base: Texts, rounds: number): Promise<PulledOne> {
  const size = base.size
  const measured: PulledOne = { named: [], connected: [], bytes: [], fetch: [], fetchBytes: [] }
  const homes = ['alice', 'bob'].map((name) => join(folder, `${name}-${size}`))
  const [home = '', other = ''] = homes
  for (const one of homes) await initHome({ home: one, name: 'bench' })
  await using alice = await openNode({ home, network: {} })
  const { cube } = (await alice.call('create', { name: 'notes' })) as { cube: string }
  await importTexts(folder, alice, base)
  await alice.call('publish', { cube })
  await using bob = await openNode({ home: other, network: {} })
  const from = alice.addresses()[0]
  await bob.call('pull', { cube, from })
  // As in a daemon: the index is open, and fed by every pull.
  await bob.call('recall', { query: 'opens the index' })
  for (let round = 0; round < 2 * rounds; round++) {
    const [[key, text] = ['', '']] = changesOf(base, round, 1)
    await alice.call('add', { cube, key, text })
    const isNamed = round % 2 === 0
    let answer: PullAnswer = { bytes: 0, blocks: 0 }
    const took = await timed(async () => {
      answer = await bob.call('pull', { cube, ...(isNamed && { from }) })
    })
    if (answer.blocks === 0) throw new Error('the pull brought nothing')
    measured.bytes.push(answer.bytes)
    measured[isNamed ? 'named' : 'connected'].push(took)
  }
  await bob.close()
  await alice.close()
  await measureFetch(folder, base, rounds, measured)
  for (const one of homes) await rm(one, { recursive: true })
  return measured
}

async function measureFetch(folder: string, base: Texts, rounds: number, measured: PulledOne): Promise<void> {
  const repository = await repositoryOf(folder, `served-${base.size}`, [{ branch: 'main', texts: base }])
  const clone = join(folder, `clone-${base.size}`)
  const served = await serveRepository(repository)
  try {
    await git(folder, 'clone', '--quiet', '--bare', served.url, clone)
    for (let round = 0; round < rounds; round++) {
      await addCommits(repository, [{ branch: 'main', from: 'main', texts: changesOf(base, round, 1) }])
      measured.fetch.push((await git(clone, 'fetch', '--quiet', served.url, 'main:main')).wallMs)
      measured.fetchBytes.push(await packBytes(repository, 'main'))
    }
  } finally {
    served.stop()
  }
}

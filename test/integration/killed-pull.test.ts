// Either side of a pull is killed in the middle, twice in a row: nothing half done is ever visible, and the next pull ends.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findDaemon } from '../../src/interfaces/cli/daemon-client.ts'
import { done, startDaemon, type Daemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const memories = 2_000

async function notesOf(folder: string): Promise<string> {
  const path = join(folder, 'notes.jsonl')
  const lines = Array.from({ length: memories }, (_, i) =>
    JSON.stringify({ key: `n/${i}`, body: `note ${i} `.repeat(200) }),
  )
  await writeFile(path, lines.join('\n'))
  return path
}

/** Starts a pull at bob and kills `victim` once blocks have begun to arrive. @returns what became of the pull */
async function killDuringPull(bob: Daemon, cube: string, victim: Daemon): Promise<'failed' | 'finished'> {
  const client = await findDaemon(bob.home)
  if (client === undefined) throw new Error('bob is not to be found')
  let killed = false
  const progress = ({ done: blocks }: { done: number }): void => {
    if (killed || blocks === 0) return
    killed = true
    victim.child.kill('SIGKILL')
  }
  try {
    await client.call('pull', { cube }, { signal: AbortSignal.timeout(60_000), progress })
    return 'finished'
  } catch {
    return 'failed'
  } finally {
    expect(killed).toBe(true)
    await victim.stop('SIGKILL')
  }
}

test.each(['bob, who pulls,', 'alice, who serves,'])(
  '%s is killed twice',
  { timeout: 240_000 },
  async (who) => {
    const folder = await temporaryFolder()
    const [alice, bob] = [join(folder, 'alice'), join(folder, 'bob')]
    await done(alice, 'init', '--name', 'alice')
    await done(bob, 'init', '--name', 'bob')
    const { cube } = await done(alice, 'create', 'notes')
    await done(alice, 'import', 'notes', await notesOf(folder))
    await done(alice, 'publish', 'notes')
    const pullsDie = who.startsWith('bob')
    let serving = await startDaemon(alice)
    let pulling = await startDaemon(bob, { bootstrap: serving.addresses })
    for (let round = 0; round < 2; round++) {
      await done(bob, 'connect', serving.addresses[0] as string)
      const outcome = await killDuringPull(pulling, cube, pullsDie ? pulling : serving)
      if (pullsDie) pulling = await startDaemon(bob, { bootstrap: serving.addresses })
      else serving = await startDaemon(alice)
      const held = (await done(bob, 'list')).cubes
      if (outcome === 'failed' && held.length === 0)
        expect(await done(bob, 'fsck')).toMatchObject({ ok: true, problems: [] })
      else expect(held).toMatchObject([{ cube, memories }])
    }
    await done(bob, 'connect', serving.addresses[0] as string)
    expect(await done(bob, 'pull', cube)).toMatchObject({ cube, memories })
    expect(await done(bob, 'verify', cube)).toMatchObject({ ok: true })
    expect(await done(bob, 'fsck')).toMatchObject({ ok: true, problems: [] })
    expect(
      (await done(bob, 'recall', 'note 1999', '--tier', 'community', '--top', '1')).results,
    ).toMatchObject([{ key: 'n/1999' }])
  },
)

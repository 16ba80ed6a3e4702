// A daemon whose program is built or installed anew while it runs.
import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { done, memcube } from '../helpers/daemon.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'
import { program } from '../helpers/program.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const run = promisify(execFile)

/** A copy of the program, beside it: there its packages are found. */
async function earlierProgram(): Promise<string> {
  const bundle = join(dirname(program), '..', '..')
  const earlier = await mkdtemp(join(dirname(bundle), 'earlier-'))
  onTestFinished(() => rm(earlier, { recursive: true, force: true }))
  await cp(bundle, earlier, { recursive: true })
  return earlier
}

test('a daemon whose program was replaced says so, and ends in order', { timeout: 120_000 }, async () => {
  const earlier = await earlierProgram()
  const home = join(await temporaryFolder(), 'alice')
  await done(home, 'init', '--name', 'alice')
  await done(home, 'create', 'notes')
  const daemon = [join(earlier, 'interfaces', 'cli', 'bin.js'), 'daemon', '--detach', '--home', home]
  await run(process.execPath, [...NODE_FLAGS, ...daemon])
  onTestFinished(async () => void (await memcube(home, ['stop'])))

  // What another build does not have: each part is named by its hash.
  await rm(join(earlier, 'chunks'), { recursive: true })

  expect(await memcube(home, ['policy', 'notes'])).toMatchObject({
    code: 3,
    json: {
      error: {
        code: 'ERR_INCOMPATIBLE',
        message: expect.stringMatching(/^memcube was replaced while it ran, and run-policy-\w+\.js, a part/),
        hint: expect.stringContaining('`memcube stop`'),
      },
    },
  })
  expect(await done(home, 'status')).toMatchObject({ running: true })
  expect(await done(home, 'stop')).toMatchObject({ stopped: true })
  expect(await done(home, 'policy', 'notes')).toMatchObject({ policy: null })
})

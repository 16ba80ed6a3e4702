/** The daemon bounds what V8 and the allocator keep: it begins anew with what its process should have begun with. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missingBounds } from '../../src/interfaces/cli/small-process.ts'
import { initHome } from '../../src/node/index.ts'
import { startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const flag = '--max-semi-space-size=16'
const env = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' }

test.each([
  ['a process that was begun without any', { execArgv: [], env: {} }, { flags: [flag], env }],
  ['one that has begun with all', { execArgv: ['--inspect', flag], env: { ...env, HOME: '/' } }, undefined],
  ['one whose young generation a person bounded', { execArgv: ['--max_semi_space_size=4'], env }, undefined],
  [
    'the same in NODE_OPTIONS',
    { execArgv: [], env: { ...env, NODE_OPTIONS: '-C x --max-semi-space-size=4' } },
    undefined,
  ],
  [
    'one whose arenas a person counted',
    { execArgv: [flag], env: { MALLOC_ARENA_MAX: '8' } },
    { flags: [], env: { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' } },
  ],
] as const)('%s', (_what, beginning, missing) => {
  expect(missingBounds(beginning)).toEqual(missing)
})

test('nothing is missing once what was missing is there', () => {
  const { flags, env: set } = missingBounds({ execArgv: ['--inspect'], env: {} })!
  expect(missingBounds({ execArgv: [...flags, '--inspect'], env: set })).toBeUndefined()
})

test.runIf(process.platform === 'linux')(
  'a daemon has the bounds, and the process id that it was begun with',
  async () => {
    const home = join(await temporaryFolder(), 'alice')
    await initHome({ home, name: 'alice' })
    const { child, event } = await startDaemon(home)
    const { pid } = await event((one) => one['event'] === 'ready')
    expect(pid).toBe(child.pid)
    const words = async (file: string): Promise<string[]> =>
      (await readFile(`/proc/${pid}/${file}`, 'utf8')).split('\0')
    expect(await words('cmdline')).toContain(flag)
    expect(await words('environ')).toEqual(
      expect.arrayContaining(Object.entries(env).map(([name, value]) => `${name}=${value}`)),
    )
  },
)

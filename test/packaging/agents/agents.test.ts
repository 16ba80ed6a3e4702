// What agents' authors install: the Python client as a wheel, with the packages it works with as they are published.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { MemcubeStore } from '../../../examples/langgraph-store/store.ts'
import { findDaemon } from '../../../examples/shared/daemon.ts'
import { done, startDaemon } from '../../helpers/daemon.ts'
import { temporaryFolder } from '../../helpers/temporary-home.ts'
import { installNode, installPython, installWheel, must, pythonIsMissing, ROOT, runWith } from './python.ts'

const CLIENT = join(ROOT, 'clients', 'python')

/** Mem0's clients report to its makers unless they are told not to, and keep a file in the home of the user. */
const quiet = (folder: string) => ({ MEM0_TELEMETRY: 'false', MEM0_DIR: folder, HOME: folder })

describe.skipIf(pythonIsMissing !== undefined)(
  `the Python client${pythonIsMissing === undefined ? '' : ` (${pythonIsMissing})`}`,
  () => {
    let python: string
    let node: string
    beforeAll(async () => {
      ;[python, node] = await Promise.all([
        installPython(join(import.meta.dirname, 'requirements.txt')),
        installNode(),
      ])
    })

    test(
      'is a wheel and a source archive that PyPI takes; with it a program and a graph of LangGraph keep memories, beside the clients of Mem0',
      { timeout: 600_000 },
      async () => {
        const out = await temporaryFolder()
        await must(runWith({}, python, ['-m', 'build', '--no-isolation', '--outdir', out, CLIENT]))
        const made = (await readdir(out)).sort()
        expect(made).toEqual(['memcube_client-0.1.0-py3-none-any.whl', 'memcube_client-0.1.0.tar.gz'])
        const files = made.map((name) => join(out, name))
        await must(runWith({}, python, ['-m', 'twine', 'check', '--strict', ...files]))
        const packed = await must(runWith({}, python, ['-m', 'zipfile', '-l', files[0] ?? '']))
        for (const name of ['memcube/py.typed', 'memcube/langgraph/_store.py', 'licenses/LICENSE'])
          expect(packed).toContain(name)
        await installWheel(python, files[0] ?? '')

        const home = join(await temporaryFolder(), 'home')
        await done(home, 'init', '--name', 'alice')
        await startDaemon(home)
        await done(home, 'create', 'shared-with-js')
        const store = new MemcubeStore(findDaemon(home), 'shared-with-js')
        await store.put(['users', 'ада', 'a/b %'], "it's (one)!*~.", { by: 'javascript', n: 1.5 })
        const host = `${JSON.parse(await readFile(join(home, 'api.json'), 'utf8')).url}/compat/mem0`
        const key = (await readFile(join(home, 'api.token'), 'utf8')).trim()
        const mem0 = { ...quiet(await temporaryFolder()), HOST: host, KEY: key }
        const tests = [
          '-W',
          'ignore::ResourceWarning',
          '-m',
          'unittest',
          'discover',
          '-s',
          join(CLIENT, 'tests'),
        ]
        const [said, ofPython, ofNode] = await Promise.all([
          must(runWith({ MEMCUBE_HOME: home }, python, tests)),
          must(runWith(mem0, python, [join(import.meta.dirname, 'mem0_client.py')])),
          must(runWith(mem0, process.execPath, [join(node, 'mem0-client.mjs')])),
        ])
        for (const end of [ofPython, ofNode]) expect(end).toContain('all of it')
        expect(said).toMatch(/^Ran 3\d tests in .*\n\nOK\n$/m)
        const byPython = await store.get(['users', 'ада'], '.from/python ')
        expect(byPython?.value).toEqual({ by: 'python', n: [1, null] })
      },
    )
  },
)

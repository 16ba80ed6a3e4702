// By command, because it is a gigabyte of packages: CrewAI as PyPI has it, and the types of the Python client.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { done, startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { installPython, must, pythonIsMissing, ROOT, runWith } from '../packaging/agents/python.ts'

const quiet = { CREWAI_DISABLE_TELEMETRY: 'true', OTEL_SDK_DISABLED: 'true', CREWAI_TESTING: 'true' }

describe.skipIf(pythonIsMissing !== undefined)(
  `agents in Python${pythonIsMissing === undefined ? '' : ` (${pythonIsMissing})`}`,
  () => {
    let python: string
    beforeAll(async () => {
      python = await installPython(join(import.meta.dirname, 'requirements-all.txt'))
    })

    test('the Python client is typed throughout', async () => {
      const source = join(ROOT, 'clients', 'python', 'src', 'memcube')
      expect(await must(runWith({}, python, ['-m', 'mypy', '--strict', source]))).toContain('no issues found')
    })

    test('an agent of CrewAI remembers and recalls over MCP', { timeout: 600_000 }, async () => {
      const home = join(await temporaryFolder(), 'home')
      await done(home, 'init', '--name', 'alice')
      await startDaemon(home)
      const { text } = await done(home, 'mcp', '--print-config', 'cursor')
      const { command, args } = JSON.parse(text).mcpServers.memcube
      // CrewAI makes the names of tools from the command: `memcube`, as it is where it was installed.
      const bin = await temporaryFolder()
      const words = [command, args[0]].map((word: string) => `'${word}'`).join(' ')
      await writeFile(join(bin, 'memcube'), `#!/bin/sh\nexec ${words} "$@" --home '${home}'\n`, {
        mode: 0o755,
      })
      const env = { ...quiet, HOME: await temporaryFolder(), PATH: `${bin}:${process.env['PATH']}` }
      const said = await must(runWith(env, python, [join(import.meta.dirname, 'crewai_agent.py')]))
      expect(said).toContain('all of it')
      expect((await done(home, 'get', 'memories', 'guests/ada')).body).toBe('Ada sleeps with the window open')
    })
  },
)

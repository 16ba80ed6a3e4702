import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { completionScript } from '../../src/interfaces/cli/completion-scripts.ts'
import { loadAllVerbs, verbLoaders } from '../../src/interfaces/cli/verbs/index.ts'

const run = promisify(execFile)

/** What bash offers for the last of the words. */
async function completeInBash(...words: string[]): Promise<string[]> {
  const script = `${completionScript('bash', await loadAllVerbs())}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _memcube; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await run('bash', ['-c', script, 'bash', ...words], { cwd: import.meta.dirname })
  return stdout.split('\n').filter((line) => line !== '')
}

test.each(['bash', 'zsh', 'fish'] as const)(
  'completion for %s knows every verb and its options',
  async (shell) => {
    const script = completionScript(shell, await loadAllVerbs())
    for (const { name, options } of await loadAllVerbs()) {
      expect(script).toContain(name)
      for (const { flags } of options) expect(script).toContain(/--([a-z-]+)/.exec(flags)?.[1])
    }
  },
)

describe('in bash', () => {
  test('all verbs are offered where a verb is expected', async () => {
    expect(await completeInBash('memcube', '')).toEqual(expect.arrayContaining(Object.keys(verbLoaders)))
    expect(await completeInBash('memcube', '--json', '--home', '/h', 'unpu')).toEqual(['unpublish'])
  })

  test('the options of a verb are offered behind it', async () => {
    expect(await completeInBash('memcube', 'pull', 'notes', '--f')).toEqual(['--from', '--filter'])
    expect(await completeInBash('memcube', '--json', 'recall', 'q', '--t')).toEqual([
      '--tag',
      '--tier',
      '--top',
    ])
  })

  test('files are offered for arguments', async () => {
    expect(await completeInBash('memcube', 'import', 'notes', 'completion')).toEqual(['completion.test.ts'])
    expect(await completeInBash('memcube', '--home', 'completion')).toEqual(['completion.test.ts'])
  })

  test('topics are offered for help', async () => {
    expect(await completeInBash('memcube', 'help', 'conc')).toEqual(['concepts'])
  })
})

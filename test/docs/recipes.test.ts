// The settings that docs/recipes.md shows are those that `memcube mcp --print-config` prints.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { clientConfig } from '../../src/interfaces/cli/mcp-config.ts'

const page = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```json (\S+)\n([\s\S]*?)\n```$/gm)]
const command = {
  command: '/path/of/node',
  args: ['/path/of/memcube.js', 'mcp', '--home', '/home/alice/.memcube'],
}

it.each(blocks.map(([, client = '', text = '']) => [client, text]))(
  'docs/recipes.md shows the settings for %s as they are printed, for the file where they go',
  (client, text) => {
    const printed = clientConfig(client, command)
    expect(text).toBe(printed.text)
    expect(page).toContain(`\`${printed.file.replace(' in the project', '')}\``)
  },
)

it('docs/recipes.md shows the settings of three clients', () => {
  expect(blocks).toHaveLength(3)
})

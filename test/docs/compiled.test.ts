// What an install compiles is said in docs/install.md: who has no compiler learns it before npm fails.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

interface Locked {
  packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>
}

/** Packages of an install that are built by node-gyp, by name; with whether they bring binaries. */
function built(): Map<string, boolean> {
  const { packages } = JSON.parse(read('npm-shrinkwrap.json')) as Locked
  const names = Object.entries(packages).flatMap(([path, { dev, hasInstallScript }]) =>
    hasInstallScript === true && dev !== true && existsSync(join(root, path, 'binding.gyp')) ? [path] : [],
  )
  return new Map(
    names.map((path) => [
      path.replace('node_modules/', ''),
      existsSync(join(root, path, 'prebuilds')) && readdirSync(join(root, path, 'prebuilds')).length > 0,
    ]),
  )
}

test('docs/install.md names what is compiled and what that takes, and README leads there', () => {
  const page = read('docs/install.md').replaceAll(/\s+/g, ' ')
  const found = built()
  expect(found.size).toBeGreaterThan(0)
  for (const [name, hasBinaries] of found)
    expect(page, name).toContain(hasBinaries ? `\`${name}\` brings binaries` : `\`${name}\`, has no binaries`)
  for (const needed of ['C++ compiler', 'make', 'Python 3', 'npm_config_nodedir'])
    expect(page).toContain(needed)
  expect(read('README.md')).toContain('docs/install.md#what-is-compiled')
})

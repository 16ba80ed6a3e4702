/** What a build is made from and what it made, as hashes: with the same two there is nothing to build. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** All that `dist/` follows from. The lock file stands for the compiler, the bundler and what is bundled. */
const sources = [
  'src',
  'scripts/build.ts',
  'scripts/build-page.ts',
  'scripts/build-program.ts',
  'scripts/build-stamp.ts',
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'npm-shrinkwrap.json',
]

export const hashOfSources = (root: string): string => digest(root, sources)

export const hashOfBuilt = (root: string): string => digest(root, ['dist'])

/** Names, bytes and whether it may be run, of each file in these places. */
function digest(root: string, places: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of places.flatMap((place) => filesAt(root, place)).toSorted()) {
    const path = join(root, file)
    const bytes = readFileSync(path)
    hash.update(JSON.stringify([file, statSync(path).mode & 0o111, bytes.length])).update(bytes)
  }
  return hash.digest('hex')
}

function filesAt(root: string, place: string): string[] {
  const path = join(root, place)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return []
  if (!found.isDirectory()) return [place]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
}

// Writes protocols/authors/vectors: `node scripts/vectors/authors.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cubeHex, genesisHex, invalidChains, validChains, validSuccessors } from './authors/chains.ts'
import { canonicalCases } from './authors/canonical.ts'
import { chainsAfterTwice } from './authors/twice.ts'
import { rosterMemories } from './authors/memories.ts'
import { invalidLaterChains, validLaterChains, validLaterSuccessors } from './authors/later.ts'

/** Where the vectors live. */
export const AUTHOR_VECTORS = new URL('../../protocols/authors/vectors/', import.meta.url)

/** The content of every vector file, by its path. */
export async function authorVectors(): Promise<Record<string, string>> {
  const common = { cube: cubeHex, genesis: genesisHex }
  const files = {
    'valid/chains.json': {
      about: 'Rosters of one cube, oldest first, as hex; each chain gives the authors that are listed.',
      ...common,
      cases: validChains(),
    },
    'valid/twice.json': {
      about: 'Rosters of another cube, whose genesis names a key twice.',
      ...chainsAfterTwice(),
    },
    'valid/memories.json': {
      about:
        'Memories that hold rosters, their blocks, and the keys of a roster in force and of one before it.',
      cases: rosterMemories(),
    },
    'valid/successors.json': {
      about: 'A record of two keys and the signatures of both over it in the domain memcube/successor/1.',
      cases: validSuccessors(),
    },
    'valid/canonical.json': {
      about:
        'Commits by number with the numbers of their parents, where each author has the branch, and the commits that have enough heads.',
      cases: await canonicalCases(),
    },
    'invalid/chains.json': {
      about: 'Rosters of the same cube that a reader refuses whole.',
      ...common,
      cases: invalidChains(),
    },
    'version-2/valid/chains.json': {
      about:
        'Rosters of both versions of one cube, oldest first, as hex; each chain gives the authors that are listed.',
      ...common,
      cases: validLaterChains(),
    },
    'version-2/valid/successors.json': {
      about:
        'A record of two keys with their algorithm and the signatures of both over it in the domain memcube/successor/2. `old` and `new` are the keys alone.',
      cases: validLaterSuccessors(),
    },
    'version-2/invalid/chains.json': {
      about: 'Rosters of the same cube, the last of version 2 or later, that a reader refuses whole.',
      ...common,
      cases: invalidLaterChains(),
    },
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await authorVectors())) {
    const file = new URL(path, AUTHOR_VECTORS)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
}

// Writes protocols/tree/vectors: `node scripts/vectors/tree.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import { invalidNodes, invalidProofs, invalidTrees } from './tree/invalid.ts'
import { validChanges, validDepths, validProofs, validTrees } from './tree/valid.ts'

/** Where the vectors live. */
export const TREE_VECTORS = new URL('../../protocols/tree/vectors/', import.meta.url)

/** The content of every vector file, by its path. */
export async function treeVectors(): Promise<Record<string, string>> {
  const files = {
    'valid/depths.json': validDepths(),
    'valid/trees.json': validTrees(),
    'valid/changes.json': await validChanges(),
    'valid/proofs.json': await validProofs(),
    'invalid/nodes.json': invalidNodes(),
    'invalid/trees.json': invalidTrees(),
    'invalid/proofs.json': await invalidProofs(),
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await treeVectors())) {
    const file = new URL(path, TREE_VECTORS)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
}

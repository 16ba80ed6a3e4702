// The README's first block as one script: nobody pauses between its commands, and none of them may come too early.
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readmeBlock, runBlock, runBlocks } from '../../scripts/test/readme-block.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'

const program = fileURLToPath(new URL('../../src/interfaces/cli/bin.ts', import.meta.url))

test.each(Array.from({ length: 10 }, (_, run) => run + 1))(
  'the block does what it says in a fresh home, run %i',
  { timeout: 150_000 },
  async () => {
    const { ok, said } = await runBlock(await readmeBlock(), [process.execPath, ...NODE_FLAGS, program])
    expect(ok, said).toBe(true)
  },
)

test.each([1, 2])(
  'both blocks do what they say, in two homes beside each other, run %i',
  { timeout: 150_000 },
  async () => {
    const { ok, said } = await runBlocks([process.execPath, ...NODE_FLAGS, program])
    expect(ok, said).toBe(true)
  },
)

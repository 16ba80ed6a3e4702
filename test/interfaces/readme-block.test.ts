// The README's first block as one script: nobody pauses between its commands, and none of them may come too early.
// `npm run test:readme-block` does it fifty times.
import { expect, test } from 'vitest'
import { readmeBlock, runBlock, runBlocks } from '../../scripts/test/readme-block.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'
import { program } from '../helpers/program.ts'

test('the block does what it says in a fresh home', { timeout: 150_000 }, async () => {
  const { ok, said } = await runBlock(await readmeBlock(), [process.execPath, ...NODE_FLAGS, program])
  expect(ok, said).toBe(true)
})

test('both blocks do what they say, in two homes beside each other', { timeout: 150_000 }, async () => {
  const { ok, said } = await runBlocks([process.execPath, ...NODE_FLAGS, program])
  expect(ok, said).toBe(true)
})

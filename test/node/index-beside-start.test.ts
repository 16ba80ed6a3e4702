import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

test('a daemon whose index cannot be opened is ready all the same, says so, and opens it once it can be', async () => {
  const first = await temporaryNode('alice')
  await first.call('create', { name: 'notes' })
  await first.call('add', { cube: 'notes', text: 'the river is deep' })
  await first.close()
  const index = join(first.home, 'index')
  rmSync(index, { recursive: true, force: true })
  // Nobody can make a folder where a file is.
  writeFileSync(index, 'no folder')
  const warnings: string[] = []
  const warn = (_fields: object, message: string): void => void warnings.push(message)
  const log = { debug() {}, info() {}, warn, error: warn }
  const node = await reopen(first.home, { daemon: true, log })
  const before = await node.call('status', {})
  expect(before).toMatchObject({ index: { texts: 0, problem: expect.any(String) } })
  expect(warnings).toContain('the index could not be opened')
  rmSync(index)
  const after = await node.call('status', {})
  expect(after).toMatchObject({ index: { texts: 1, problem: null } })
})

import { onTestFinished } from 'vitest'
import { endAll } from '../../src/home/end-all.ts'
import { openLife } from '../../src/node/open-life.ts'
import { openHome } from '../../src/storage/index.ts'
import type { Life } from '../../src/swarms/life.ts'
import { temporaryNode } from './temporary-home.ts'

/** A life in a fresh home, without a network; it ends when the test is over. */
export async function openLifeOf(name: string): Promise<Life> {
  const made = await temporaryNode(name)
  await made.close()
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  const context = { daemon: false, log: silent, nowMs: () => Date.now() }
  const { node, closing } = await openLife(await openHome(made.home), context)
  onTestFinished(() => endAll(closing))
  return node
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { initHome, openNode, type MemCubeNode, type NodeConfig } from '../../src/node/index.ts'

/** Keeps what has to be done at the end: of the test, or of what several tests share. */
export type AtEnd = (close: () => void | Promise<void>) => void

/** A folder that is gone when the test is over. */
export async function temporaryFolder(atEnd: AtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'memcube-test-'))
  atEnd(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A node in a fresh home, closed when the test is over. */
export async function temporaryNode(
  name: string,
  config: Partial<NodeConfig> = {},
): Promise<MemCubeNode & { home: string }> {
  const home = join(await temporaryFolder(), name)
  await initHome({ home, name })
  return reopen(home, config)
}

export async function reopen(
  home: string,
  config: Partial<NodeConfig> = {},
): Promise<MemCubeNode & { home: string }> {
  const node = await openNode({ home, ...config })
  onTestFinished(() => node.close())
  return Object.assign(node, { home })
}

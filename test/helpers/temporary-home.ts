import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { initHome, openNode, type MemCubeNode, type NodeConfig } from '../../src/node/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

export { temporaryFolder, type AtEnd } from './temporary-folder.ts'

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

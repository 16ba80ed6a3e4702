/** A daemon: a node with its local API, found by the commands of its home. Brings the interfaces together; they do not know each other. */
import { loadApiToken, removeApiAddress, saveApiAddress } from '../home/api-address.ts'
import {
  callSchemas,
  componentLog,
  createAgentNode,
  loadGrants,
  openNode,
  type Logger,
  type MemCubeNode,
  type NodeConfig,
} from '../node/index.ts'
import { version } from '../home/version.ts'
import { requireOwnMachine, type ListenAddress } from '../home/listen-address.ts'
import { startHttpApi, type HttpApi } from './http/api.ts'
import type { McpDeps } from './mcp/create-server.ts'
import { serveGateway, type Gateway } from './serve-gateway.ts'
import { lazyMcpHttp } from './lazy-mcp-http.ts'
import { pageFolder } from './page-folder.ts'

interface DaemonConfig {
  home: string
  network: NodeConfig['network']
  api: ListenAddress
  /** Where published cubes are shown to everybody; nowhere when not given. */
  gateway?: ListenAddress | undefined
  log: Logger
  /** For blocks in S3, where the home has no keys of its own. */
  s3Keys?: NodeConfig['s3Keys']
  /** Written where commands look for the daemon. */
  pid: number
  /** `resident` gives the home to a daemon that starts; whoever calls sees to it. */
  role?: 'daemon' | 'resident'
}

export interface ServedDaemon {
  node: MemCubeNode
  /** URL of the local API. */
  api: string
  /** URL of the gateway, where there is one. */
  gateway: string | undefined
  close(): Promise<void>
}

/** Starts both; what fails half way is closed again. @throws ERR_USAGE for an API address that others can reach */
export async function serveDaemon({
  home,
  network,
  api: address,
  gateway: shownAt,
  log,
  pid,
  role = 'daemon',
  s3Keys,
}: DaemonConfig): Promise<ServedDaemon> {
  requireOwnMachine(address)
  const node = await openNode({ home, daemon: true, role, log, network, s3Keys })
  let api: HttpApi | undefined
  let gateway: Gateway | undefined
  const watch: McpDeps['watch'] = (tell) => node.watch(tell)
  const forAgents = { home, node, grants: () => loadGrants(home) }
  const mcp = lazyMcpHttp({ ...forAgents, watch, version })
  const close = async (): Promise<void> => {
    await removeApiAddress(home)
    await gateway?.close()
    await mcp.close()
    await api?.close()
    await node.close()
  }
  try {
    const token = await loadApiToken(home)
    api = await startHttpApi(
      {
        call: (name, input, options) => node.call(name, input, options),
        schemas: callSchemas(),
        watch,
        answered: node.answered,
        mcp,
        agents: createAgentNode(forAgents),
        token,
        version,
        page: pageFolder(),
        log: componentLog(log, 'http'),
      },
      address,
    )
    if (shownAt !== undefined) gateway = await serveGateway(node, log, shownAt)
    await saveApiAddress(home, { pid, url: api.url, proves: true })
    return { node, api: api.url, gateway: gateway?.url, close }
  } catch (error) {
    await close()
    throw error
  }
}

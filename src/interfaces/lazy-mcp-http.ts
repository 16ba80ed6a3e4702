/** MCP over HTTP, loaded with the first request for it: most daemons never see one, and it holds some megabytes. */
import type { McpDeps } from './mcp/create-server.ts'
import type { McpHttp } from './mcp/http.ts'

export function lazyMcpHttp(deps: McpDeps): McpHttp {
  let loaded: Promise<McpHttp> | undefined
  const load = (): Promise<McpHttp> =>
    (loaded ??= import('./mcp/http.ts').then(({ createMcpHttp }) => createMcpHttp(deps)))
  return {
    handle: async (request, response, body) => (await load()).handle(request, response, body),
    close: async () => (await loaded)?.close(),
  }
}

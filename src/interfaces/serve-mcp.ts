/** `memcube mcp`: the MCP server of a home on stdin and stdout. Brings the interfaces together; they do not know each other. */
import type { Readable, Writable } from 'node:stream'
import { loadGrants, type Logger, type NodeConfig } from '../node/index.ts'
import { version } from '../home/version.ts'
import type { McpWishes } from './mcp/create-server.ts'
import { serveStdio } from './mcp/stdio.ts'
import { openResident } from './resident-node.ts'

interface ServeMcp {
  home: string
  log: Logger
  stdin: Readable
  stdout: Writable
  signal: AbortSignal
  wishes: McpWishes
  /** How long to wait for a home that another process has. */
  waitMs: number
  /** For blocks in S3, where the home has no keys of its own. */
  s3Keys?: NodeConfig['s3Keys']
}

/** Resolves when the client has gone or the signal aborts. @throws ERR_NOT_FOUND without a home */
export async function serveMcp({ home, log, wishes, waitMs, s3Keys, ...streams }: ServeMcp): Promise<void> {
  // A home that is not there is said at once, not with the first call.
  await loadGrants(home)
  const node = openResident({ home, log, waitMs, s3Keys })
  try {
    const deps = { home, node, grants: () => loadGrants(home), watch: node.watch, version }
    await serveStdio(deps, streams, wishes)
  } finally {
    await node.close()
  }
}

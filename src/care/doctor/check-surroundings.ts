/** What is around a home and keeps a daemon from starting or being found: its token, an address left behind, its port. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homePaths, loadApiAddress, loadApiToken, loadHomeConfig } from '../../storage/index.ts'
import type { InFolder, InProcess } from '../../home/index.ts'
import type { Peers } from '../../sharing/index.ts'
import { fine, wrong, type DoctorCheck } from './check.ts'

/** @throws ERR_DENIED, ERR_NOT_FOUND, ERR_CORRUPT, each with what to do */
export async function checkToken({ home }: InFolder): Promise<DoctorCheck> {
  await loadApiToken(home)
  return fine('token', 'the token of the local API is yours alone')
}

/** The file by which commands find the daemon. This process has the home open, so no other one runs for it. */
export async function checkDaemonFile(node: InFolder & InProcess): Promise<DoctorCheck> {
  if (node.role === 'resident')
    return fine('daemon', `none runs; \`memcube mcp\` has the home, as process ${process.pid}`)
  if (node.daemon) return fine('daemon', `runs as process ${process.pid}`)
  const { api } = homePaths(node.home)
  const left = await readFile(api, 'utf8').catch(() => undefined)
  if (left === undefined) return fine('daemon', 'none runs, and the last one ended in order')
  const address = await loadApiAddress(node.home)
  const who = address === undefined ? '' : `; its process id ${address.pid} is that of another program now`
  return wrong(
    'daemon',
    `the last daemon was killed, or the machine went down: it left ${api}${who}`,
    'nothing acknowledged is lost, and `memcube daemon` takes its place; --log-file keeps what it says if it happens again',
  )
}

/** Whether the port that the home keeps is free, while no daemon of this home has it. */
export async function checkPort(node: InFolder & Peers): Promise<DoctorCheck> {
  if (node.network !== undefined) return fine('port', 'held by this daemon')
  const port = (await loadHomeConfig(node.home))?.port
  if (port === undefined) return fine('port', 'chosen freely at the first start')
  const fault = await tryPort(port)
  if (fault === undefined) return fine('port', `${port} is free`)
  return wrong(
    'port',
    `a daemon would listen on port ${port}, and cannot: ${fault}`,
    `end what listens there (\`ss -ltnp sport = :${port}\` tells), or \`memcube config unset port\` to have another one chosen`,
  )
}

function tryPort(port: number): Promise<string | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
}

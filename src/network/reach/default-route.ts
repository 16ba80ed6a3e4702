/** Where this machine sends what is for elsewhere: the router, and the address of this machine towards it. IPv4. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { promisify } from 'node:util'
import { reachOfIp } from '../addresses.ts'
import type { RouterRoute } from './map-request.ts'

/** @returns undefined where there is none, or it cannot be told, or the router is no house router: its address is public */
export async function defaultRoute(): Promise<RouterRoute | undefined> {
  const found = process.platform === 'linux' ? await ofLinux() : await ofRouteCommand()
  if (found === undefined || reachOfIp(found.gateway) !== 'private') return undefined
  const address = networkInterfaces()[found.name]?.find(
    (one) => one.family === 'IPv4' && !one.internal && reachOfIp(one.address) === 'private',
  )?.address
  return address === undefined ? undefined : { gateway: found.gateway, address }
}

interface Route {
  name: string
  gateway: string
}

async function ofLinux(): Promise<Route | undefined> {
  return routeIn(await readFile('/proc/net/route', 'utf8').catch(() => ''))
}

/** The default route of /proc/net/route with the least metric. */
export function routeIn(table: string): Route | undefined {
  const routes = table.split('\n').flatMap((line) => {
    const [name = '', destination, gateway = '', , , , metric, mask] = line.split('\t')
    if (destination !== '00000000' || mask !== '00000000' || !/^[0-9A-F]{8}$/i.test(gateway)) return []
    const bytes = Buffer.from(gateway, 'hex').reverse()
    return gateway === '00000000' ? [] : [{ name, gateway: [...bytes].join('.'), metric: Number(metric) }]
  })
  const [best] = routes.toSorted((a, b) => a.metric - b.metric)
  return best && { name: best.name, gateway: best.gateway }
}

/** macOS and the BSDs; elsewhere the router is not asked. */
async function ofRouteCommand(): Promise<Route | undefined> {
  const { stdout } = await promisify(execFile)('route', ['-n', 'get', 'default'], { timeout: 2_000 }).catch(
    () => ({ stdout: '' }),
  )
  const gateway = /gateway:\s*([0-9.]+)/.exec(stdout)?.[1]
  const name = /interface:\s*(\S+)/.exec(stdout)?.[1]
  return gateway === undefined || name === undefined ? undefined : { name, gateway }
}

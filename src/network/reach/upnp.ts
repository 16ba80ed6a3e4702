/**
 * UPnP: finds the router's description by one question to the local network, and asks it for a port.
 *
 * Not `@libp2p/upnp-nat` (4.0.28 with nat-port-mapper 4.0.5, read): it follows the address in any answer from anybody on the
 * network, reads answers of any length into an XML parser, and speaks no NAT-PMP. Here the router of the default route alone
 * is heard, and what it says is bounded.
 */
import { createSocket } from 'node:dgram'
import { on, once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { anySignal } from '../../core/signals/index.ts'
import type { Mapped, MapRequest } from './map-request.ts'
import {
  controlPointIn,
  errorIn,
  externalIpIn,
  locationIn,
  order,
  SEARCH,
  type ControlPoint,
} from './upnp-messages.ts'

const GROUP = '239.255.255.250'
const SEARCH_PORT = 1900
/** Routers answer within a second (MX: 1); asked twice, since datagrams get lost. */
const SEARCH_MS = 2_500
const AGAIN_MS = 1_000
const HTTP_MS = 3_000
/** A description of a router has 2 to 20 KiB. */
const MAX_ANSWER_BYTES = 128 * 1024
/** The router keeps only mappings without an end; the port is held by another; what is asked for is not to be had so. */
const ONLY_PERMANENT = 725
const TAKEN = 718
/** Ports tried when the wanted one is taken. */
const TRIES = 3

/** @returns undefined when no router speaks it; a sentence when it answers, and not as it should */
export async function mapByUpnp(request: MapRequest): Promise<Mapped | string | undefined> {
  const location = await findRouter(request)
  if (location === undefined) return undefined
  try {
    const description = await http(location, { method: 'GET' }, undefined, request.signal)
    const control = controlPointIn(description, location, request.gateway)
    if (control === undefined) return 'UPnP answers, and does not say how to open a port'
    return await openPort(control, request)
  } catch (error) {
    request.signal.throwIfAborted()
    return `UPnP is no help: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function openPort(control: ControlPoint, request: MapRequest): Promise<Mapped | string> {
  const ip = externalIpIn(await say(control, 'GetExternalIPAddress', {}, request.signal))
  if (ip === undefined) return 'UPnP does not tell the address of the router'
  let lifetimeS = request.lifetimeS
  let port = request.wanted
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const error = errorIn(
      await say(control, 'AddPortMapping', mapping(request, port, lifetimeS), request.signal),
    )
    if (error === undefined) return { by: 'upnp', ip, port }
    if (error === ONLY_PERMANENT) lifetimeS = 0
    else if (error === TAKEN) port = port > 60_000 ? port - 20_000 : port + 1
    else return `UPnP refuses a port with the error ${error}`
  }
  return 'UPnP refuses a port: those that were tried are taken'
}

/** Takes the port back. */
export async function unmapByUpnp(request: MapRequest): Promise<void> {
  const location = await findRouter(request)
  if (location === undefined) return
  const description = await http(location, { method: 'GET' }, undefined, request.signal)
  const control = controlPointIn(description, location, request.gateway)
  if (control === undefined) return
  const values = { NewRemoteHost: '', NewExternalPort: request.wanted, NewProtocol: 'TCP' }
  await say(control, 'DeletePortMapping', values, request.signal)
}

function mapping({ port, address }: MapRequest, externalPort: number, lifetimeS: number) {
  return {
    NewRemoteHost: '',
    NewExternalPort: externalPort,
    NewProtocol: 'TCP',
    NewInternalPort: port,
    NewInternalClient: address,
    NewEnabled: 1,
    NewPortMappingDescription: 'memcube',
    NewLeaseDuration: lifetimeS,
  }
}

async function findRouter({ gateway, address, signal }: MapRequest): Promise<URL | undefined> {
  const socket = createSocket('udp4')
  socket.on('error', () => {})
  const limit = anySignal([signal, AbortSignal.timeout(SEARCH_MS)])
  let again: NodeJS.Timeout | undefined
  const search = (): void => socket.send(SEARCH, SEARCH_PORT, GROUP, () => {})
  try {
    socket.bind(0, address)
    await once(socket, 'listening', { signal: limit })
    socket.setMulticastInterface(address)
    const answers = on(socket, 'message', { signal: limit }) as AsyncIterable<[Buffer, { address: string }]>
    search()
    again = setTimeout(search, AGAIN_MS)
    for await (const [answer, from] of answers) {
      const location = from.address === gateway ? locationIn(answer.toString('latin1'), gateway) : undefined
      if (location !== undefined) return location
    }
    return undefined
  } catch {
    return undefined
  } finally {
    clearTimeout(again)
    socket.close()
  }
}

function say(
  { url, service }: ControlPoint,
  action: string,
  values: Record<string, string | number>,
  signal: AbortSignal,
): Promise<string> {
  const headers = { 'content-type': 'text/xml; charset="utf-8"', soapaction: `"${service}#${action}"` }
  return http(url, { method: 'POST', headers }, order(service, action, values), signal)
}

/** One request that follows nothing and reads so much. */
function http(
  url: URL,
  options: { method: string; headers?: Record<string, string> },
  body: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const limit = anySignal([signal, AbortSignal.timeout(HTTP_MS)])
  const asked = httpRequest(url, { ...options, agent: false, signal: limit }, (response) => {
    let text = ''
    response.setEncoding('latin1')
    response.on('data', (chunk: string) => {
      text += chunk
      if (text.length > MAX_ANSWER_BYTES) asked.destroy(new Error('the router answers without an end'))
    })
    response.on('end', () => resolve(text))
    response.on('error', reject)
  })
  asked.on('error', (error) =>
    reject(limit.aborted && !signal.aborted ? new Error('the router does not answer in time') : error),
  )
  asked.end(body)
  return promise
}

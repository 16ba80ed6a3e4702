/** What is said with a router by UPnP (Internet Gateway Device 1 and 2), as text. What it answers is hostile. Pure. */

export const SEARCH = [
  'M-SEARCH * HTTP/1.1',
  'HOST: 239.255.255.250:1900',
  'MAN: "ssdp:discover"',
  'MX: 1',
  'ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1',
  '',
  '',
].join('\r\n')

/** Of the router itself, and of nobody else: an answer could send this node anywhere. */
export function locationIn(answer: string, gateway: string): URL | undefined {
  if (!/^HTTP\/1\.[01] 200\b/.test(answer)) return undefined
  const text = /^location:\s*(\S+)/im.exec(answer)?.[1]
  return text === undefined ? undefined : urlAt(text, undefined, gateway)
}

export interface ControlPoint {
  url: URL
  service: string
}

const SERVICE = /<service>([\s\S]{0,4096}?)<\/service>/g
const SERVICE_TYPE = /<serviceType>\s*(urn:schemas-upnp-org:service:WAN(?:IP|PPP)Connection:[12])\s*</
const CONTROL_URL = /<controlURL>\s*([^<\s]{1,1024})\s*</

/** Where the router takes orders about ports. */
export function controlPointIn(
  description: string,
  location: URL,
  gateway: string,
): ControlPoint | undefined {
  for (const [, block = ''] of description.matchAll(SERVICE)) {
    const service = SERVICE_TYPE.exec(block)?.[1]
    const path = CONTROL_URL.exec(block)?.[1]
    if (service === undefined || path === undefined) continue
    const url = urlAt(path, location, gateway)
    if (url !== undefined) return { url, service }
  }
  return undefined
}

function urlAt(text: string, base: URL | undefined, gateway: string): URL | undefined {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined
  return url?.protocol === 'http:' && url.hostname === gateway ? url : undefined
}

/** @param values of our own: numbers, addresses and names without markup */
export function order(service: string, action: string, values: Record<string, string | number>): string {
  const fields = Object.entries(values).map(([name, value]) => `<${name}>${value}</${name}>`)
  return [
    '<?xml version="1.0"?>',
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>',
    `<u:${action} xmlns:u="${service}">${fields.join('')}</u:${action}>`,
    '</s:Body></s:Envelope>',
  ].join('')
}

export function externalIpIn(answer: string): string | undefined {
  return /<NewExternalIPAddress>\s*([0-9.]{7,15})\s*</.exec(answer)?.[1]
}

/** The number of a UPnP error, if the answer is one. */
export function errorIn(answer: string): number | undefined {
  const code = /<errorCode>\s*(\d{1,4})\s*</.exec(answer)?.[1]
  return code === undefined ? undefined : Number(code)
}

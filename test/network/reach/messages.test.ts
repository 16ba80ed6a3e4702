import { describe, expect, it } from 'vitest'
import {
  decodeAutonat,
  decodeDialBack,
  encodeDialBack,
  encodeDialRequest,
  encodeDialResponse,
} from '../../../src/network/reach/autonat-messages.ts'
import { routeIn } from '../../../src/network/reach/default-route.ts'
import {
  controlPointIn,
  errorIn,
  externalIpIn,
  locationIn,
  order,
} from '../../../src/network/reach/upnp-messages.ts'

describe('messages of AutoNAT v2', () => {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

  it('are those of the specification, byte for byte', () => {
    expect(hex(encodeDialRequest(Uint8Array.of(4, 44, 1, 0, 1), 1n))).toBe(
      '0a100a05042c010001110100000000000000',
    )
    expect(hex(encodeDialResponse(200, 100))).toBe('120708c80110001864')
    expect(hex(encodeDialBack(255n))).toBe('09ff00000000000000')
  })

  it('are read back', () => {
    const address = Uint8Array.of(4, 44, 1, 0, 1)
    expect(decodeAutonat(Uint8Array.from(encodeDialRequest(address, 7n)))).toEqual({
      is: 'dial-request',
      addresses: [address],
      nonce: 7n,
    })
    expect(decodeAutonat(encodeDialResponse(200, 100))).toEqual({
      is: 'dial-response',
      status: 200,
      dialStatus: 100,
    })
    expect(decodeDialBack(encodeDialBack(2n ** 63n + 5n))).toBe(2n ** 63n + 5n)
  })

  it.each(['', 'ff', '0aff', '2a00', '0a00', '0a020a05'])('are not made of rubbish: %s', (text) => {
    expect(decodeAutonat(Uint8Array.from(Buffer.from(text, 'hex')))).toBeUndefined()
  })

  it('with more fields than anybody needs are not read', () => {
    const many = Buffer.from('0a00'.repeat(1000), 'hex')
    expect(decodeDialBack(many)).toBeUndefined()
  })
})

describe('what a router says by UPnP', () => {
  const gateway = '192.168.1.1'
  const answer = (location: string): string =>
    `HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nLOCATION: ${location}\r\n\r\n`
  const described = (controlUrl: string): string =>
    `<root><service><serviceType>urn:schemas-upnp-org:service:Layer3Forwarding:1</serviceType><controlURL>/no</controlURL></service>` +
    `<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><controlURL>${controlUrl}</controlURL></service></root>`
  const location = new URL('http://192.168.1.1:5000/root.xml')

  it('leads to the router', () => {
    expect(locationIn(answer('http://192.168.1.1:5000/root.xml'), gateway)?.href).toBe(location.href)
    expect(controlPointIn(described('/ctl/IP'), location, gateway)).toEqual({
      url: new URL('http://192.168.1.1:5000/ctl/IP'),
      service: 'urn:schemas-upnp-org:service:WANIPConnection:1',
    })
  })

  it.each([
    'http://44.6.6.6/x',
    'https://192.168.1.1/x',
    'file:///etc/passwd',
    'http://192.168.1.1.evil.example/',
    'rubbish',
  ])('leads nowhere else: %s', (elsewhere) => {
    expect(locationIn(answer(elsewhere), gateway)).toBeUndefined()
    if (elsewhere !== 'rubbish')
      expect(controlPointIn(described(elsewhere), location, gateway)).toBeUndefined()
  })

  it('is no more than what is looked for', () => {
    expect(externalIpIn('<x><NewExternalIPAddress>44.1.0.1</NewExternalIPAddress></x>')).toBe('44.1.0.1')
    expect(externalIpIn('<html>log in</html>')).toBeUndefined()
    expect(errorIn('<errorCode>718</errorCode>')).toBe(718)
    expect(errorIn('<ok/>')).toBeUndefined()
    expect(controlPointIn('<service>'.repeat(20_000), location, gateway)).toBeUndefined()
  })

  it('is asked in SOAP', () => {
    expect(order('urn:x', 'Do', { A: 1, B: 'two' })).toContain(
      '<u:Do xmlns:u="urn:x"><A>1</A><B>two</B></u:Do>',
    )
  })
})

describe('the default route of Linux', () => {
  it('is the one with the least metric', () => {
    const table = [
      'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT',
      'wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0',
      'eth0\t00000000\tFE02A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0',
      'eth0\t0002A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0',
    ].join('\n')
    expect(routeIn(table)).toEqual({ name: 'eth0', gateway: '192.168.2.254' })
    expect(routeIn('')).toBeUndefined()
  })
})

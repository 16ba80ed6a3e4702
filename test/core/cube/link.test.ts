// Links: the vectors, and what this program makes of a node's addresses.
import { readFileSync } from 'node:fs'
import { CID } from 'multiformats/cid'
import { expect, it } from 'vitest'
import { LINK_VECTORS, linkVectors } from '../../../scripts/vectors/link.ts'
import {
  formatLink,
  formatTicket,
  isLink,
  parseLink,
  parseTicketOrLink,
} from '../../../src/core/cube/index.ts'
import { parseAddress } from '../../../src/network/index.ts'

interface Case {
  name: string
  link: string
  cube: string
  addresses: string[]
}

function cases(path: string): Case[] {
  return (JSON.parse(readFileSync(new URL(path, LINK_VECTORS), 'utf8')) as { cases: Case[] }).cases
}

it('the files are what the script writes', () => {
  for (const [path, text] of Object.entries(linkVectors()))
    expect(readFileSync(new URL(path, LINK_VECTORS), 'utf8'), path).toBe(text)
})

it.each(cases('valid/links.json'))(
  '$name is read, as a link and where a ticket may stand',
  ({ link, cube, addresses }) => {
    expect(isLink(link)).toBe(true)
    expect(parseLink(link)).toEqual({ cube: CID.parse(cube), addresses })
    expect(parseTicketOrLink(link)).toEqual({ cube: CID.parse(cube), addresses })
    for (const address of addresses) expect(parseAddress(address).toString()).toBe(address)
  },
)

it.each(cases('invalid/links.json'))(
  '$name is refused, as a link and where a ticket may stand',
  ({ link }) => {
    expect(() => parseLink(link)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
    expect(() => parseTicketOrLink(link)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
  },
)

it.each(cases('valid/made.json'))('of $name a link is made that is read and fits into a message', (made) => {
  const link = formatLink(CID.parse(made.cube), made.addresses)
  expect(link).toBe(made.link)
  expect(link.length).toBeLessThanOrEqual(200)
  expect(parseLink(link).cube.toString()).toBe(made.cube)
})

it('what is no link is shown as it was given, and says that it was cut where it was', () => {
  const message = (text: string): string => {
    try {
      parseTicketOrLink(text)
    } catch (error) {
      return (error as Error).message
    }
    return 'taken'
  }
  expect(message('memcube:xyz')).toBe('"memcube:xyz" is not a whole link or ticket')
  expect(message(`memcube:${'x'.repeat(90)}`)).toBe(
    `"memcube:${'x'.repeat(31)}…" is not a whole link or ticket`,
  )
  expect(message(`memcube:b${'a'.repeat(58)}?`)).toMatch(/a\?" is not a whole link$/)
  expect(message(`memcube:b${'a'.repeat(58)}?${'at='.repeat(50)}`)).toMatch(/…" is not a whole link$/)
})

it('a ticket is never taken for a link', () => {
  const cubes = cases('valid/links.json').map(({ cube }) => CID.parse(cube))
  const [ticket = ''] = cubes.map((cube) => formatTicket({ cube, addresses: [] }))
  expect(isLink(ticket)).toBe(false)
  expect(parseTicketOrLink(ticket).addresses).toEqual([])
})

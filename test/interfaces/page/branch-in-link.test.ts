// What the page writes behind a link is what the page and the command line read there.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { branchInLink } from '../../../src/interfaces/cli/branch-in-link.ts'
import { linkOfBranch, splitLink } from '../../../src/page/branch-in-link.ts'

const id = `bafyrei${'a'.repeat(52)}`
const links = fc.constantFrom(id, `memcube:${id}`, `memcube:${id}?at=/ip4/127.0.0.1/tcp/4001`)

test('a branch behind a link comes out of it again, on the page and on the command line', () => {
  fc.assert(
    fc.property(links, fc.string({ minLength: 1, maxLength: 40 }), (link, branch) => {
      const written = linkOfBranch(link, branch)
      if (written === undefined) expect(branch).toContain('#')
      else expect(splitLink(written)).toEqual(branch === 'main' ? { cube: link } : { cube: link, branch })
    }),
  )
})

test('the page and the command line read every text alike', () => {
  const text = fc.oneof(
    fc.string(),
    fc.tuple(links, fc.string()).map(([link, end]) => `${link}#${end}`),
  )
  fc.assert(
    fc.property(text, (one) => {
      expect(splitLink(one)).toEqual(branchInLink(one, undefined))
    }),
  )
})

// One way to count in words: no text says "1 members". A number before a plural goes through `countOf`.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { countOf, memoriesOf } from '../src/home/count-of.ts'

const src = join(import.meta.dirname, '..', 'src')

/** Rooms whose texts people read as they are; what is below speaks of limits of the wire. */
const rooms = ['home', 'cubes', 'finding', 'sharing', 'care', 'exchange', 'swarms', 'node', 'interfaces']
/** The client is made of schemas, pages of the gateway count on their own, and calls of other products answer in their words. */
const apart = /^interfaces\/(?:client|gateway|http\/compat)\//

const plurals =
  'members memories cubes commits blocks entries problems files peers tokens results keys proposals conflicts people authors branches points nodes swarms mirrors items characters records places addresses lines comments invitations seeds texts versions messages events sources heads payloads requests passages words vectors'

const counted = new RegExp(
  String.raw`\$\{((?:[^{}\x60]|\{[^{}]*\})+)\} (?:[a-z]+ )?(${plurals.split(' ').join('|')})\b`,
  'g',
)

/** A number that is a limit, which is never one; or a choice of words that is made already. */
const notCounted = /^(?:max|most)[A-Z]|_(?:LIMITS|BYTES)\b|^LIMITS\.|[a-z]Per[A-Z]|countOf|memoriesOf|\?.*:/

/** Said only where there are several, or of what is at a limit. Sizes in bytes are above one that matters. */
const several = new Set([
  'cubes/propose-roster.ts: onMain.length',
  'cubes/revision.ts: found.length',
  'cubes/proposals/find-proposal.ts: found.length',
  'cubes/forgotten/forget.ts: said.length',
  'cubes/merging/overlap.ts: came.length',
  'cubes/merging/settle-conflicts.ts: conflicts.length',
  'sharing/proposals/keep-comment.ts: mine',
  'sharing/proposals/make-proposal.ts: recent.length',
  'sharing/pull-target.ts: ids.length',
  'sharing/settle-shared.ts: standing.authors.length',
  'exchange/import/chats/chat-archive.ts: zip.entryCount',
  'care/seeds/change-seeds.ts: others.length',
  'swarms/cube-places.ts: holders.length',
  'swarms/members.ts: found.length',
  'swarms/spaces.ts: named.length',
  'node/use-cases/swarm-invitations.ts: found.length',
  'interfaces/cli/create-log.ts: count',
  'interfaces/http/limits.ts: underWay',
  // `in swarms` is where, and not how many.
  'interfaces/cli/status-lines.ts: swarm',
])

/** Texts that say a number and a plural without `countOf`, as `FILE: NUMBER`. */
function uncountedIn(path: string, text: string): string[] {
  return Array.from(text.matchAll(counted), ([, number = '']) => number)
    .filter((number) => !notCounted.test(number))
    .map((number) => `${path}: ${number}`)
}

function sourcesOf(folder: string): string[] {
  return readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => !apart.test(path))
}

describe('what is counted in words', () => {
  test.each(rooms)('is said by countOf in %s', (room) => {
    const found = sourcesOf(room).flatMap((path) => uncountedIn(path, readFileSync(join(src, path), 'utf8')))
    expect(found.filter((one) => !several.has(one))).toEqual([])
  })

  test('has no exception that is not needed', () => {
    const all = rooms.flatMap((room) =>
      sourcesOf(room).flatMap((path) => uncountedIn(path, readFileSync(join(src, path), 'utf8'))),
    )
    expect([...several].filter((one) => !all.includes(one))).toEqual([])
  })

  test('is noticed where it is not', () => {
    expect(uncountedIn('a.ts', 'out.line(`${members.length} members, ${n} sealed cubes`)')).toEqual([
      'a.ts: members.length',
      'a.ts: n',
    ])
    expect(uncountedIn('a.ts', '`at most ${maxFileBytes} bytes`; `${countOf(n, "cube")}`')).toEqual([])
  })

  test.each([
    [0, '0 cubes', '0 memories'],
    [1, '1 cube', '1 memory'],
    [2, '2 cubes', '2 memories'],
  ])('%i has its word', (count, cubes, memories) => {
    expect(countOf(count, 'cube')).toBe(cubes)
    expect(memoriesOf(count)).toBe(memories)
  })
})

// A reader of a swarm signs nothing for its cubes, whatever call asks for it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { maySignIn } from '../../src/cubes/membership.ts'
import { signingKey } from '../../src/cubes/signing-key.ts'
import { writesOf } from '../../src/node/use-case.ts'
import { useCases } from '../../src/node/use-cases/index.ts'

const source = join(import.meta.dirname, '../../src')

/** Files that sign with the author's key for something else than a cube of their life, and why. */
const othersThatSign = {
  'cubes/signing-key.ts': 'gives the key to who may sign',
  'cubes/audit/cosign-log.ts': 'the log of this home',
  'cubes/audit/own-log.ts': 'the log of this home',
  'exchange/formats/mpf.ts': 'a file that is written out, which says who wrote it out',
  'swarms/kubo-gate.ts': 'the heads of the cubes at the gate are of the home that has the gate',
  'swarms/mirrors/seal-cube.ts': 'a mirror has one author, who may only read the swarm',
  'swarms/team.ts': 'the membership log, which judges by roles itself',
}

const team = (role?: 'admin' | 'writer' | 'reader' | 'seed') =>
  ({ name: 'crew', me: () => (role === undefined ? undefined : { role }) }) as never

describe('rights in a swarm', () => {
  test('every use case says what it writes', () => {
    for (const [name, { writes }] of useCases)
      expect(
        typeof writes === 'function' || ['cube', 'home', 'swarm', 'nothing'].includes(writes),
        name,
      ).toBe(true)
  })

  test.each([
    ['authors', { cube: 'c', branches: [] }, 'nothing'],
    ['authors', { cube: 'c', branches: [], add: 'did:key:z6' }, 'cube'],
    ['authors', { cube: 'c', branches: [], approve: 'token' }, 'cube'],
    ['comment', { proposal: 'p' }, 'nothing'],
    ['comment', { proposal: 'p', text: 'why?' }, 'cube'],
    ['policy', { cube: 'c', clear: false }, 'nothing'],
    ['policy', { cube: 'c', clear: false, text: 'rules', check: 'main' }, 'nothing'],
    ['policy', { cube: 'c', clear: false, text: 'rules' }, 'cube'],
    ['policy', { cube: 'c', clear: true }, 'cube'],
    ['branch', { cube: 'c', remove: false }, 'nothing'],
    ['branch', { cube: 'c', name: 'draft', remove: false }, 'cube'],
    ['publish', { cube: 'c', dryRun: true }, 'nothing'],
    ['publish', { cube: 'c' }, 'cube'],
    ['propose', { cube: 'c' }, 'cube'],
  ])('%s with %j writes: %s', (name, input, writes) => {
    expect(writesOf(useCases.get(name)!, input)).toBe(writes)
  })

  test('the key that signs is given to writers, admins and to who is in no swarm', () => {
    const author = { secret: Uint8Array.of(7) } as never
    for (const one of [undefined, team('admin'), team('writer')]) {
      expect(maySignIn(one)).toBe(true)
      expect(signingKey({ author, team: one })).toEqual(Uint8Array.of(7))
    }
    for (const one of [team('reader'), team('seed'), team()]) {
      expect(maySignIn(one)).toBe(false)
      expect(() => signingKey({ author, team: one })).toThrow(/only writers and admins|no member/)
    }
  })

  test('nothing else takes the key of the author', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    )
    const taking = files.filter((file) =>
      /author\.secret\b|secret } = node\.author/.test(readFileSync(join(source, file), 'utf8')),
    )
    expect(taking.toSorted()).toEqual(Object.keys(othersThatSign).toSorted())
  })
})

import { describe, expect, it } from 'vitest'
import type { CubeRecord } from '../../src/cubes/index.ts'
import { requireHeldKey, requireHeldPrefix, requireWhole } from '../../src/cubes/part.ts'
import { isPublic } from '../../src/cubes/is-public.ts'
import { decidePart } from '../../src/sharing/decide-pull.ts'
import { checkFilter, partToPull } from '../../src/sharing/part-to-pull.ts'

const most = 4
const held = (...filter: string[]): Pick<CubeRecord, 'part'> => ({ part: { filter, of: 9 } })
const record = (...filter: string[]): CubeRecord => ({ name: 'notes', ...held(...filter) }) as CubeRecord
const alone = { team: undefined }

describe('what of a cube a pull is for', () => {
  it.each([
    ['all of one that is not here', undefined, undefined, undefined, false],
    ['what is new of one that is held whole', {}, undefined, undefined, true],
    ['all of one of which a part is held', held('a/'), undefined, undefined, false],
    ['a part of one that is not here', undefined, ['a/'], ['a/'], false],
    ['what is new of the part that is held', held('a/'), ['a/'], ['a/'], true],
    ['what is new of the part that is held, for one within it', held('a/'), ['a/b'], ['a/'], true],
    ['the part that is held and another one', held('b/'), ['a/'], ['a/', 'b/'], false],
    ['a wider part than is held', held('a/b', 'c'), ['a/'], ['a/', 'c'], false],
  ])('is %s', (_, known, asked, filter, isHeld) => {
    expect(decidePart(known, asked, most)).toEqual({ type: 'pull', filter, isHeld })
  })

  it('is no part of a cube that is held whole, which would lose the rest', () => {
    expect(decidePart({}, ['a/'], most)).toEqual({ type: 'whole already' })
    expect(() => partToPull(alone, { name: 'notes' } as CubeRecord, { filter: ['a/'] })).toThrow(
      /notes is held whole/,
    )
  })

  it('is never more parts than may be asked for', () => {
    expect(decidePart(held('a', 'b', 'c', 'd'), ['e'], most)).toEqual({ type: 'too many' })
    expect(decidePart(held('a/1', 'a/2', 'a/3', 'a/4'), ['a/'], most)).toMatchObject({ filter: ['a/'] })
    const letters = Array.from('abcdefghijklmnopq')
    expect(() => partToPull(alone, undefined, { filter: letters })).toThrow(/at most 16/)
  })

  it('is no part in a swarm, and none beside a branch', () => {
    const team = {} as NonNullable<Parameters<typeof partToPull>[0]['team']>
    expect(() => partToPull({ team }, undefined, { filter: ['a'] })).toThrow(/in a swarm/)
    expect(() => partToPull(alone, undefined, { filter: ['a'], branches: ['draft'] })).toThrow(/branch/)
  })
})

describe('a filter as a person gives it', () => {
  it('is written as keys are', () => {
    expect(checkFilter(['caf\u0065\u0301/', 'a'])).toEqual(['caf\u00e9/', 'a'])
  })

  it.each([
    ['empty', ''],
    ['longer than a key', 'x'.repeat(1_025)],
    ['longer than a key in bytes', '\u{1f600}'.repeat(257)],
    ['half a character', '\ud83d'],
    ['a path from the root', '/notes'],
  ])('that is %s is refused', (_, prefix) => {
    expect(() => checkFilter([prefix])).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_INPUT' }) as Error,
    )
  })
})

describe('a cube of which a part is held', () => {
  it('is given to nobody, whoever its author is', () => {
    const cached = { own: false, published: false } as CubeRecord
    expect(isPublic(cached, undefined)).toBe(true)
    expect(isPublic({ ...cached, ...held('a/') }, undefined)).toBe(false)
  })

  it('answers for keys of the part alone, and for what the cube says of itself', () => {
    for (const key of ['a/', 'a/b', '.memcube/info'])
      expect(() => requireHeldKey(record('a/'), key)).not.toThrow()
    for (const key of ['a', 'b/c']) expect(() => requireHeldKey(record('a/'), key)).toThrow(/is not known/)
    for (const prefix of ['a/', 'a', '', 'a/b'])
      expect(() => requireHeldPrefix(record('a/'), prefix)).not.toThrow()
    expect(() => requireHeldPrefix(record('a/'), 'b')).toThrow(/is not known/)
  })

  it('is refused where the whole is needed, with what to do', () => {
    expect(() => requireWhole({ name: 'notes' })).not.toThrow()
    expect(() => requireWhole(record('a/', 'b/'))).toThrow(
      expect.objectContaining({
        code: 'ERR_NOT_FOUND',
        message: 'only a part of notes is held here, what is under "a/", "b/": that needs the whole cube',
        hint: '`memcube pull notes` fetches the rest',
      }) as Error,
    )
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseContainerfile, wordsOf } from '../../scripts/test/container/parse-containerfile.ts'

const ours = readFileSync(join(import.meta.dirname, '..', '..', 'Containerfile'), 'utf8')

test('steps are read with their flags, and lines that go on are one', () => {
  const steps = parseContainerfile('# a word\nFROM a AS b\n\nCOPY --from=b /x \\\n  /y\nCMD ["daemon"]\n')
  expect(steps).toEqual([
    { instruction: 'FROM', flags: {}, text: 'a AS b' },
    { instruction: 'COPY', flags: { from: 'b' }, text: '/x   /y' },
    { instruction: 'CMD', flags: {}, text: '["daemon"]' },
  ])
})

test('a step that nobody would carry out is refused', () => {
  expect(() => parseContainerfile('ADD https://example.org/x /x')).toThrow('not known here: ADD')
  expect(() => wordsOf('memcube daemon')).toThrow('JSON')
})

test('the Containerfile ends as a user without rights, in the home, with a daemon that is asked how it is', () => {
  const steps = parseContainerfile(ours)
  const last = (instruction: string): string | undefined =>
    steps.findLast((step) => step.instruction === instruction)?.text
  expect(last('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/)
  expect(last('VOLUME')).toBe(last('WORKDIR'))
  expect([...wordsOf(last('ENTRYPOINT') ?? ''), ...wordsOf(last('CMD') ?? '')]).toEqual(['memcube', 'daemon'])
  expect(last('HEALTHCHECK')).toContain('CMD ["memcube"')
})

test('everything that the build is made of is copied into it', () => {
  const copied = parseContainerfile(ours)
    .filter(({ instruction, flags }) => instruction === 'COPY' && flags['from'] === undefined)
    .flatMap(({ text }) => text.split(/\s+/).slice(0, -1))
  const needed = [
    'src',
    'scripts',
    'tsconfig.json',
    'tsconfig.build.json',
    'package.json',
    'npm-shrinkwrap.json',
  ]
  expect(copied).toEqual(expect.arrayContaining(needed))
})

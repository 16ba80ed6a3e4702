/** The README of each folder of vectors: it says for every case which rule of the specification the case is for. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const PROTOCOLS = join(import.meta.dirname, '..', '..', 'protocols')

interface Row {
  file: string
  patterns: RegExp[]
  section: string
  /** Numbers of rules within the section. */
  rules: number[]
  text: string
}

const read = (...path: string[]): string => readFileSync(join(PROTOCOLS, ...path), 'utf8')
const filesUnder = (folder: string, ending: string): string[] =>
  readdirSync(join(PROTOCOLS, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort()

/** `*` stands for anything. */
const patternOf = (glob: string): RegExp => new RegExp(`^${glob.split('*').map(escaped).join('.*')}$`, 'su')

const escaped = (text: string): string => text.replaceAll(/[\\^$.+?()[\]{}|/]/gu, String.raw`\$&`)

function rowOf(line: string): Row {
  const [, file = '', cases = '', rule = ''] = line.split('|').map((cell) => cell.trim())
  const [, section = '', first, last = first] = /^(.*?)(?:, (\d+)(?: to (\d+))?)?$/u.exec(rule) ?? []
  const rules = first === undefined ? [] : [Number(first), Number(last)]
  return {
    file: file.replaceAll('`', ''),
    patterns: [...cases.matchAll(/`([^`]+)`/gu)].map(([, glob = '']) => patternOf(glob)),
    section,
    rules:
      rules.length === 0 ? [] : Array.from({ length: rules[1]! - rules[0]! + 1 }, (_, i) => rules[0]! + i),
    text: line,
  }
}

const rowsOf = (folder: string): Row[] =>
  read(folder, 'vectors', 'README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map(rowOf)

/** Names of the cases of a file; those that have none stand under their number. */
function namesIn(folder: string, file: string): string[] {
  const content = JSON.parse(read(folder, 'vectors', file)) as Record<string, unknown>
  // What others published is as they published it.
  const lists = content['cases'] === undefined ? [content['depths'], content['changes']] : [content['cases']]
  return (lists.flat() as { name?: string }[]).map(({ name }, i) => name ?? String(i))
}

/** The numbers of the rules under each heading. */
function sectionsOf(folder: string): Map<string, number[]> {
  const sections = new Map<string, number[]>()
  let current: number[] = []
  for (const line of read(folder, 'spec.md').split('\n')) {
    const [, heading] = /^#+ (.*)$/u.exec(line) ?? []
    if (heading !== undefined) sections.set(heading, (current = []))
    const [, number] = /^(\d+)\. /u.exec(line) ?? []
    if (number !== undefined) current.push(Number(number))
  }
  return sections
}

/** Sections whose rules have numbers, each of which has a case. */
const NUMBERED = [
  ['cube', 'Canonical bytes'],
  ['cube', 'Signatures'],
  ['cube', 'Rules of versions'],
  ['tree', 'Node'],
  ['tree', 'A node at its place'],
  ['authors', 'Chain'],
  ['merge', 'The merge'],
] as const

const folders = readdirSync(PROTOCOLS).filter((folder) =>
  filesUnder('.', '.json').some((file) => file.startsWith(`${folder}/`)),
)

describe.each(folders)('the README of the vectors of %s', (folder) => {
  const rows = rowsOf(folder)

  it('names a rule for every case, and has no row without a case', () => {
    const used = new Set<Row>()
    const lost = filesUnder(`${folder}/vectors`, '.json').flatMap((file) =>
      namesIn(folder, file).filter((name) => {
        const row = rows.find(
          (one) => one.file === file && one.patterns.some((pattern) => pattern.test(name)),
        )
        if (row !== undefined) used.add(row)
        return row === undefined
      }),
    )
    expect(lost).toEqual([])
    expect(rows.filter((row) => !used.has(row)).map(({ text }) => text)).toEqual([])
  })

  it('names sections and rules that the specification has', () => {
    const sections = sectionsOf(folder)
    for (const { section, rules, text } of rows) {
      expect([...sections.keys()], text).toContain(section)
      for (const rule of rules) expect(sections.get(section), text).toContain(rule)
    }
  })
})

it.each(NUMBERED)('every numbered rule has a case: %s, %s', (folder, section) => {
  const covered = rowsOf(folder).filter((row) => row.section === section)
  const numbers = new Set(covered.flatMap(({ rules }) => rules))
  expect([...numbers].sort((a, b) => a - b)).toEqual(sectionsOf(folder).get(section))
})

/** What is wrong with the lists themselves: a mutant that cannot be planted would count for nothing. */
import { existsSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import type { Mutant, Room } from './mutant.ts'

export function problemsOf(rooms: Readonly<Record<string, Room>>): string[] {
  return Object.entries(rooms).flatMap(([name, room]) => [
    ...room.mutants.flatMap((mutant) =>
      problemsOfMutant(mutant, room).map((problem) => `${name}, "${mutant.fault}": ${problem}`),
    ),
    ...repeated(room.mutants.map(({ fault }) => fault)).map((fault) => `${name}: two are called "${fault}"`),
  ])
}

function problemsOfMutant({ file, text, replacement, tests, survives }: Mutant, room: Room): string[] {
  const problems = tests.filter((test) => !existsSync(test)).map((test) => `${test} is not there`)
  if (tests.length === 0) problems.push('no test is to notice it')
  if (survives === '') problems.push('the reason why it survives is empty')
  if (!file.startsWith(room.folder)) problems.push(`${file} is not in ${room.folder}`)
  if (!existsSync(file)) return [...problems, `${file} is not there`]
  const parts = readFileSync(file, 'utf8').split(text)
  if (parts.length !== 2) return [...problems, `its text stands ${parts.length - 1} times in ${file}`]
  if (text === replacement) problems.push('it changes nothing')
  if (file.endsWith('.ts') && !canBeRead(parts.join(replacement))) problems.push('it is no TypeScript')
  return problems
}

/** What cannot even be read would be noticed by any test, and say nothing of it. */
function canBeRead(code: string): boolean {
  try {
    stripTypeScriptTypes(code)
    return true
  } catch {
    return false
  }
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, at) => names.indexOf(name) !== at)
}

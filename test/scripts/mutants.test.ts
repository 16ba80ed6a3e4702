import { describe, expect, it } from 'vitest'
import { problemsOf } from '../../scripts/test/mutants/check-mutants.ts'
import { rooms } from '../../scripts/test/mutants/index.ts'
import { inFile } from '../../scripts/test/mutants/mutant.ts'

describe('the mutants', () => {
  it('can all be planted', () => {
    expect(problemsOf(rooms)).toEqual([])
  })

  it('that cannot be planted, or that nothing is to notice, are told', () => {
    const file = 'scripts/test/mutants/mutant.ts'
    const fault = { fault: 'x', text: 'export interface Fault {', replacement: 'export type Fault = {' }
    const broken = [
      ...inFile(file, [], [fault]),
      ...inFile(file, ['test/none.test.ts'], [{ ...fault, fault: 'y', text: 'no such text' }]),
      ...inFile(file, ['test/scripts'], [{ ...fault, fault: 'z', text: 'export' }]),
      ...inFile(file, ['test/scripts'], [{ ...fault, fault: 'z', replacement: fault.text, survives: '' }]),
      ...inFile(file, ['test/scripts'], [{ ...fault, fault: 'w', replacement: 'export export' }]),
      ...inFile('src/none.ts', ['test/scripts'], [{ ...fault, fault: 'v' }]),
    ]
    expect(problemsOf({ room: { folder: 'scripts/test/', mutants: broken } })).toEqual([
      'room, "x": no test is to notice it',
      'room, "y": test/none.test.ts is not there',
      `room, "y": its text stands 0 times in ${file}`,
      `room, "z": its text stands 4 times in ${file}`,
      'room, "z": the reason why it survives is empty',
      'room, "z": it changes nothing',
      'room, "w": it is no TypeScript',
      'room, "v": src/none.ts is not in scripts/test/',
      'room, "v": src/none.ts is not there',
      'room: two are called "z"',
    ])
  })
})

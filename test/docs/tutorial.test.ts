// The tutorial is run as it is printed, and answers what it prints.
import { describe, expect, it } from 'vitest'
import { answers, blocksOf, readTutorial, runTutorial } from '../../scripts/test/tutorial.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'
import { program } from '../helpers/program.ts'

describe('the tutorial', () => {
  it('does what it says, command after command, in one empty folder', { timeout: 150_000 }, async () => {
    const blocks = await readTutorial()
    const { ok, said, outputs } = await runTutorial(blocks, [process.execPath, ...NODE_FLAGS, program])
    expect(ok, said).toBe(true)
    expect(outputs).toHaveLength(blocks.length)
    for (const [at, { commands, answer }] of blocks.entries()) {
      if (answer === undefined) continue
      const output = outputs[at] ?? ''
      expect(answers(answer, output), `${commands}printed\n${output}in place of\n${answer}`).toBe(true)
    }
  })

  it('shows an answer to each of its blocks', async () => {
    const blocks = await readTutorial()
    expect(blocks.length).toBeGreaterThan(10)
    expect(blocks.filter(({ answer }) => answer === undefined)).toEqual([])
  })
})

describe('an answer of the page', () => {
  it('fits the output that it shows', () => {
    expect(answers('a ... c\n...\nend\n', 'a b c\nx\ny\nend\n')).toBe(true)
    expect(answers('a\n...\n', 'a\n')).toBe(true)
  })

  it('does not fit another one', () => {
    expect(answers('a\n', 'b\n')).toBe(false)
    expect(answers('a\n', 'a\nb\n')).toBe(false)
    expect(answers('a ... c\n', 'a b\nc\n')).toBe(false)
    expect(answers('a.c\n', 'abc\n')).toBe(false)
  })

  it('belongs to the commands before it', () => {
    const page = '```sh\necho a\n```\n\n```text\na\n```\n\n```sh\ntrue\n```\n'
    expect(blocksOf(page)).toEqual([
      { commands: 'echo a\n', answer: 'a\n' },
      { commands: 'true\n', answer: undefined },
    ])
    expect(() => blocksOf('```text\na\n```\n')).toThrow('an answer without commands')
  })
})

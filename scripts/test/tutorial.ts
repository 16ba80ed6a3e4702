/** The tutorial as one script: its commands as printed, in one empty folder, and its answers compared with what they print. */
import { readFile } from 'node:fs/promises'
import { introduce, runInFolder, type BlockRun } from './readme-block.ts'

export interface Block {
  commands: string
  /** What is printed below the commands; `...` stands for anything. Undefined where the page shows no answer. */
  answer: string | undefined
}

const fenced = /^```(sh|text)\n(.*?)^```$/gms

/** The blocks of a page: commands, and the answer that follows them. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  for (const [, kind, body = ''] of page.matchAll(fenced)) {
    const last = blocks.at(-1)
    if (kind === 'sh') blocks.push({ commands: body, answer: undefined })
    else if (last === undefined || last.answer !== undefined)
      throw new Error(`an answer without commands: ${body}`)
    else last.answer = body
  }
  return blocks
}

/** Whether an output is what the page shows. A line `...` stands for any lines, and within a line for any characters. */
export function answers(shown: string, output: string): boolean {
  const lines = shown
    .trimEnd()
    .split('\n')
    .map((line) => (line === '...' ? '(?:.*\\n)*?' : `${within(line)}\\n`))
  return new RegExp(`^${lines.join('')}$`).test(output.replace(/\n*$/, '\n'))
}

function within(line: string): string {
  return line
    .split('...')
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
    .join('.*')
}

export async function readTutorial(): Promise<Block[]> {
  return blocksOf(await readFile(new URL('../../docs/tutorial.md', import.meta.url), 'utf8'))
}

/** Its daemons are detached: they are stopped whatever happened. */
const stopDaemons = `trap 'for home in alice bob; do memcube stop --home "$home" >/dev/null; done' EXIT\n`
const mark = '-- the next block --'

/** What commands say only on a machine that is busy. */
const saidWhenSlow = /^(?:the daemon is still starting|waiting for the daemon).*\n/gm

/** Runs all blocks as one script. @returns for each block what it printed, on both streams */
export async function runTutorial(
  blocks: readonly Block[],
  command: readonly string[],
): Promise<BlockRun & { outputs: string[] }> {
  const script = blocks.map(({ commands }) => commands).join(`echo '${mark}'\n`)
  const run = await runInFolder(`${introduce(command)}${stopDaemons}exec 2>&1\n${script}`)
  return { ...run, outputs: run.said.replaceAll(saidWhenSlow, '').split(`${mark}\n`) }
}

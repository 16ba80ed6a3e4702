/** Commands of memcube and of git in turns, and what one takes of the other. */
import type { Cost } from './processor-time.ts'
import { median, printRatio, printTimes } from './report.ts'

export interface Beside {
  name: string
  /** What git is asked, for the print. */
  against: string
  memcube(): Promise<Cost>
  git(): Promise<Cost>
}

/** @param most how many times as long as git it may take, by the clock */
export async function printBeside(pairs: readonly Beside[], rounds: number, most: number): Promise<void> {
  for (const { name, against, memcube, git } of pairs) {
    const costs = { memcube: [] as Cost[], git: [] as Cost[] }
    for (let round = 0; round < rounds; round++) {
      costs.git.push(await git())
      costs.memcube.push(await memcube())
    }
    const wall = (all: readonly Cost[]): number[] => all.map(({ wallMs }) => wallMs)
    const processor = (all: readonly Cost[]): number[] => all.map(({ processorMs }) => processorMs)
    console.log('')
    printTimes(name, wall(costs.memcube))
    printTimes(against, wall(costs.git))
    printTimes(`${name}, processor`, processor(costs.memcube))
    printTimes(`${against}, processor`, processor(costs.git))
    const ratio = median(wall(costs.memcube)) / median(wall(costs.git))
    printRatio(`${name} / ${against}`, ratio, `<= ${most}`, ratio <= most)
    const ofProcessor = median(processor(costs.memcube)) / median(processor(costs.git))
    console.log(`  the same of processor time: ${ofProcessor.toFixed(2)}`)
  }
}

/** A memory for a model: who says it on a line before the marks, its name and key as the first line inside, then its text. */
import { marked } from '../../../node/index.ts'
import { markAnswer } from '../mark-answer.ts'

export { fenceNote } from '../../../node/index.ts'

interface Said {
  cube: string
  author: string
  tier: string
  /** Said where its author was blocked by the owner. */
  blocked?: true
  memory: string
  verified: boolean
}

/** @param said ids and tiers @param named what its makers call it */
export function fencedMemory(text: string, said: Said, named: object, mark: string): string {
  return marked(`${JSON.stringify(named)}\n${text}`, markAnswer(said, mark) as object, mark)
}

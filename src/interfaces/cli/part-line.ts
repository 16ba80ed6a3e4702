import { memoriesOf } from '../../home/count-of.ts'
import { plainLine } from './terminal-text.ts'

interface Part {
  filter: readonly string[]
  of: number
}

const under = ({ filter }: Pick<Part, 'filter'>): string =>
  filter.map((prefix) => plainLine(prefix, 200)).join(', ')

/** What of a cube is held, where that is a part: never as if it were the whole. */
export function memoriesOfPart(memories: number, part: Part): string {
  return `${memories} of ${memoriesOf(part.of)}, those under ${under(part)}`
}

export function memoriesHeld({ memories, part }: { memories: number; part?: Part | undefined }): string {
  return part === undefined ? memoriesOf(memories) : `a part: ${memoriesOfPart(memories, part)}`
}

/** Below an answer that was made from as much as is held. */
export function partNote(part: Pick<Part, 'filter'>, name = 'the cube'): string {
  return `of ${plainLine(name)} a part alone is here: what is under ${under(part)}`
}

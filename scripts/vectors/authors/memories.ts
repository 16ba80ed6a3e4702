// Memories that hold rosters: one roster is one block, whoever writes it.
import {
  authorsKey,
  earlierAuthorsKey,
  encodeRoster,
  rosterMemory,
  type Roster,
} from '../../../src/core/policy/index.ts'
import { alice, both, hex, next, two } from './chains.ts'

export function rosterMemories(): unknown[] {
  const of = (name: string, roster: Roster) => {
    const { block } = rosterMemory(roster)
    return {
      name,
      roster: hex(encodeRoster(roster)),
      key: authorsKey,
      earlierKey: earlierAuthorsKey(roster.n),
      memory: hex(block.bytes),
      cid: block.cid.toString(),
    }
  }
  const later = { v: 2, colour: 'blue' } as Partial<Roster>
  return [
    of('a roster of version 1', two),
    of('a roster of version 2', next(undefined, both, [alice], { v: 2 })),
    of('a roster of version 2 with a field that is not known', next(undefined, both, [alice], later)),
  ]
}

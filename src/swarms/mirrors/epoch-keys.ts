/**
 * The content secrets of a swarm by epoch: the one in force as it was given to this member, each older one as the next newer
 * one has it. So all members take the same one for a number that two admins used, also when one of the two comes late.
 */
import type { ContentKeys } from '../../core/sealed/index.ts'
import { deriveKey, openPrevious } from '../../core/swarm/index.ts'
import type { Logs } from '../../home/index.ts'
import type { Team } from '../team.ts'

export interface EpochKeys extends ContentKeys {
  /** The epoch to seal under; undefined where this home may not read. */
  inForce(): number | undefined
  /** By what a secret is known again without being kept: 32 bytes. */
  printOf(epoch: number): Uint8Array | undefined
}

export function createEpochKeys(
  node: Logs,
  team: Pick<Team, 'swarm' | 'id' | 'roster' | 'secretsOf'>,
): EpochKeys {
  let known: { of: unknown; contents: ReadonlyMap<number, Uint8Array> } | undefined

  const openAll = (): ReadonlyMap<number, Uint8Array> => {
    const { epochs } = team.roster()
    const inOrder = epochs.filter(({ epoch }, at) => epochs[at - 1]?.epoch !== epoch).reverse()
    const contents = new Map<number, Uint8Array>()
    for (const [at, { epoch, event, previous }] of inOrder.entries()) {
      const content = contents.get(epoch) ?? team.secretsOf(event)?.content
      if (content === undefined) continue
      contents.set(epoch, content)
      const older = inOrder[at + 1]
      if (older === undefined || previous.length === 0) continue
      try {
        contents.set(older.epoch, openPrevious(previous, content, { swarm: team.swarm, epoch }))
      } catch (error) {
        node.log.debug({ swarm: team.id, epoch, error }, 'the secret of an older epoch cannot be opened')
      }
    }
    return contents
  }

  const contentOf = (epoch: number): Uint8Array | undefined => {
    const now = team.roster()
    if (known?.of === now) return known.contents.get(epoch)
    const contents = openAll()
    // The log comes a moment before the secrets in it are opened.
    known = contents.has(now.epoch.epoch) ? { of: now, contents } : undefined
    return contents.get(epoch)
  }
  return {
    swarm: team.swarm,
    contentOf,
    inForce() {
      const { epoch, event } = team.roster().epoch
      return event !== undefined && team.secretsOf(event)?.content !== undefined ? epoch : undefined
    },
    printOf(epoch) {
      const content = contentOf(epoch)
      return content && deriveKey(content, 'memcube/sealed/print/1', [team.swarm, epoch])
    },
  }
}

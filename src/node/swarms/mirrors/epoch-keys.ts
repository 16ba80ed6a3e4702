/** The content secrets of a swarm by epoch: those given to this member, and the older ones that each newer one opens. */
import type { CID } from 'multiformats/cid'
import type { ContentKeys } from '../../../core/sealed/index.ts'
import { openPrevious } from '../../../core/swarm/index.ts'
import type { NodeContext } from '../../context.ts'
import type { Team } from '../team.ts'

export interface EpochKeys extends ContentKeys {
  /** The epoch to seal under; undefined where this home may not read. */
  inForce(): number | undefined
  /** The event that began an epoch: of several with its number, the one in force. */
  eventOf(epoch: number): CID | undefined
}

export function createEpochKeys(node: Pick<NodeContext, 'log'>, team: Team): EpochKeys {
  /** By the event that began the epoch. */
  const opened = new Map<string, Uint8Array>()

  const inOrder = (): { epoch: number; event: CID; previous: Uint8Array }[] => {
    const { epochs } = team.roster()
    return epochs.filter(({ epoch }, at) => epochs[at - 1]?.epoch !== epoch)
  }

  /** Opens what can be opened, the newest first. */
  const open = (): void => {
    const epochs = inOrder()
    for (let at = epochs.length - 1; at >= 0; at--) {
      const { epoch, event, previous } = epochs[at]!
      const content = opened.get(event.toString()) ?? team.secretsOf(event)?.content
      if (content === undefined) continue
      opened.set(event.toString(), content)
      const older = epochs[at - 1]
      if (older === undefined || previous.length === 0 || opened.has(older.event.toString())) continue
      try {
        opened.set(older.event.toString(), openPrevious(previous, content, { swarm: team.swarm, epoch }))
      } catch (error) {
        node.log.warn({ swarm: team.id, epoch, error }, 'the secret of an older epoch cannot be opened')
      }
    }
  }

  const eventOf = (epoch: number): CID | undefined => inOrder().find((one) => one.epoch === epoch)?.event
  return {
    swarm: team.swarm,
    eventOf,
    contentOf(epoch) {
      const event = eventOf(epoch)?.toString()
      if (event === undefined) return undefined
      if (!opened.has(event)) open()
      return opened.get(event)
    },
    inForce() {
      const { epoch, event } = team.roster().epoch
      return event !== undefined && team.secretsOf(event)?.content !== undefined ? epoch : undefined
    },
  }
}

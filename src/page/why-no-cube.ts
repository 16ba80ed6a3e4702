/** Why discovery shows no cube, or not the one that was looked for: what was asked, and what could be in the way. Pure. */
import { plural } from './plain-text.ts'
import type { Reason } from './reason.ts'

export interface NoCubeFacts {
  topic: string
  /** Connected nodes, and how many of them answered. */
  asked: number
  answered: number
  /** Cubes that were not shown, since their authors are blocked. */
  blocked: number
  /** Of this node; undefined while it is not known. */
  profile: string | undefined
}

export interface NoCubeReason extends Reason {
  /** Where it can be changed. */
  todo?: 'people' | 'node' | 'all'
}

export function reasonsForNoCube({ topic, asked, answered, blocked, profile }: NoCubeFacts): NoCubeReason[] {
  const silent = asked - answered
  return [
    silent > 0
      ? {
          is: 'may',
          todo: 'node',
          text: `${silent} of ${plural(asked, 'node')} that are connected did not answer: ask again, or see why.`,
        }
      : { is: 'fine', text: `All nodes that are connected answered: ${asked.toLocaleString('en')}.` },
    ...(topic === ''
      ? []
      : [
          {
            is: 'may' as const,
            todo: 'all' as const,
            text: 'A topic is a whole word that the author of a cube chose; it may be another one.',
          },
        ]),
    ...(blocked > 0
      ? [
          {
            is: 'bars' as const,
            todo: 'people' as const,
            text: `${plural(blocked, 'cube')} of people whom you blocked ${blocked === 1 ? 'is' : 'are'} not shown.`,
          },
        ]
      : []),
    ...(profile === 'local'
      ? [
          {
            is: 'may' as const,
            todo: 'node' as const,
            text: 'This node has the profile local: it finds only nodes whose address it was given.',
          },
        ]
      : []),
    {
      is: 'may',
      text: 'Its author has not published it, or no node that has it is connected. Ask its author for a link: it says where the cube is. Paste it below.',
    },
  ]
}

// Writes protocols/swarm/vectors: `node scripts/vectors/swarm.ts`. Deterministic; a test compares the files with this.
import { mkdirSync, writeFileSync } from 'node:fs'
import * as frames from './swarm/frames.ts'
import * as keys from './swarm/keys.ts'
import { invalidCharters, invalidEvents, logCases } from './swarm/logs.ts'
import { boxCases, invalidBoxes, mirrorCases } from './swarm/sealed.ts'
import { invalidMirrors } from './swarm/sealed-invalid.ts'
import { invalidTalkCases, talkCases } from './swarm/talk.ts'
import { charterBytes, hex, swarm } from './swarm/team.ts'

/** Where the vectors live. */
export const SWARM_VECTORS = new URL('../../protocols/swarm/vectors/', import.meta.url)

/** The content of every vector file, by its path. */
export async function swarmVectors(): Promise<Record<string, string>> {
  const common = { charter: hex(charterBytes), swarm: swarm.toString() }
  const files = {
    'valid/logs.json': {
      about:
        'Membership logs as hex, in an order in which parents come first, with the members that they give, the events that do not count, those that wait for a parent, the epoch in force and the invitations that are open.',
      ...common,
      cases: logCases(),
    },
    'valid/invitations.json': { about: 'Invitations, with their key and id.', cases: keys.invitationCases() },
    'valid/wraps.json': {
      about: 'Secrets of an epoch under HPKE; the ephemeral key pair is DeriveKeyPair of `random`.',
      cases: await keys.wrapCases(),
    },
    'valid/previous.json': {
      about: 'The content secret of an epoch under that of the next.',
      cases: keys.previousCases(),
    },
    'valid/fences.json': { about: 'Noise prologues and the network name.', cases: keys.fenceCases() },
    'valid/door.json': { about: 'What is said at a door.', cases: keys.doorCases() },
    'valid/team.json': { about: 'What members say to each other.', cases: talkCases() },
    'valid/channels.json': {
      about:
        'What two members say on a channel, each under its own epoch: hellos, the key of each direction, and its frames, the end last.',
      cases: frames.channelCases(),
    },
    'valid/gossip.json': { about: 'One message in two epochs.', cases: frames.gossipCases() },
    'valid/boxes.json': { about: 'One text in two epochs.', cases: boxCases() },
    'valid/mirrors.json': {
      about:
        'A cube and the blocks of one author’s mirror that each state adds, beside the plain blocks that are sealed in it.',
      cases: await mirrorCases(),
    },
    'invalid/events.json': { about: 'Events that are refused.', ...common, cases: invalidEvents() },
    'invalid/charters.json': { about: 'Charters that are refused.', cases: invalidCharters() },
    'invalid/invitations.json': { about: 'Words that are no invitation.', cases: keys.invalidInvitations() },
    'invalid/door.json': { about: 'What is refused at a door.', cases: keys.invalidDoorCases() },
    'invalid/team.json': { about: 'What is refused between members.', cases: invalidTalkCases() },
    'invalid/channels.json': {
      about: 'Frames that are refused as those of the opener of valid/channels.json.',
      cases: frames.invalidChannels(),
    },
    'invalid/boxes.json': {
      about: 'Boxes with the secrets of valid/boxes.json that do not open.',
      cases: invalidBoxes(),
    },
    'invalid/mirrors.json': {
      about: 'What is refused of the mirror of valid/mirrors.json: headers, entries, statements.',
      cases: invalidMirrors(),
    },
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]),
  )
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await swarmVectors())) {
    const file = new URL(path, SWARM_VECTORS)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
}

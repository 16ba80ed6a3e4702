/** What `memcube swarm` does, by its first word. */
import type { VerbPart } from './verb.ts'

export const swarmParts: readonly VerbPart[] = [
  { name: 'list', takes: '', about: 'the swarms of this home; this is the default' },
  { name: 'create', takes: '<name>', about: 'make a swarm; you are its first admin' },
  { name: 'invite', takes: '<swarm>', about: 'a word that lets one person in, once' },
  { name: 'invites', takes: '<swarm>', about: 'the invitations, and who came in with which' },
  { name: 'revoke', takes: '<swarm> <id>', about: 'take an invitation back' },
  { name: 'confirm', takes: '<swarm> <id>', about: 'let in who waits with that invitation' },
  { name: 'join', takes: '<invitation>', about: 'come in with an invitation' },
  { name: 'members', takes: '<swarm>', about: 'who is in, what they may do, and who is connected' },
  { name: 'role', takes: '<swarm> <who> <role>', about: 'make a member a reader, a writer or an admin' },
  { name: 'remove', takes: '<swarm> <who>', about: 'put a member out; all others get new keys' },
  { name: 'rotate', takes: '<swarm>', about: 'new keys for all members' },
  { name: 'leave', takes: '<swarm>', about: 'go; what is here of it stays readable here' },
  {
    name: 'seed',
    takes: '<swarm>',
    about: 'an invitation for a server that cannot read; on a seed: what it holds',
  },
  {
    name: 'kubo',
    takes: '<swarm> [on|off]',
    about: 'whether Kubo nodes are let in; let them in, or no more',
  },
]

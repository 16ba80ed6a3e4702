/** What strangers try who hold something: a fence, old keys, addresses, invitations that were used. */
import { expect } from 'vitest'
import type { Kept, Placed } from '../helpers/kept-secrets.ts'
import type { NamespaceHost } from '../swarm/namespaces.ts'
import { startPeer, type PeerProcess } from '../swarm/peer-process.ts'
import { inTeam } from './asking.ts'
import type { Person } from './person.ts'

/** Catch-ups at one door. */
const knocks = 4

export type Holding = Pick<Kept, 'network' | 'nodeKey' | 'prologue'>

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Somebody with a program of their own, behind the fence that they hold, beside their daemon. */
export function startStranger(host: NamespaceHost, holding: Holding): Promise<PeerProcess> {
  const { network, nodeKey, prologue = new Uint8Array() } = holding
  return startPeer(host, { network, nodeKey: hex(nodeKey), prologue: hex(prologue), roster: 'all' })
}

/** All that a host of the swarm speaks. */
export function spokenIn(network: string): string[] {
  const own = ['team/1', 'sync/2', 'handshake/2', 'proposals/2', 'kad/1', 'sync/1', 'handshake/1'].map(
    (name) => `/memcube/${network}/${name}.0.0`,
  )
  return [...own, '/ipfs/id/1.0.0', '/ipfs/bitswap/1.2.0', '/meshsub/1.2.0']
}

/** Every protocol at a host, twice; nothing may be got. @returns attempts */
export async function besiege(
  attacker: PeerProcess,
  network: string,
  { address, peerId }: { address: string; peerId: string },
): Promise<number> {
  const wishes = spokenIn(network)
  const order = { do: 'attack', address, peerId, times: 2 * wishes.length, wishes } as const
  const { attempts, got } = await attacker.tell<{ attempts: number; got: string[] }>(order)
  expect(got, `${attacker.name} at ${address}`).toEqual([])
  return attempts
}

/** Asks at a door as if it were a member; only the bare refusal may come. @returns attempts */
export async function askAtDoor(
  attacker: PeerProcess,
  { swarm, secret }: Pick<Kept, 'swarm' | 'secret'>,
  { door }: Pick<Placed, 'door'>,
): Promise<number> {
  const asked = { do: 'catch-up', swarm: swarm.toString(), address: door, secret: hex(secret) } as const
  expect(await attacker.tell({ ...asked, times: knocks }), `${attacker.name} at ${door}`).toEqual({
    refused: knocks,
  })
  return knocks
}

/** What a daemon can be told to do. @param wasMember it still has the space of the swarm @returns attempts */
export async function askDaemon(
  one: Person,
  cube: string,
  { hosts, door }: Placed,
  wasMember: boolean,
): Promise<number> {
  const [host = ''] = hosts
  const tries: [name: string, input: object][] = [
    ['pull', { cube, from: host }],
    ['connect', { address: host }],
    ['connect', { address: door }],
  ]
  if (wasMember) tries.push(['pull', { cube, from: host, ...inTeam }])
  for (const [name, input] of tries) {
    const { error } = await one.asks(name, input)
    expect(error?.code, `${one.name}: ${name} ${JSON.stringify(input)}`).toMatch(/^ERR_/)
  }
  return tries.length
}

/** Holds out invitations that were used, as somebody new each time; all are refused. @returns how many */
export async function replay(
  attacker: PeerProcess,
  invites: readonly string[],
  times: number,
): Promise<number> {
  const each = Math.ceil(times / invites.length)
  for (const invite of invites)
    expect(await attacker.tell({ do: 'redeem', invite, times: each })).toEqual({ refused: each })
  return each * invites.length
}

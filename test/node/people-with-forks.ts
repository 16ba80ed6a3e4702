/** Alice's cube, which Carol seeds, and a fork of it at Bob's: nodes in one process, real hosts on loopback. */
import type { MemCubeNode } from '../../src/node/index.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

export type Person = MemCubeNode & { home: string }
export type Row = Record<string, unknown> & { id: string; state: string }

export interface People {
  alice: Person
  bob: Person
  carol: Person
  upstream: string
  fork: string
}

export const online = { network: {} }
const deadlineMs = 120_000

export const put = (node: Person, cube: string, key: string, text: string): Promise<unknown> =>
  node.call('add', { cube, key, text })

export const connect = (node: Person, to: Person): Promise<unknown> =>
  node.call('connect', { address: to.addresses()[0] })

export async function body(node: Person, cube: string, key: string, at?: string): Promise<unknown> {
  return ((await node.call('get', { cube, key, ...(at !== undefined && { at }) })) as { body: unknown }).body
}

export async function rows(node: Person, cube?: string): Promise<Row[]> {
  return ((await node.call('proposals', cube === undefined ? {} : { cube })) as { proposals: Row[] })
    .proposals
}

/** The first proposal that fits, now or when it gets there. */
export function proposalWhere(node: Person, fits: (row: Row) => boolean, cube?: string): Promise<Row> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      node.events.off('proposalChanged', look)
    }
    const look = (): void => {
      rows(node, cube).then((found) => {
        const one = found.find(fits)
        if (one === undefined) return
        end()
        resolve(one)
      }, reject)
    }
    const timer = setTimeout(() => {
      end()
      reject(new Error('no proposal became what was expected'))
    }, deadlineMs)
    node.events.on('proposalChanged', look)
    look()
  })
}

export const proposalIn = (node: Person, state: string, cube?: string): Promise<Row> =>
  proposalWhere(node, (row) => row.state === state, cube)

/** Nobody is connected to Alice but Carol. */
export async function threePeople(): Promise<People> {
  const alice = await temporaryNode('alice', online)
  const made = await alice.call('create', { name: 'notes', licence: 'CC0-1.0' })
  const { cube: upstream } = made as { cube: string }
  for (const key of ['a', 'b', 'c']) await put(alice, upstream, key, `${key} as it was`)
  await alice.call('publish', { cube: upstream })
  const carol = await temporaryNode('carol', online)
  await carol.call('pull', { cube: upstream, from: alice.addresses()[0] })
  const bob = await temporaryNode('bob', online)
  await bob.call('pull', { cube: upstream, from: carol.addresses()[0] })
  const { cube: fork } = (await bob.call('fork', { cube: upstream, name: 'mine' })) as { cube: string }
  return { alice, bob, carol, upstream, fork }
}

export interface Proposed {
  proposal: string
  upstream: string
  commit: string
  published: boolean
  delivered: string[]
  refused: { peerId: string; code: string; message: string }[]
}

export async function propose(node: Person, cube: string, message = ''): Promise<Proposed> {
  return node.call('propose', { cube, message })
}

export async function back(person: Person, ...to: Person[]): Promise<Person> {
  const node = await reopen(person.home, online)
  for (const other of to) await connect(node, other)
  return node
}

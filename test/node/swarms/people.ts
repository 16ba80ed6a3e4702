/** People with homes in one swarm. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MemCubeError } from '../../../src/core/errors.ts'
import { exitCodeOf } from '../../../src/interfaces/cli/exit-codes.ts'
import type { MemCubeNode } from '../../../src/node/index.ts'
import { temporaryNode } from '../../helpers/temporary-home.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what an answer holds is what the expectations say
export type Json = any
export type Person = MemCubeNode & { home: string }

export const online = { network: {} }
const deadlineMs = 120_000

export function call(node: MemCubeNode, name: string, input: object): Promise<Json> {
  return node.call(name, input)
}

/** Tries until it holds or the deadline is over; the last failure is the test's. */
export async function eventually(check: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + deadlineMs
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

export async function invited(by: MemCubeNode, input: object = {}): Promise<{ invite: string; id: string }> {
  return call(by, 'swarm-invite', { swarm: 'team', ...input })
}

/** Somebody new with an invitation of `by`. */
export async function member(name: string, by: MemCubeNode, input: object = {}): Promise<Person> {
  const node = await temporaryNode(name, online)
  const { invite } = await invited(by, input)
  await call(node, 'swarm-join', { invite })
  return node
}

/** Alice made the swarm `team`, and bob came in. */
export async function team(): Promise<{ alice: Person; bob: Person }> {
  const alice = await temporaryNode('alice', online)
  await call(alice, 'swarm-create', { name: 'team' })
  return { alice, bob: await member('bob', alice) }
}

export async function foldersOf({ home }: Person): Promise<string[]> {
  return readdir(join(home, 'swarms')).catch(() => [])
}

/** Everything that somebody is told who is turned away: code, exit code, sentence and hint. */
export async function told(
  attempt: Promise<unknown>,
): Promise<{ code: string; exit: number; message: string; hint: string }> {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof MemCubeError)) throw new Error(`expected a refusal, got ${String(error)}`)
  const { code, message, hint } = error
  return { code, exit: exitCodeOf(code), message, hint: hint ?? '' }
}

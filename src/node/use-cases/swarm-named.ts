/** The swarm that a call names. */
import { z } from 'zod'
import { invalidInput } from '../../home/errors.ts'
import type { Swarms } from '../../swarms/life.ts'
import type { Space, Spaces } from '../../swarms/life.ts'

export const swarm = z.string().min(1).max(256).describe('the name or id of a swarm')

export async function spacesOf(node: Swarms): Promise<Spaces> {
  if (node.swarms === undefined) throw invalidInput('a swarm has no swarms', 'leave --swarm out')
  return node.swarms.spaces()
}

export async function spaceOf(node: Swarms, text: string): Promise<Space> {
  return (await spacesOf(node)).resolve(text)
}

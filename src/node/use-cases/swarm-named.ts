/** The swarm that a call names. */
import { z } from 'zod'
import { invalidInput } from '../../home/index.ts'
import type { Swarms, Space, Spaces } from '../../swarms/index.ts'

export const swarm = z.string().min(1).max(256).describe('the name or id of a swarm')

export async function spacesOf(node: Swarms): Promise<Spaces> {
  if (node.swarms === undefined) throw invalidInput('a swarm has no swarms', 'leave --swarm out')
  return node.swarms.spaces()
}

export async function spaceOf(node: Swarms, text: string): Promise<Space> {
  return (await spacesOf(node)).resolve(text)
}

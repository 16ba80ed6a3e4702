/** Why a memory is not among the results of a search: what keeps it out, and what the question has to do with it. Pure. */
import { plainLine, plural } from './plain-text.ts'
import type { Reason } from './reason.ts'

export interface WhyFacts {
  memory: {
    tier: string
    type: string
    isText: boolean
    valid: { from?: number | undefined; until?: number | undefined } | null
    governance: { expires?: number | undefined }
  }
  cube: { state: string; branch: string; fresh: boolean }
  /** That the memory was looked at on. */
  branch: string | undefined
  index: { pending: number; problem: string | null }
  nowMs: number
}

/** What was found for a question: places from 1. */
export interface WhyFound {
  /** As search asks by itself; undefined where it is not among the results. */
  usual: number | undefined
  /** In its own cube, with everybody asked. */
  wide: number | undefined
  /** How many results were looked through in the cube. */
  looked: number
}

export interface FindReason extends Reason {
  /** Where it can be changed. */
  todo?: 'trust' | 'branch' | 'node' | 'edit' | 'pull'
}

const trusted = ['own', 'team', 'followed']

export function reasonsOf({ memory, cube, branch, index, nowMs }: WhyFacts): FindReason[] {
  return [
    trustOf(memory.tier),
    timeOf(memory, nowMs),
    branch === undefined || branch === cube.branch
      ? { is: 'fine', text: 'It is on the branch that search reads.' }
      : {
          is: 'bars',
          todo: 'branch',
          text: `You look at the branch ${plainLine(branch, 60)}; search reads ${plainLine(cube.branch, 60)}.`,
        },
    memory.isText && memory.type === 'plaintext'
      ? { is: 'fine', text: 'It is text, which search reads.' }
      : { is: 'bars', text: 'It is no text that search could read.' },
    cube.state === 'held'
      ? { is: 'fine', text: 'Its cube is held here.' }
      : { is: 'bars', todo: 'pull', text: `Its cube is ${plainLine(cube.state, 40)} here: pull it again.` },
    indexOf(index),
    ...(cube.fresh
      ? []
      : [
          {
            is: 'may' as const,
            todo: 'pull' as const,
            text: 'Its cube may be out of date: a newer text may be elsewhere.',
          },
        ]),
  ]
}

function timeOf({ valid, governance }: WhyFacts['memory'], nowMs: number): FindReason {
  if (nowMs >= (governance.expires ?? Infinity))
    return { is: 'bars', text: 'It has expired: its author said until when it counts.' }
  if (nowMs >= (valid?.until ?? Infinity))
    return { is: 'bars', text: 'What it says holds no longer: its author said until when.' }
  if (nowMs < (valid?.from ?? 0))
    return { is: 'bars', text: 'What it says does not hold yet: its author said from when.' }
  return { is: 'fine', text: 'Its time has come, and is not over.' }
}

function trustOf(tier: string): FindReason {
  if (trusted.includes(tier)) return { is: 'fine', text: 'Its author is trusted enough for search.' }
  const known = plainLine(tier, 20)
  return {
    is: 'bars',
    todo: 'trust',
    text: `Its author is trusted as ${known}. Search asks those that you follow or trust more, unless it is told otherwise${known === 'quarantined' ? '; of who is blocked it answers nothing' : ''}.`,
  }
}

function indexOf({ pending, problem }: WhyFacts['index']): FindReason {
  if (problem !== null)
    return { is: 'bars', todo: 'node', text: `The index cannot be asked now: ${plainLine(problem, 200)}` }
  if (pending > 0)
    return {
      is: 'may',
      todo: 'node',
      text: `${plural(pending, 'passage waits', 'passages wait')} for the index: words find them already, meaning does not.`,
    }
  return { is: 'fine', text: 'Nothing waits for the index.' }
}

export function verdictOf({ usual, wide, looked }: WhyFound): FindReason {
  if (usual !== undefined)
    return { is: 'fine', text: `Search finds it for this question, at place ${usual}.` }
  if (wide !== undefined)
    return {
      is: 'may',
      text: `In its cube it is at place ${wide} of ${looked}. Others fit better, or what is said above keeps it out.`,
    }
  return {
    is: 'bars',
    todo: 'edit',
    text: 'Neither its words nor its meaning fit this question. Write the words into it that people ask with.',
  }
}

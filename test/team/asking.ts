/** What is asked of everybody in the team again and again. */
import { eventually, type Person } from './person.ts'

export const TEAM = 'harbour'
export const CUBE = 'zinnia-log'
export const inTeam = { swarm: TEAM }

export const epochOf = async (one: Person): Promise<number> => (await one.does('swarm-list')).swarms[0].epoch

/** As `swarm list` says it of itself. */
export const stateOf = async (one: Person): Promise<string> => (await one.does('swarm-list')).swarms[0].state

/** The commit at which it has the cube; empty while it has none. */
export async function headOf(one: Person): Promise<string> {
  return (await one.asks('show', { cube: CUBE, ...inTeam })).answer?.head ?? ''
}

export function write(one: Person, key: string, text: string): Promise<unknown> {
  return one.does('add', { cube: CUBE, key, text, ...inTeam })
}

/** What it recalls, in order, as one text. */
export async function answerOf(one: Person, query: string): Promise<string> {
  const { answer } = await one.asks('recall', { query, ...inTeam })
  const results = (answer?.results ?? []) as { cid: string; text: string }[]
  return JSON.stringify(results.map(({ cid, text }) => [cid, text]))
}

/** All have one state of the cube, with all of these in it, and recall the same. */
export async function converged(
  all: readonly Person[],
  texts: readonly string[],
  query: string,
): Promise<void> {
  const seen = { heads: [] as string[] }
  await eventually(
    async () => {
      seen.heads = await Promise.all(all.map(headOf))
      if (new Set(seen.heads).size !== 1 || seen.heads.includes('')) return false
      const answers = await Promise.all(all.map((one) => answerOf(one, query)))
      return new Set(answers).size === 1 && texts.every((text) => answers[0]?.includes(text))
    },
    () => `one tree and one answer to "${query}" (heads: ${seen.heads.join(' ')})`,
  )
}

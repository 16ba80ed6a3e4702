/** What is done to a home, from dice: each deed says what it begins and what was acknowledged. */
import { writeFile } from 'node:fs/promises'
import { textOf, type CrashAct, type CrashEvent } from './crash-events.ts'

export interface DeedParts {
  call(verb: string, input: unknown): Promise<unknown>
  say(event: CrashEvent): void
  roll(): number
  /** Part of every id, tag and branch name, so that no other run gives the same. */
  run: string
  /** Start of the paths of files to import. */
  scratch: string
}

export interface Answer {
  commit?: string
  memory?: string
  cube?: string
}

interface ShownBranch {
  name: string
  current: boolean
}

export type Deeds = ReturnType<typeof createDeeds>

/** Several of one name: it is done more often. */
const often =
  'add add add add import import merge merge switch payload remove unbranch publish unpublish'.split(' ')

export function createDeeds({ call, say, roll, run, scratch }: DeedParts) {
  let acts = 0
  const below = (end: number): number => Math.floor(roll() * end)
  const tag = (): string => `t${run}x${acts}x${below(1e6)}`

  /** Calls a verb, with a word before and after. @returns undefined when it was refused */
  async function act(
    kind: string,
    verb: string,
    input: Record<string, unknown>,
    told: Omit<CrashAct, 'id' | 'kind'> = {},
  ): Promise<Answer | undefined> {
    const one: CrashAct = { id: `${run}x${acts++}`, kind, ...told }
    say({ type: 'begin', act: one })
    try {
      const { commit, memory, cube } = (await call(verb, input)) as Answer
      const answer = { ...(commit && { commit }), ...(memory && { memory }), ...(cube && { cube }) }
      say({ type: 'done', act: one, ...answer })
      return answer
    } catch (error) {
      const { code = 'none', message } = error as { code?: string; message: string }
      say({ type: 'failed', act: one, code, message })
      return undefined
    }
  }

  const branchesOf = async (cube: string): Promise<ShownBranch[]> =>
    ((await call('branch', { cube })) as { branches: ShownBranch[] }).branches

  const currentOf = async (cube: string): Promise<string> =>
    (await branchesOf(cube)).find(({ current }) => current)?.name ?? 'main'

  const addPayload = async (cube: string, branch: string, bytes: number): Promise<void> => {
    const path = `${scratch}.bin`
    const bits = tag()
    const filling = Uint32Array.from({ length: bytes >> 2 }, (_, at) =>
      Math.imul(at + bits.length, 0x9e3779b1),
    )
    await writeFile(path, Buffer.concat([Buffer.from(bits), Buffer.from(filling.buffer)]))
    const input = { cube, key: `payload/${below(5)}`, file: path, type: 'activation' }
    await act('payload', 'add', input, { cube, branch })
  }

  const deeds: Record<string, (cube: string, branch: string) => Promise<unknown>> = {
    async add(cube, branch) {
      const entries = Array.from({ length: 1 + below(3) }, (_, at): [string, string] => [
        `k/${below(60)}-${at}`,
        tag(),
      ])
      // At once, so that their synced writes may share one.
      await Promise.all(
        entries.map(([key, one]) =>
          act('add', 'add', { cube, key, text: textOf(one) }, { cube, branch, entries: [[key, one]] }),
        ),
      )
    },
    payload: (cube, branch) => addPayload(cube, branch, 20_000 + below(300_000)),
    async import(cube, branch) {
      const first = below(30)
      const entries = Array.from({ length: 20 }, (_, at): [string, string] => [
        `i/${first + at}`,
        `${tag()}x${at}`,
      ])
      const path = `${scratch}-${cube.slice(-6)}.jsonl`
      await writeFile(
        path,
        entries.map(([key, one]) => JSON.stringify({ key, body: textOf(one) })).join('\n'),
      )
      await act('import', 'import', { cube, path }, { cube, branch, entries })
    },
    async remove(cube, branch) {
      const { keys } = (await call('keys', { cube })) as { keys: string[] }
      const gone = keys[below(keys.length)]
      if (gone !== undefined) await act('remove', 'remove', { cube, keys: [gone] }, { cube, branch })
    },
    async merge(cube, branch) {
      const others = (await branchesOf(cube)).filter(({ current }) => !current)
      const other = others[below(others.length)]?.name
      const strategy = ['ours', 'theirs', 'union'][below(3)]
      if (other !== undefined) await act('merge', 'merge', { cube, other, strategy }, { cube, branch })
    },
    async switch(cube) {
      const names = (await branchesOf(cube)).map(({ name }) => name)
      if (names.length < 2 || (names.length < 3 && below(2) === 0)) {
        const name = `b${run}x${acts}`
        if (await act('branch', 'branch', { cube, name }, { cube, branch: name })) names.push(name)
      }
      const to = names[below(names.length)] ?? 'main'
      await act('switch', 'switch', { cube, branch: to }, { cube, branch: to })
    },
    async unbranch(cube) {
      const others = (await branchesOf(cube)).filter(({ current, name }) => !current && name !== 'main')
      const gone = others[below(others.length)]?.name
      if (gone === undefined) return
      await act('unbranch', 'branch', { cube, name: gone, remove: true }, { cube, branch: gone })
    },
    // Without main nothing is published.
    publish: (cube, branch) => act('publish', 'publish', { cube, branches: ['main', branch] }, { cube }),
    unpublish: (cube) => act('unpublish', 'unpublish', { cube }, { cube }),
  }

  const cubeNamed = async (name: string): Promise<string | undefined> => {
    const { cubes } = (await call('list', {})) as { cubes: { cube: string; name: string }[] }
    return cubes.find((one) => one.name === name)?.cube
  }

  return {
    act,
    payload: async (cube: string, bytes: number): Promise<void> =>
      addPayload(cube, await currentOf(cube), bytes),
    /** The own cube of this name, made if there is none. */
    own: async (name: string): Promise<string> =>
      (await cubeNamed(name)) ?? (await act('create', 'create', { name }))?.cube ?? '',
    fork: async (cube: string, name: string): Promise<string> =>
      (await cubeNamed(name)) ?? (await act('fork', 'fork', { cube, name }))?.cube ?? '',
    /** One deed that the dice choose. */
    async any(cube: string): Promise<void> {
      await deeds[often[below(often.length)] ?? 'add']?.(cube, await currentOf(cube))
    },
    /** One of two cubes takes in what the other did. */
    async mergeBetween(one: string, two: string): Promise<void> {
      const [into, other] = roll() < 0.5 ? [one, two] : [two, one]
      const told = { cube: into, branch: await currentOf(into) }
      await act('merge', 'merge', { cube: into, other, strategy: 'theirs' }, told)
    },
  }
}

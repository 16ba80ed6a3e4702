/** Texts under keys, the same for memcube and git, and changes to some of them. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRandom } from '../shared/random.ts'

/** On each side of a merge; 100 in all. */
export const CHANGES = 50
export const TEXT_BYTES = 600

export type Texts = Map<string, string>

export interface Callable {
  call(name: string, input: unknown): Promise<unknown>
}

export function textsOf(count: number, seed: number): Texts {
  const random = createRandom(seed)
  const word = (): string => Math.floor(random() * 36 ** 5).toString(36)
  const texts: Texts = new Map()
  for (let i = 0; i < count; i++) {
    let text = `note ${i}`
    while (text.length < TEXT_BYTES) text += ` ${word()}`
    texts.set(`topic-${Math.floor(i / 100)}/note-${i}`, text)
  }
  return texts
}

/** Other texts for `count` keys spread over all. */
export function changesOf(texts: Texts, offset: number, count = CHANGES): Texts {
  const keys = [...texts.keys()]
  const step = Math.floor(keys.length / count)
  return new Map(
    Array.from({ length: count }, (_, i): [string, string] => {
      const key = keys[(i * step + offset) % keys.length] as string
      return [key, `${texts.get(key)} changed ${offset}`]
    }),
  )
}

export async function importTexts(
  folder: string,
  node: Callable,
  texts: Texts,
  more: object = {},
): Promise<void> {
  const path = join(folder, 'import.jsonl')
  await writeFile(path, [...texts].map(([key, body]) => JSON.stringify({ key, body })).join('\n'))
  await node.call('import', { cube: 'notes', path, ...more })
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

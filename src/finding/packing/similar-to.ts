/** What is known already and says the same as a text, or the same with another value: told to whoever is about to keep it. */
import { z } from 'zod'
import { fields, named, type Unnamed } from '../../cubes/index.ts'
import type { Asks } from '../needs.ts'
import type { TextComparer } from '../../recall/index.ts'
import { ask } from '../ask.ts'

/** Memories that are compared: those that recall finds first. Guess. */
const maxCompared = 10
/** Of a longer text its beginning is looked for. Guess. */
const maxQueryChars = 2_000
/** As much of the other text as shows what it says. Guess. */
const maxShownChars = 300

export const similarMemory = z.object({
  cube: fields.text,
  name: fields.text,
  key: fields.text,
  memory: fields.text,
  ...named.author,
  kind: z.enum(['same', 'contradicts']),
  text: fields.text,
})
type SimilarMemory = Unnamed<z.infer<typeof similarMemory>>

export async function similarTo(node: Asks, text: string, signal: AbortSignal): Promise<SimilarMemory[]> {
  const query = text.slice(0, maxQueryChars).toWellFormed()
  if (query.trim() === '') return []
  const { answer, records } = await ask(node, { query, top: maxCompared }, signal)
  if (answer.hits.length === 0) return []
  const comparer = await loadComparer()
  const said = comparer.read(text)
  if (said === undefined) return []
  return answer.hits.flatMap(({ cube, key, memory, author, text: other }): SimilarMemory[] => {
    const read = comparer.read(other)
    const overlap = read && comparer.compare(said, read, false)
    if (overlap === undefined) return []
    const shown = other.slice(0, maxShownChars).toWellFormed()
    return [
      { cube, name: records.get(cube)?.name ?? cube, key, memory, author, kind: overlap.kind, text: shown },
    ]
  })
}

/** Its table has some megabytes: kept as long as there is room, for a call that keeps many memories. */
let kept: WeakRef<TextComparer> | undefined

async function loadComparer(): Promise<TextComparer> {
  const known = kept?.deref()
  if (known !== undefined) return known
  const { createTextComparer } = await import('../../recall/index.ts')
  const comparer = createTextComparer()
  kept = new WeakRef(comparer)
  return comparer
}

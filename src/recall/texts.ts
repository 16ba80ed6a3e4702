/**
 * The texts of memories. Where whoever opened the index has them, the index keeps a text only until its words are in a segment, and
 * asks for it after that: no text is on the disk twice. Where nobody has them it keeps them all.
 */
import type { MemoryStore } from './store/memory-store.ts'

/** Texts of memories, which are named by their CIDs, in the order asked; undefined for one that cannot be read. */
export type TextSource = (memories: readonly string[]) => Promise<Texts>

export type Texts = readonly (string | undefined)[]

/** A memory of the index whose text is wanted. */
interface Named {
  id: number
  cid: string
}

/** In the order asked; later only where the source has to be asked. */
export type ReadTexts = (asked: readonly Named[]) => Texts | Promise<Texts>

export function createTexts(
  memories: Pick<MemoryStore, 'textOf'>,
  source: TextSource | undefined,
): ReadTexts {
  return (asked) => {
    const here = asked.map(({ id }) => memories.textOf(id))
    const missing = asked.flatMap(({ cid }, at) => (here[at] === undefined ? [{ cid, at }] : []))
    return source === undefined || missing.length === 0 ? here : ask(source, here, missing)
  }
}

async function ask(
  source: TextSource,
  here: (string | undefined)[],
  missing: readonly { cid: string; at: number }[],
): Promise<Texts> {
  const found = await source(missing.map(({ cid }) => cid))
  for (const [place, { at }] of missing.entries()) here[at] = found[place]
  return here
}

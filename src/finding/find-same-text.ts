/**
 * Where else a text stands: memories of any cube of a life that say the same, or have it in them. Asked of the index by words, so
 * it costs a search and not a walk through all that is held; what is found is compared word for word.
 */
import { parseCid } from '../core/codec/index.ts'
import { isOpaque } from '../core/cube/index.ts'
import { type Feeds, type Reads, readText } from '../cubes/index.ts'
import type { Clock } from '../home/index.ts'

export interface SameText {
  /** Cube id. */
  cube: string
  key: string
  memory: string
  says: 'the same' | 'it among other words'
}

/** Of a question; the rest of a long text is compared when it is found. Guess: a few sentences tell a text from others. */
const maxAskedChars = 400
/** Found for one text. Guess: more than anybody would erase by hand. */
const maxFound = 100
/** A shorter text is in many others by chance. Guess. */
const minQuotedChars = 12

/** @param gone memories (CID text) that do not count */
export async function findSameText(
  node: Reads & Feeds & Clock,
  text: string,
  gone: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<SameText[]> {
  const wanted = plain(text)
  if (wanted === '') return []
  const index = await node.recall.open({ signal })
  const question = { text: text.slice(0, maxAskedChars).toWellFormed(), top: maxFound, nowMs: node.nowMs() }
  const { hits } = await index.search(question, { signal })
  const found: SameText[] = []
  for (const { cube, key, memory, alsoIn } of hits) {
    if (gone.has(memory)) continue
    const said = plain(await textOf(node, memory))
    const isSame = said === wanted
    if (!isSame && !(wanted.length >= minQuotedChars && said.includes(wanted))) continue
    const says = isSame ? 'the same' : 'it among other words'
    for (const place of [{ cube, key }, ...alsoIn]) found.push({ ...place, memory, says })
  }
  return found
}

async function textOf(node: Reads, memory: string): Promise<string> {
  const cid = parseCid(memory)
  if (!(await node.store.has(cid))) return ''
  const read = await node.cubes.read(cid)
  return isOpaque(read) ? '' : ((await readText(node.store, read)) ?? '')
}

/** What two texts have in common that differ in case and spaces alone. */
function plain(text: string): string {
  return text.normalize('NFC').replaceAll(/\s+/g, ' ').trim().toLowerCase()
}

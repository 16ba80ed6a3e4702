/**
 * The nodes of a damaged tree, made again from what the index knows of the same commit: which key has which memory. The
 * root decides: a tree is the one tree of its entries, so when it has the right root, every node of it is the right one.
 */
import type { CID } from 'multiformats/cid'
import { parseCid, type Block } from '../../core/codec/index.ts'
import { RESERVED_PREFIX } from '../../core/cube/index.ts'
import {
  buildTree,
  childrenOf,
  cidToLink,
  compareKeys,
  DEFAULT_TREE_OPTIONS,
  idToCid,
  linkToCid,
  openRootBytes,
  openSubtree,
  walk,
  type Entry,
  type OpenNode,
  type Subtree,
} from '../../core/tree/index.ts'
import type { Feeds, Reads, CubeRecord } from '../../cubes/index.ts'
import { cursorAt } from '../../finding/index.ts'
import type { Stored } from '../../home/index.ts'

const checks = { bitsPerLevel: DEFAULT_TREE_OPTIONS.bitsPerLevel, depths: true }

interface Survey {
  entries: Entry[]
  gaps: { after: string | undefined; before: string | undefined }[]
}

/** The blocks of the current state's tree, or none when what is known does not give its root. */
export async function rebuildTree(node: Reads & Feeds, record: CubeRecord, tree: CID): Promise<Block[]> {
  const index = await node.recall.open()
  if ((await index.cursor(record.cube)) !== cursorAt(record, record.commit)) return []
  const survey = await surveyTree(node, tree)
  const inGap = ([key]: Entry): boolean => survey.gaps.some((gap) => isBetween(key, gap))
  const texts = (await index.entries(record.cube))
    .map(([key, memory]): Entry => [key, parseCid(memory)])
    .filter(inGap)
  const known = new Set(texts.map(([key]) => key))
  // What is no text is not in the index: of the state before, what this one may still have.
  const older = (await entriesOfParents(node, record)).filter((entry) => inGap(entry) && !known.has(entry[0]))
  const reserved = older.filter(([key]) => key.startsWith(RESERVED_PREFIX))
  for (const others of [reserved, older, []]) {
    const { root, blocks } = buildTree([...survey.entries, ...texts, ...others])
    if (root.equals(tree)) return blocks
  }
  return []
}

async function surveyTree({ store }: Stored, tree: CID): Promise<Survey> {
  const survey: Survey = { entries: [], gaps: [] }
  const read = async (cid: CID): Promise<Uint8Array | undefined> => store.get(cid).catch(() => undefined)
  const visit = async (opened: OpenNode): Promise<void> => {
    opened.view.keys.forEach((key, i) => survey.entries.push([key, linkToCid(opened.view.value(i))]))
    for (const child of childrenOf(opened)) {
      const below = attempt(child, await read(idToCid(child.id)))
      if (below === undefined) survey.gaps.push({ after: child.after, before: child.before })
      else await visit(below)
    }
  }
  const bytes = await read(tree)
  if (bytes === undefined) survey.gaps.push({ after: undefined, before: undefined })
  else await visit(openRootBytes(cidToLink(tree), bytes, checks))
  return survey
}

function attempt(subtree: Subtree, bytes: Uint8Array | undefined): OpenNode | undefined {
  try {
    return bytes === undefined ? undefined : openSubtree(subtree, bytes, checks)
  } catch {
    return undefined
  }
}

function isBetween(key: string, { after, before }: Survey['gaps'][number]): boolean {
  return (
    (after === undefined || compareKeys(key, after) > 0) &&
    (before === undefined || compareKeys(key, before) < 0)
  )
}

async function entriesOfParents(node: Reads, record: CubeRecord): Promise<Entry[]> {
  const entries: Entry[] = []
  try {
    const { parents } = await node.cubes.commit(record.commit)
    for (const parent of parents) {
      for await (const entry of walk(node.store, (await node.cubes.commit(parent)).tree)) entries.push(entry)
      if (entries.length > 0) break
    }
  } catch {
    // Damaged as well: as far as it could be read.
  }
  return entries
}

/**
 * A set of CIDs for millions of blocks: 16 bytes each in open addressing, so 22 to 43 bytes per block as it fills and
 * grows, where a Set of strings takes some 150. A CID is kept as its codec and the first 15 bytes of its digest: the codec,
 * because a block of one codec says nothing about the block of another with the same bytes; 120 bits, because to make two
 * blocks that agree in those takes 2^60 hashes and gains its maker the loss of a block of his own.
 */
import type { CID } from 'multiformats/cid'

/** Tables are picked by the first byte of the digest, so that one grows at a time: a pause of 1/256 of all. */
const shards = 256
/** Slots of a new table; the smallest that is not all overhead for a home of a few cubes. Guess. */
const firstSlots = 8
const wordsPerSlot = 4

interface Table {
  words: Uint32Array
  used: number
}

export class CidSet {
  readonly #tables: (Table | undefined)[] = Array.from({ length: shards })
  /** Unknown to whoever chooses digests, so that nobody can fill one chain. */
  readonly #seed: number
  #size = 0

  /** @param seed any 32 bits */
  constructor(seed: number) {
    this.#seed = seed | 1
  }

  get size(): number {
    return this.#size
  }

  /** Bytes of the tables. */
  get bytes(): number {
    return this.#tables.reduce((sum, table) => sum + (table?.words.byteLength ?? 0), 0)
  }

  has(cid: CID): boolean {
    const table = this.#tables[shardOf(cid)]
    if (table === undefined) return false
    return table.words[this.#find(table.words, wordsOf(cid))] !== 0
  }

  /** @returns whether it was new */
  add(cid: CID): boolean {
    const shard = shardOf(cid)
    const table = (this.#tables[shard] ??= { words: new Uint32Array(firstSlots * wordsPerSlot), used: 0 })
    const words = wordsOf(cid)
    const at = this.#find(table.words, words)
    if (table.words[at] !== 0) return false
    table.words.set(words, at)
    table.used++
    this.#size++
    if (table.used * wordsPerSlot * 4 > table.words.length * 3) this.#grow(table)
    return true
  }

  /** Where the entry is, or the free slot where it belongs. */
  #find(table: Uint32Array, [a, b, c, d]: Words): number {
    const mask = table.length / wordsPerSlot - 1
    const mixed = Math.imul((b ^ this.#seed) + Math.imul(c, 0x9e3779b1), this.#seed)
    for (let slot = (mixed ^ (mixed >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * wordsPerSlot
      if (table[at] === 0) return at
      if (table[at] === a && table[at + 1] === b && table[at + 2] === c && table[at + 3] === d) return at
    }
  }

  #grow(table: Table): void {
    const old = table.words
    table.words = new Uint32Array(old.length * 2)
    for (let at = 0; at < old.length; at += wordsPerSlot) {
      if (old[at] === 0) continue
      const words = [old[at], old[at + 1], old[at + 2], old[at + 3]] as Words
      table.words.set(words, this.#find(table.words, words))
    }
  }
}

type Words = [number, number, number, number]

function shardOf(cid: CID): number {
  return cid.multihash.digest[0] as number
}

/** Never all zero in the first word: it holds the codec. */
function wordsOf({ code, multihash: { digest } }: CID): Words {
  const at = (i: number): number => digest[i] as number
  const word = (i: number): number => ((at(i) << 24) | (at(i + 1) << 16) | (at(i + 2) << 8) | at(i + 3)) >>> 0
  return [((code << 24) | (at(0) << 16) | (at(1) << 8) | at(2)) >>> 0, word(3), word(7), word(11)]
}

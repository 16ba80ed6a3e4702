import { readFile } from 'node:fs/promises'
import { CarReader } from '@ipld/car'
import type { CID } from 'multiformats/cid'

/** The blocks of a CAR file, in its order. */
export async function blocksOfCar(path: string): Promise<{ cid: CID; bytes: Uint8Array }[]> {
  const reader = await CarReader.fromBytes(await readFile(path))
  const blocks: { cid: CID; bytes: Uint8Array }[] = []
  for await (const block of reader.blocks()) blocks.push(block)
  return blocks
}

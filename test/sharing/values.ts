/** Values that decisions are made from: names instead of hashes and keys, nothing signed and nothing stored. */
import type { CID } from 'multiformats/cid'
import { encodeBlock } from '../../src/core/codec/index.ts'
import { encodeHead, type Head } from '../../src/core/cube/index.ts'
import { formatDid } from '../../src/core/identity/index.ts'
import type { Authors, Roster, Standing } from '../../src/core/policy/index.ts'
import type { KnownHead } from '../../src/cubes/known-heads.ts'
import { NOW, person } from '../protocols/sample.ts'

const cids = new Map<string, CID>()
const keys = new Map<string, Uint8Array>()

export function cidOf(name: string): CID {
  const cid = cids.get(name) ?? encodeBlock({ name }).cid
  cids.set(name, cid)
  return cid
}
export const cube = cidOf('cube')
export function keyOf(name: string): Uint8Array {
  const key = keys.get(name) ?? person(name).publicKey
  keys.set(name, key)
  return key
}
export const didOf = (name: string): string => formatDid(keyOf(name))

/** A head as it is after its signature was checked; refs by the names of commits. */
export function headOf(name: string, seq: number, refs: Record<string, string>): KnownHead {
  return headAt(
    name,
    seq,
    Object.fromEntries(Object.entries(refs).map(([branch, at]) => [branch, cidOf(at)])),
  )
}

/** The same with refs as they are. */
export function headAt(name: string, seq: number, refs: Record<string, CID>): KnownHead {
  const head: Head = {
    v: 1,
    t: 'memcube/head',
    cube,
    seq,
    refs,
    author: keyOf(name),
    time: NOW,
    expires: NOW + 1,
    sig: new Uint8Array(64),
  }
  return { author: didOf(name), head, bytes: encodeHead(head) }
}

/** Who signs which branches. */
export function standingOf(branches: Record<string, string[]>, threshold = 1, n = 1): Standing {
  const authors = Object.entries(branches).map(([name, patterns]) => ({
    key: keyOf(name),
    branches: patterns,
  }))
  return { n, id: cidOf(`roster ${n}`), authors, threshold }
}

/** Authors by a chain of rosters, each a list of names; the first is the genesis. */
export function authorsOf(genesis: readonly string[], ...rosters: readonly (readonly string[])[]): Authors {
  const chain = rosters.map((names, at): Roster => ({
    v: 1,
    t: 'memcube/roster',
    cube,
    n: at + 1,
    previous: cube,
    authors: names.map((name) => ({ key: keyOf(name), branches: ['*'] })),
    threshold: 1,
    signatures: [],
  }))
  const names = [...new Set([...genesis, ...rosters.flat()])]
  const inForce = rosters.at(-1) ?? genesis
  return {
    standing: standingOf(Object.fromEntries(inForce.map((name) => [name, ['*']])), 1, rosters.length),
    rosters: chain,
    ever: names.map(keyOf),
  }
}

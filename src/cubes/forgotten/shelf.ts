/**
 * What was forgotten here, as one record for each memory and cube. Few and asked for often, so they are kept in memory; the
 * process that has them is the only one that writes them.
 */
import { createHmac, randomBytes } from 'node:crypto'
import type { CID } from 'multiformats/cid'
import { dateText, NodeError } from '../../home/index.ts'
import type { Memory } from '../../core/cube/index.ts'
import type { RecordPut, Store } from '../../storage/index.ts'

export interface Forgotten {
  /** Cube id as text. */
  cube: string
  /** CID text. */
  memory: string
  /** Milliseconds since the Unix epoch. */
  time: number
  /** `did:key` of who asked for it: an author of the cube, or the owner of this home. */
  author: string
  reason?: string
  /** The signed record; absent for what was forgotten in this home alone. */
  tombstone?: Uint8Array
  /** Commit of the state that it came with, as text: a state that does not follow that one takes nothing back. */
  at?: string
  /** What the memory said, as a hash that only this home can make: the same is refused again. */
  print?: Uint8Array
  /** The bytes are gone, or stay because another cube has them too. */
  done: boolean
  /** Nothing of it was erased: something else here needs the bytes, or they were never here. */
  stays?: boolean
  /** It may come again. What is gone stays gone on purpose. */
  lifted?: boolean
}

export interface ForgottenShelf {
  /** Why a block may be missing: somebody had the memory forgotten, in whichever cube. */
  find(memory: CID): Forgotten | undefined
  /** Whether a cube may lack a memory: it was forgotten there, or its bytes were erased here because of another cube. */
  mayLack(cube: string, memory: CID): boolean
  /** Whether a cube may not have this memory any more. */
  in(cube: string, memory: CID): Forgotten | undefined
  /** All of a cube that may not come again. */
  of(cube: string): Forgotten[]
  /** Those whose bytes have still to go. */
  waiting(): Forgotten[]
  /** The record that says what this memory says again, in other words or not. */
  sameText(cube: string, body: Memory['body']): Forgotten | undefined
  print(body: Memory['body']): Uint8Array
  /** For a batch. Call `reload` when it is written. */
  entry(forgotten: Forgotten): RecordPut[]
  reload(): Promise<void>
}

const prefix = 'forgotten/'
const saltKey = 'forgotten-salt'

export async function openForgottenShelf(store: Store): Promise<ForgottenShelf> {
  const meta = store.records<Forgotten>('meta')
  let byMemory = new Map<string, Map<string, Forgotten>>()
  let prints = new Map<string, Forgotten>()
  const kept = await store.records<{ salt: Uint8Array }>('meta').get(saltKey)
  const salt = kept?.salt ?? new Uint8Array(randomBytes(32))

  const print = (body: Memory['body']): Uint8Array => {
    const hmac = createHmac('sha256', salt)
    if (typeof body === 'string') hmac.update('text\0').update(body.normalize('NFC').trim())
    else if (body instanceof Uint8Array) hmac.update('bytes\0').update(body)
    else hmac.update('link\0').update(body.link.bytes)
    return new Uint8Array(hmac.digest())
  }
  const printKey = (cube: string, bytes: Uint8Array): string =>
    `${cube}/${Buffer.from(bytes).toString('hex')}`
  const current = (one: Forgotten | undefined): Forgotten | undefined =>
    one?.lifted === true ? undefined : one
  const all = (): Forgotten[] => [...byMemory.values()].flatMap((cubes) => [...cubes.values()])

  const shelf: ForgottenShelf = {
    find: (memory) =>
      byMemory.size === 0 ? undefined : byMemory.get(memory.toString())?.values().next().value,
    mayLack(cube, memory) {
      const records = byMemory.size === 0 ? undefined : byMemory.get(memory.toString())
      return (
        records !== undefined &&
        (records.has(cube) || [...records.values()].some(({ stays }) => stays !== true))
      )
    },
    in: (cube, memory) =>
      byMemory.size === 0 ? undefined : current(byMemory.get(memory.toString())?.get(cube)),
    of: (cube) => all().filter((one) => one.cube === cube && one.lifted !== true),
    waiting: () => all().filter(({ done }) => !done),
    sameText: (cube, body) => (prints.size === 0 ? undefined : prints.get(printKey(cube, print(body)))),
    print,
    entry: (forgotten) => [
      { space: 'meta', key: `${prefix}${forgotten.memory}/${forgotten.cube}`, value: forgotten },
      { space: 'meta', key: saltKey, value: { salt } },
    ],
    async reload() {
      const next = new Map<string, Map<string, Forgotten>>()
      const nextPrints = new Map<string, Forgotten>()
      for await (const [, record] of meta.list(prefix)) {
        const cubes = next.get(record.memory) ?? new Map<string, Forgotten>()
        next.set(record.memory, cubes.set(record.cube, record))
        if (record.print !== undefined && record.lifted !== true)
          nextPrints.set(printKey(record.cube, record.print), record)
      }
      byMemory = next
      prints = nextPrints
    },
  }
  await shelf.reload()
  return shelf
}

/** ERR_NOT_FOUND: the block is not damaged, it is gone on purpose. */
export function forgottenError({ memory, time, author, reason }: Forgotten): NodeError {
  const why = reason === undefined ? '' : `: ${reason}`
  return new NodeError(
    'ERR_NOT_FOUND',
    `the memory ${memory} was forgotten on ${dateText(time)} by ${author}${why}`,
    { hint: 'it is gone on purpose; `memcube forget CUBE --reinstate MEMORY` only lets it come again' },
  )
}

/** @throws ERR_DENIED when a cube would get again what was forgotten in it */
export function refuseForgotten(
  shelf: ForgottenShelf,
  cube: { cube: string; name: string },
  memories: Iterable<{ cid: CID; body?: Memory['body'] | undefined }>,
): void {
  for (const { cid, body } of memories) {
    const found =
      shelf.in(cube.cube, cid) ?? (body === undefined ? undefined : shelf.sameText(cube.cube, body))
    if (found === undefined) continue
    throw new NodeError(
      'ERR_DENIED',
      `${cube.name} would get again what was forgotten in it on ${dateText(found.time)}`,
      {
        hint: `leave it out; or, if it shall be remembered after all, \`memcube forget ${cube.name} --reinstate ${found.memory}\` first`,
      },
    )
  }
}

import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { encodeBlock } from '../../src/core/codec/index.ts'
import {
  openForgottenShelf,
  refuseForgotten,
  type Forgotten,
  type ForgottenShelf,
} from '../../src/cubes/forgotten/shelf.ts'
import type { RecordPut, Store } from '../../src/storage/index.ts'

const memory = encodeBlock({ name: 'memory' }).cid
const other = encodeBlock({ name: 'other' }).cid
const body = 'the door code is 4711'

/** A shelf over records in memory. */
async function shelfWith(...forgotten: (Partial<Forgotten> & { text?: string })[]): Promise<ForgottenShelf> {
  const records = new Map<string, unknown>()
  const store = {
    records: () => ({
      get: async (key: string) => records.get(key),
      async *list(prefix: string) {
        for (const [key, value] of records) if (key.startsWith(prefix)) yield [key, value]
      },
    }),
  } as unknown as Store
  const shelf = await openForgottenShelf(store)
  const write = (puts: RecordPut[]): void => puts.forEach(({ key, value }) => void records.set(key, value))
  for (const { text, ...one } of forgotten)
    write(
      shelf.entry({
        cube: 'notes',
        memory: memory.toString(),
        time: 0,
        author: 'did:key:alice',
        done: true,
        ...(text !== undefined && { print: shelf.print(text) }),
        ...one,
      }),
    )
  await shelf.reload()
  return shelf
}
const notes = { cube: 'notes', name: 'notes' }
const refused = expect.objectContaining({ code: 'ERR_DENIED' }) as Error
const refusing = (shelf: ForgottenShelf, cid: CID, text?: string) => () =>
  refuseForgotten(shelf, notes, [{ cid, body: text }])

describe('what was forgotten', () => {
  it('may not come again into its cube, by its id or by its words', async () => {
    const shelf = await shelfWith({ text: body })
    expect(refusing(shelf, memory)).toThrow(refused)
    expect(refusing(shelf, other, body)).toThrow(refused)
    expect(refusing(shelf, other, ` ${body}\n`)).toThrow(refused)
    expect(refusing(shelf, other, 'another text')).not.toThrow()
    expect(shelf.of('notes')).toHaveLength(1)
  })

  it('may come into another cube', async () => {
    const shelf = await shelfWith({ text: body })
    expect(shelf.in('other', memory)).toBeUndefined()
    expect(shelf.sameText('other', body)).toBeUndefined()
    expect(shelf.of('other')).toEqual([])
  })

  it('and was lifted may come again, and it is known why it is not here', async () => {
    const shelf = await shelfWith({ text: body, lifted: true })
    expect(refusing(shelf, memory, body)).not.toThrow()
    expect(shelf.in('notes', memory)).toBeUndefined()
    expect(shelf.of('notes')).toEqual([])
    expect(shelf.find(memory)).toMatchObject({ lifted: true })
  })

  it('waits until its bytes are gone', async () => {
    const shelf = await shelfWith({ done: false }, { memory: other.toString() })
    expect(shelf.waiting().map((one) => one.memory)).toEqual([memory.toString()])
  })
})

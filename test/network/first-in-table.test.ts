import { describe, expect, it } from 'vitest'
import { firstInTable } from '../../src/network/first-in-table.ts'
import { createHost, eventually, startHost, within } from './hosts.ts'
import { lookUp, provideCube } from './crowd/finding.ts'
import { SampleCube } from '../protocols/sample.ts'

describe('the first peer in the table of the DHT', () => {
  it('is waited for while one may come', async () => {
    const routingTable = { size: 0 }
    let isOver = false
    const waiting = firstInTable({ routingTable }, () => true, undefined).then(() => (isOver = true))
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(isOver).toBe(false)
    routingTable.size = 1
    await within(waiting, 'the end of the wait')
  })

  it('is not waited for where nobody may come, or nobody waits any more', async () => {
    const empty = { routingTable: { size: 0 } }
    await firstInTable(empty, () => false, undefined)
    await firstInTable(empty, () => true, AbortSignal.abort())
  })

  it('is there for a lookup that begins as soon as a host is connected', async () => {
    const [alice, bob] = await Promise.all([startHost('alice'), startHost('bob')])
    await bob.dial(alice.address)
    const cube = new SampleCube()
    const provider = { host: alice, leave: [] }
    await provideCube(provider, cube.id, [])
    const isFound = async (host: typeof bob): Promise<boolean> =>
      (await lookUp({ host, leave: [] }, cube.id, provider)).found
    await eventually(() => isFound(bob), 'bob finds it')
    const late = await createHost('carol', { bootstrap: [alice.address] })
    await late.start()
    expect(await isFound(late)).toBe(true)
  })
})

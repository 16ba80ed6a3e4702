/** A peer that publishes a cube and changes it at each line on its standard input. Arguments: home, name of the run. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { initHome, openNode } from '../../../src/node/index.ts'
import { textOf } from '../crash-events.ts'
import { say } from './say.ts'

const [home] = process.argv.slice(2) as [string]
await initHome({ home, name: 'alice' })
const node = await openNode({ home, daemon: true, network: { listen: ['/ip4/127.0.0.1/tcp/0'] } })
const { cube } = (await node.call('create', { name: 'shared' })) as { cube: string }
const path = join(home, '..', 'shared.jsonl')
let round = 0

async function change(): Promise<void> {
  const entries = Array.from({ length: 60 }, (_, at) => ({ key: `s/${at}`, body: textOf(`s${round}x${at}`) }))
  await writeFile(path, entries.map((entry) => JSON.stringify(entry)).join('\n'))
  await node.call('import', { cube, path })
  round++
}

await change()
await node.call('publish', { cube })
say({ cube, address: node.addresses()[0] })
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'change') await change()
  say({})
}
await node.close()

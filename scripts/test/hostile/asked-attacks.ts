/** Attacks that wait for what the owner of the victim does: each says which command, again and again while it lasts. */
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeNotes } from '../../bench/shared/notes.ts'
import type { Attack } from './attacks.ts'
import { proxy } from './proxy.ts'
import { many, type Stage } from './stage.ts'

type Node = Awaited<ReturnType<Stage['sources']['node']['openNode']>>

/** A node of memcube in a home of its own, which dials these. */
async function openGiver(stage: Stage, name: string, bootstrap: string[] = []): Promise<Node> {
  const { node } = stage.sources
  await node.initHome({ home: name, name })
  return node.openNode({ home: name, network: { profile: 'local', bootstrap } })
}

/** A published cube of so many notes. */
async function publish(giver: Node, name: string, notes: number, noteBytes: number): Promise<string> {
  const folder = join(process.cwd(), `${name}-notes`)
  await writeNotes(folder, notes, noteBytes, randomBytes(4).readUInt32LE())
  await giver.call('create', { name })
  await giver.call('import', { cube: name, path: folder })
  await giver.call('publish', { cube: name })
  return (await giver.call('show', { cube: name })).cube
}

async function addressOf(giver: Node): Promise<string> {
  return (await giver.call('status', {})).addresses[0] ?? ''
}

/** Answers of one author about cubes without end. */
async function answerWithoutEnd(stage: Stage): Promise<void> {
  const { encodeMessage } = stage.sources.messages
  const { host } = await stage.eve()
  const page = (round: number): Uint8Array => {
    const items = Array.from({ length: 64 }, () => {
      const { genesis, heads } = stage.freshHead('one author')
      return { genesis, head: heads[0] as Uint8Array, hint: { topics: ['weather'], memories: 1 } }
    })
    return encodeMessage({ type: 'found', items, cursor: String(round) })
  }
  const pages = Array.from({ length: 8 }, (_, round) => page(round))
  host.handle(stage.sources.protocols.SYNC_PROTOCOL, async (channel) => {
    await channel.read()
    for (let round = 0; (await channel.read()) !== undefined; round++) {
      stage.acted()
      await channel.write(pages[round % pages.length] as Uint8Array)
    }
  })
  await stage.forever(() => host.dial(stage.address), 1_000)
}

/** Passes on what a good source answers, as its own, but ends each stream before the last frame of a pack. */
async function openCutter(stage: Stage, source: Node): Promise<void> {
  const { messages, protocols } = stage.sources
  const eve = await stage.eve()
  await eve.host.dial(await addressOf(source))
  eve.host.handle(protocols.SYNC_PROTOCOL, async (near) => {
    await near.read()
    const far = await stage.sync(eve, source.peerId)
    const asking = (async () => {
      for (let asked = await near.read(); asked !== undefined; asked = await near.read())
        await far.write(asked.slice())
    })()
    void asking.catch(() => undefined).then(() => far.close().catch(() => undefined))
    let held: Uint8Array | undefined
    for (let frame = await far.read(); frame !== undefined; frame = await far.read()) {
      const { type } = messages.parseServerMessage(frame)
      if (type === 'end') break
      if (type !== 'chunk') await near.write(frame.slice())
      else {
        if (held !== undefined) await near.write(held)
        held = frame.slice()
      }
    }
    await near.close()
  })
}

export const askedAttacks: Readonly<Record<string, Attack>> = {
  topics: {
    origin: 'networks',
    what: 'answers about a topic with cubes and pages without end, 4 identities',
    async run(stage) {
      stage.ask('discover', 'weather')
      await Promise.all(Array.from({ length: stage.part(4) }, () => answerWithoutEnd(stage)))
    },
  },
  'slow-sources': {
    isLong: true,
    what: 'three seeds that give 64 KiB in 30 s, beside a good one',
    async run(stage) {
      const giver = await openGiver(stage, 'giver')
      const cube = await publish(giver, 'slow', 300, 8_000)
      const slow = await proxy(stage.address, { freeBytes: 128 * 1024, bytes: 64 * 1024, eachMs: 30_000 })
      for (const name of ['slow 1', 'slow 2', 'slow 3']) {
        const seed = await openGiver(stage, name, [slow])
        await seed.call('pull', { cube, from: await addressOf(giver) })
      }
      const good = await openGiver(stage, 'good', [stage.address])
      await good.call('pull', { cube, from: await addressOf(giver) })
      await giver.close()
      stage.ask('pull', cube)
      await stage.forever(async () => undefined, 1_000)
    },
  },
  'cut-packs': {
    isLong: true,
    what: 'packs of 8 MiB that are cut at nine tenths, each of another cube',
    async run(stage) {
      const giver = await openGiver(stage, 'giver')
      const cut = await proxy(await addressOf(giver), { endsAfterBytes: 7.2 * 1024 * 1024 })
      await stage.forever(async (round) => {
        const cube = await publish(giver, `cut ${round}`, 100, 80 * 1024)
        stage.ask('pull', cube, '--from', cut)
      }, 1_000)
    },
  },
  'cut-ends': {
    isLong: true,
    mustServeOwner: true,
    what: 'three sources that name the newest head and end each pack before its last frame, beside a good one',
    async run(stage) {
      const giver = await openGiver(stage, 'giver', [stage.address])
      const cube = await publish(giver, 'ends', 300, 8_000)
      await many(3, () => openCutter(stage, giver))
      stage.ask('pull', cube)
      await stage.forever(
        (round) => giver.call('add', { cube, text: `News of round ${round}.`, key: `news/${round}` }),
        1_000,
      )
    },
  },
  'huge-import': {
    isLong: true,
    what: 'files of 60 MB that are lists of lists',
    async run(stage) {
      const folder = join(process.cwd(), 'huge')
      await mkdir(folder)
      const path = join(folder, 'a.json')
      await writeFile(path, `[[]${',[]'.repeat(20_000_000)}]`)
      stage.ask('import', 'notes', path)
      await stage.forever(async () => undefined, 1_000)
    },
  },
}

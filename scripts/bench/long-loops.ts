/**
 * A1 in long loops: how long the event loop stands still at a time while a node pulls, indexes and passes on what a stranger
 * made long. Both sides are watched.
 *
 *   npm run bench:long-loops -- [commits, 90000] [memories, 100000] [keys, 100000] [--where]
 *
 * Counted is the time of the processor, so that other work on the machine does not matter. `--where` prints what ran then.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { initHome, openNode } from '../../src/node/index.ts'
import { wideKeys, writeLawlessly, type LawlessState } from './long-loops/lawless.ts'
import type { Stall } from './long-loops/watch-loop.ts'
import { freshFolder, printHeading } from './shared/report.ts'

/** A1. */
const mostMs = 50
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { where: { type: 'boolean', default: false } },
})
const [commits = 90_000, memories = 100_000, keys = 100_000] = positionals.map(Number)

const folder = freshFolder()
type Json = Record<string, unknown>

class Person {
  readonly #child: ChildProcess
  readonly #gone = new AbortController()
  address = ''

  constructor(home: string) {
    this.#child = fork(join(import.meta.dirname, 'long-loops', 'person.ts'), [home, String(mostMs)])
    this.#child.once('exit', () => this.#gone.abort(new Error('a node ended')))
  }

  static async open(home: string): Promise<Person> {
    const person = new Person(home)
    person.address = ((await person.#heard())['addresses'] as string[])[0] ?? ''
    return person
  }

  async call(verb: string, input: Json = {}): Promise<Json> {
    const heard = (await this.#say({ verb, input })) as { code?: string; message?: string; answer?: Json }
    if (heard.code !== undefined) throw new Error(`${verb}: ${heard.code}: ${heard.message}`)
    return heard.answer as Json
  }

  async watch(): Promise<void> {
    await this.#say('watch')
  }

  async told(): Promise<{ stalls: Stall[]; rss: number }> {
    return (await this.#say('told')) as unknown as { stalls: Stall[]; rss: number }
  }

  end(): void {
    this.#child.kill('SIGKILL')
  }

  async #say(what: unknown): Promise<Json> {
    const heard = this.#heard()
    this.#child.send(what as string)
    return heard
  }

  async #heard(): Promise<Json> {
    const [message] = (await once(this.#child, 'message', { signal: this.#gone.signal })) as [Json]
    return message
  }
}

function* texts(count: number): Generator<{ key: string; text: string }> {
  for (let i = 0; i < count; i++) yield { key: `m/${i}`, text: `memory ${i}` }
}
function* wide(count: number): Generator<{ key: string; text: string }> {
  for (const key of wideKeys(count)) yield { key, text: 'the same' }
}

const shapes: Record<string, LawlessState> = {
  ...(commits > 0 && { [`${commits} commits`]: { entries: texts(10), commits } }),
  ...(memories > 0 && { [`${memories} memories`]: { entries: texts(memories), commits: 1 } }),
  ...(keys > 0 && { [`${keys} keys in wide nodes`]: { entries: wide(keys), commits: 1 } }),
}

printHeading('A1: long loops over what a stranger made')
const eveHome = join(folder, 'eve')
await initHome({ home: eveHome, name: 'eve' })
const cubes = new Map<string, string>()
{
  const node = await openNode({ home: eveHome })
  for (const name of Object.keys(shapes)) {
    const { cube } = (await node.call('create', { name: name.replaceAll(' ', '-') })) as { cube: string }
    await node.call('add', { cube, key: 'first', text: 'first' })
    cubes.set(name, cube)
  }
  await node.close()
}
for (const [name, state] of Object.entries(shapes)) await writeLawlessly(eveHome, cubes.get(name)!, state)
const eve = await Person.open(eveHome)
for (const [name, cube] of cubes) {
  const bobHome = join(folder, `bob-${cube}`)
  await initHome({ home: bobHome, name: 'bob' })
  await eve.call('publish', { cube })
  const bob = await Person.open(bobHome)
  const step = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    await Promise.all([eve.watch(), bob.watch()])
    const started = performance.now()
    let how = ''
    try {
      await work()
    } catch (error) {
      how = ` (${(error as Error).message.slice(0, 100)})`
    }
    const ms = performance.now() - started
    for (const [who, person] of Object.entries({ puller: bob, source: eve })) {
      const { stalls, rss } = await person.told()
      const [worst] = stalls
      if (worst === undefined && (who === 'source' || how === '') && what !== 'pull') continue
      console.log(
        `  ${name.padEnd(28)} ${what.padEnd(10)} ${who}  ${(ms / 1000).toFixed(1).padStart(6)} s   longest ${(worst?.ms ?? 0).toFixed(0).padStart(5)} ms, ${String(stalls.length).padStart(3)} over ${mostMs}   RSS ${(rss / 2 ** 20).toFixed(0)} MiB${how}`,
      )
      if (values.where)
        for (const stall of stalls.slice(0, 4))
          console.log(`    ${stall.ms.toFixed(0)} ms\n      ${stall.where.join('\n      ')}`)
    }
  }
  await step('pull', () => bob.call('pull', { cube, from: eve.address }))
  await step('trusted', async () => {
    await bob.call('follow', { target: cube })
    await bob.call('recall', { query: 'memory' })
  })
  await eve.call('add', { cube, key: 'later', text: 'later' })
  await step('news', () => bob.call('pull', { cube, from: eve.address }))
  await step('log', () => bob.call('log', { cube }))
  await step('blame', () => bob.call('blame', { cube, key: 'first' }))
  await step('verify', () => bob.call('verify', { cube }))
  await step('fork', () => bob.call('fork', { cube, name: 'mine' }))
  await step('add', () => bob.call('add', { cube: 'mine', key: 'new', text: 'one of mine' }))
  bob.end()
}
eve.end()

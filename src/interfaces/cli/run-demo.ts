/** The whole story on one machine: two daemons, as separate processes with homes of their own. */
import { countOf, memoriesOf } from '../../home/count-of.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemCubeError } from '../../core/errors.ts'
import { collectReadmes } from './demo-readmes.ts'
import { startActor, type Actor } from './demo-actor.ts'
import { exitCodeOf } from './exit-codes.ts'
import { errorDocument } from './report.ts'
import { plainLine, plainText } from './terminal-text.ts'
import type { VerbContext } from './verb.ts'

const question = 'how do I type an event emitter?'
/** What a follower may take to hear of a change; it is within a second on an idle machine. */
const followMs = 30_000

interface Step {
  step: string
  ms: number
}

export async function runDemo({ json, out, call: { signal } }: VerbContext): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'memcube-demo-'))
  const actors: Actor[] = []
  const steps: Step[] = []
  const say = json ? () => {} : out.line
  const step = async <T>(name: string, task: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const result = await task()
    const ms = Math.round(performance.now() - started)
    steps.push({ step: name, ms })
    say(`${String(ms).padStart(6)} ms  ${name}`)
    return result
  }
  try {
    const [alice, bob] = await story(folder, actors, step, signal, say)
    await step('bob hears of a change that alice makes, without asking', () => hearChange(alice, bob, signal))
    if (json) out.json({ steps, ok: true })
    else out.text('\nThis was the whole of it: no server, every block verified, nothing left behind.')
    return 0
  } catch (error) {
    if (!json) throw error
    const told = errorDocument(error)
    out.json({ steps, ok: false, error: told })
    return exitCodeOf(told.code)
  } finally {
    await Promise.all(actors.map((actor) => actor.stop()))
    await rm(folder, { recursive: true, force: true })
  }
}

type RunStep = <T>(name: string, task: () => Promise<T>) => Promise<T>

async function story(
  folder: string,
  actors: Actor[],
  step: RunStep,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<[Actor, Actor]> {
  const start = async (name: string, bootstrap: readonly string[]): Promise<Actor> => {
    const actor = await startActor(folder, name, bootstrap, signal)
    actors.push(actor)
    return actor
  }
  const notes = join(folder, 'notes')
  const found = await step('gather the READMEs of what memcube is built on', () => collectReadmes(notes))
  const alice = await step('alice starts a node', () => start('alice', []))
  await step(`alice packages ${countOf(found, 'file')} into a signed cube`, async () => {
    await alice.call('create', {
      name: 'field-notes',
      topics: ['typescript'],
      about: 'what the libraries say of themselves',
    })
    await alice.call('import', { cube: 'field-notes', path: notes })
  })
  const { leaving } = await step('alice looks at what would leave', () =>
    alice.call('publish', {
      cube: 'field-notes',
      dryRun: true,
    }),
  )
  // These packages are public, and the passwords in their READMEs are made up. Without her word the cube would stay private.
  const examples = [...new Set(leaving?.secrets.map(({ where }) => where))]
  say(
    `           ${countOf(examples.length, 'file')} show what looks like a password or a key; alice allows them`,
  )
  await step('alice publishes it', () =>
    alice.call('publish', { cube: 'field-notes', allowSecret: examples }),
  )
  const bob = await step('bob starts a node that knows one address of alice', () =>
    start('bob', alice.addresses),
  )
  const { cubes } = await step('bob discovers cubes about typescript', () =>
    bob.call('discover', { topic: 'typescript' }),
  )
  if (!cubes.some(({ name }) => name === 'field-notes'))
    throw new MemCubeError('ERR_NOT_FOUND', 'bob found no cube named field-notes')
  const pulled = await step('bob pulls it: handshake, pack, every block verified', () =>
    bob.call('pull', { cube: 'field-notes' }),
  )
  say(
    `           ${memoriesOf(pulled.memories)}, ${countOf(pulled.blocks, 'block')}, ${countOf(pulled.bytes, 'byte')}`,
  )
  const { results } = await step(`bob recalls "${question}"`, () =>
    bob.call('recall', { query: question, tier: 'community', top: 3 }),
  )
  const [best] = results
  if (best === undefined) throw new MemCubeError('ERR_NOT_FOUND', 'bob recalled nothing')
  say(`           ${plainLine(`${best.name} ${best.key}`)}, trusted as ${best.tier}:`)
  for (const line of plainText(best.text).trim().split('\n').slice(0, 6)) say(`           | ${line}`)
  return [alice, bob]
}

async function hearChange(alice: Actor, bob: Actor, signal: AbortSignal): Promise<void> {
  await bob.call('follow', { target: 'field-notes' })
  const heard = bob.waitFor((event) => event['event'] === 'pulled', followMs, signal)
  const added = alice.call('add', {
    cube: 'field-notes',
    key: 'quokka',
    text: 'The quokka is the mascot of the demo.',
  })
  await Promise.all([heard, added])
  const { results } = await bob.call('recall', { query: 'quokka mascot', top: 1 })
  if (results[0]?.key !== 'quokka')
    throw new MemCubeError('ERR_NOT_FOUND', 'bob cannot recall what alice changed')
}

/** docs/run-a-commons.md, word for word: each block on its machine, behind the router that the page speaks of. */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { answers, blocksOf, type Block } from '../../scripts/test/tutorial.ts'
import { NODE_FLAGS } from '../helpers/node-flags.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import type { NamespaceHost } from '../swarm/namespaces.ts'
import { createNatNetwork, natMissing } from './nat-network.ts'

const program = fileURLToPath(new URL('../../src/interfaces/cli/bin.ts', import.meta.url))
const page = readFileSync(new URL('../../docs/run-a-commons.md', import.meta.url), 'utf8')
const missing =
  process.env['MEMCUBE_NAT'] === 'whole' ? natMissing() : '`npm run test:nat` runs it; the words are checked'
const DEADLINE_MS = 120_000

const MACHINE = /^(?:On the|At) (\w+)(?:'s)?:\n\n```sh\n/gm
/** Whose each block is: the line before it says so. */
const machines = [...page.matchAll(MACHINE)].map(([, name = '']) => name)
const blocks = blocksOf(page)

it('the guide says of each block whose it is, and shows its answer', () => {
  expect(machines).toHaveLength(blocks.length)
  expect([...new Set(machines)]).toEqual(['server', 'Alice', 'Bob', 'Carol'])
  expect(blocks.filter(({ answer }) => answer === undefined)).toEqual([])
})

/** Runs a script on a machine. @returns what it printed, on both streams */
function run({ via }: NamespaceHost, home: string, script: string): Promise<{ code: number; said: string }> {
  const command = [process.execPath, ...NODE_FLAGS, program].map((word) => `'${word}'`).join(' ')
  const words = [...via, 'bash', '-c', `set -e\nmemcube() { ${command} "$@"; }\nexec 2>&1\n${script}`]
  const env = { ...process.env, MEMCUBE_HOME: home }
  const child = spawn(words[0] ?? '', words.slice(1), {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => setTimeout(() => resolve({ code: code ?? 1, said }), 50))
  })
}

/** What commands say only on a machine that is busy. */
const saidWhenSlow = /^(?:the daemon is still starting|waiting for the daemon).*\n/gm

/** What a reader copies from one answer into the next block. */
const COPIED: readonly [name: string, printed: RegExp][] = [
  ['ADDRESS', /\/ip4\/44\.1\.0\.1\/tcp\/4001\/p2p\/\w+/],
  ['LINK', /^memcube:\S+$/m],
  ['ID', /^baf\w+$/m],
]

it.skipIf(missing !== undefined)(
  `the guide does what it says${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  { timeout: 600_000 },
  async () => {
    const folder = await temporaryFolder()
    const net = createNatNetwork(folder)
    onTestFinished(() => net.remove())
    const hosts: Record<string, NamespaceHost> = {
      server: net.outside('server', '44.1.0'),
      Alice: net.home('alice', net.router('r1', 'port-preserving', '46.1.0', '192.168.1')),
      Bob: net.home('bob', net.router('r2', 'symmetric', '47.1.0', '192.168.2')),
      Carol: net.home('carol', net.router('r3', 'port-preserving', '48.1.0', '192.168.3')),
    }
    const on = (name: string, script: string): ReturnType<typeof run> => {
      mkdirSync(`${folder}/${name}`, { recursive: true })
      return run(hosts[name] as NamespaceHost, `${folder}/${name}/home`, script)
    }
    onTestFinished(
      async () => void (await Promise.all(Object.keys(hosts).map((name) => on(name, 'memcube stop')))),
    )

    /** What the page says happens within seconds, before its next block. */
    const hasArrived = async (name: string): Promise<void> => {
      const untilMs = Date.now() + DEADLINE_MS
      while ((await on(name, 'memcube get tides low-water')).code !== 0) {
        if (Date.now() > untilMs) throw new Error(`the change of Alice did not arrive at ${name}'s`)
        await wait(200)
      }
    }

    const copied = new Map<string, string>()
    for (const [at, { commands, answer = '' }] of (blocks as readonly Block[]).entries()) {
      const name = machines[at] ?? ''
      const script = [...copied].reduce((text, [word, value]) => text.replaceAll(word, value), commands)
      const { code, said } = await on(name, script)
      const output = said.replaceAll(saidWhenSlow, '')
      expect(code, `${name}: ${script}${said}`).toBe(0)
      expect(answers(answer, output), `${script}printed\n${output}in place of\n${answer}`).toBe(true)
      for (const [word, printed] of COPIED) {
        const [value] = printed.exec(output) ?? []
        if (value !== undefined && !copied.has(word)) copied.set(word, value)
      }
      if (commands.includes('--key low-water')) await Promise.all([hasArrived('server'), hasArrived('Bob')])
    }
    expect([...copied.keys()]).toEqual(COPIED.map(([word]) => word))
  },
)

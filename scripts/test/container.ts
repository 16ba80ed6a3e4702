/**
 * Carries out the steps of the Containerfile in a chroot made from Debian's packages, then runs what came of it as a container would be:
 *
 *   npm run test:container
 *
 * It needs root, debootstrap, and a way to Debian's packages and those of npm; some minutes. Where something is missing it says so.
 */
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { baseImage, containerMissing } from './container/base-image.ts'
import { buildImage, type Image } from './container/build-image.ts'
import { parseContainerfile } from './container/parse-containerfile.ts'
import { runOnce, startContainer, type Container, type Ran } from './container/run-container.ts'

const context = join(fileURLToPath(import.meta.url), '..', '..', '..')
const startedMs = performance.now()
const say = (line: string): void =>
  void process.stdout.write(
    `${((performance.now() - startedMs) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`,
  )

function expectThat(holds: boolean, what: string, said: unknown): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(said)}`)
  say(`ok: ${what}`)
}

const missing = containerMissing()
if (missing === undefined) await tryContainer()
else process.stdout.write(`skipped: ${missing}\n`)

async function tryContainer(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'memcube-container-'))
  try {
    const base = baseImage(join(context, '.cache', 'container'))
    say('the base image is there')
    const steps = parseContainerfile(readFileSync(join(context, 'Containerfile'), 'utf8'))
    const image = buildImage(steps, { base, context, folder, say })
    const volume = join(folder, 'volume')
    mkdirSync(volume, { mode: 0o700 })
    const [user = 0, group = 0] = image.user.split(':').map(Number)
    chownSync(volume, user, group)
    await live(image, volume)
    say('everything held')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** From an empty volume to a second container that goes on with it. */
async function live(image: Image, volume: string): Promise<void> {
  const initialised = runOnce(image, volume, ['init', '--name', 'harbour'])
  expectThat(initialised.code === 0, 'a home is made in an empty volume', initialised)
  // As docs/install.md has it.
  for (const setting of ['profile public', 'listen /ip4/0.0.0.0/tcp/4001']) {
    const set = runOnce(image, volume, ['config', 'set', ...setting.split(' ')])
    expectThat(set.code === 0, `the setting is kept: ${setting}`, set)
  }
  const before = runOnce(image, volume, image.healthcheck.slice(1))
  expectThat(before.code !== 0, 'the health check fails where no daemon runs', before)

  const first = await startContainer(image, volume, 'is running as')
  const memcube = (...args: string[]): Ran => first.exec(['memcube', ...args])
  expectHasNoRights(first, image)
  const health = first.exec(image.healthcheck)
  expectThat(health.code === 0, 'the health check passes', health)
  const made = [memcube('create', 'tides'), memcube('add', 'tides', 'High water at six.', '--key', 'high')]
  expectThat(
    made.every(({ code }) => code === 0),
    'a memory is written',
    made,
  )
  const code = await first.stop()
  expectThat(code === 0, `${image.stopSignal} to process 1 ends the daemon in order, with 0`, [
    code,
    first.output(),
  ])

  const second = await startContainer(image, volume, 'is running as')
  const read = second.exec(['memcube', 'get', 'tides', 'high'])
  expectThat(read.output.includes('High water at six.'), 'the next container reads it', read)
  expectThat((await second.stop()) === 0, 'and ends in order', second.output())
}

function expectHasNoRights(container: Container, { user, volumes }: Image): void {
  const status = container.exec(['cat', '/proc/1/status']).output
  const numbers = ['Uid', 'Gid'].map(
    (name) => new RegExp(String.raw`^${name}:\t(\d+)`, 'm').exec(status)?.[1],
  )
  expectThat(numbers.join(':') === user && numbers[0] !== '0', `process 1 runs as ${user}`, numbers)
  expectThat(/^CapEff:\t0+$/m.test(status), 'process 1 has no rights of root', status)
  const written = container.exec(['sh', '-c', 'touch /opt/memcube/x /etc/x'])
  expectThat(written.code !== 0, `nothing but ${volumes.join()} and /tmp can be written`, written)
}

/**
 * Writes `docs/images/page.png`, the picture of the page in the README: a cube with some history, as `memcube ui` shows it.
 *
 *   npm run docs:picture
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'

const run = promisify(execFile)
const program = fileURLToPath(new URL('../../dist/interfaces/cli/bin.js', import.meta.url))
const picture = fileURLToPath(new URL('../../docs/images/page.png', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'memcube-picture-'))
const memcube = async (...words: string[]): Promise<string> =>
  (await run(process.execPath, [program, ...words, '--home', join(folder, 'home')])).stdout

const memories: readonly (readonly string[])[] = [
  ['postgres/vacuum', 'VACUUM does not give disk space back to the system.', '--tag', 'disk'],
  ['postgres/index', 'An index that nobody uses still slows every write down.', '--tag', 'speed'],
  ['postgres/connections', 'A connection costs about 10 MB. Use a pooler.', '--tag', 'memory'],
  ['typescript/events', 'An emitter is typed by a map from event to arguments.', '--tag', 'types'],
]

try {
  await memcube('init', '--name', 'alice')
  await memcube('daemon', '--detach')
  await memcube('create', 'field-notes', '--about', 'What we learnt the hard way', '--topic', 'postgres')
  for (const [key = '', text = '', ...tags] of memories)
    await memcube('add', 'field-notes', text, '--key', key, ...tags)
  await memcube('branch', 'field-notes', 'draft')
  await memcube('add', 'field-notes', 'Use PgBouncer.', '--key', 'postgres/pooler', '--branch', 'draft')
  const words = ['VACUUM gives space back to the table. VACUUM FULL gives it back to the system.']
  await memcube('add', 'field-notes', ...words, '--key', 'postgres/vacuum')
  await memcube('merge', 'field-notes', 'draft')
  const [cube] = (JSON.parse(await memcube('list', '--json')) as { cubes: { cube: string }[] }).cubes
  await take((await memcube('ui', '--print')).trim(), `#/cube/${cube?.cube ?? ''}/history`)
} finally {
  await memcube('stop')
  await rm(folder, { recursive: true, force: true })
}

async function take(link: string, place: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 560 } })
    await page.goto(link)
    await page.getByText('field-notes').first().waitFor()
    await page.goto(new URL(place, page.url()).href)
    await page.getByText('postgres/pooler').first().waitFor()
    await page.evaluate('document.activeElement?.blur()')
    await page.screenshot({ path: picture })
  } finally {
    await browser.close()
  }
}

// Every screen for eyes, keyboards and screen readers, with the worst texts that others can send.
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { openClient } from '../../src/interfaces/cli/client.ts'
import { done, startDaemon, type Json } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { buildThePage, noBrowser, openBrowser, openPage } from './browser.ts'

beforeAll(() => {
  if (noBrowser === undefined) buildThePage()
})

const markup = '<script>globalThis.owned = true</script><img src=x onerror="globalThis.owned = true">'
const evil = `${markup} [go](javascript:alert(1)) \u202egnp.exe\u0007\u200b ${'long'.repeat(200)}`
const evilKey = `<img src=x onerror=alert(1)>/javascript:alert(1)/${'k'.repeat(200)}`

/** Everything that the page sets, with the worst in each. */
const prose = `# ${markup}\n\n#### a level left out\n\n[[plain]] [[none/such]] **[x](javascript:alert(1))** ${markup}

- [x] [w](https://a.example/) ![p](https://a.example/p.png)\n  1. ${evil}\n\n> ${markup}

| a | ${markup} |\n|---|--:|\n| ${'wide '.repeat(60)} | [y](data:text/html,${markup}) |

\`\`\`${'long'.repeat(90)}\n${markup}${'long'.repeat(90)}\n\`\`\`\n`

const policy = JSON.stringify({
  v: 1,
  rules: [{ name: 'a rule', require: "key != 'x'", message: markup }],
})

const rulesFor = {
  light: {},
  dark: { runOnly: { type: 'rule', values: ['color-contrast'] } },
  phone: {
    runOnly: { type: 'rule', values: ['target-size', 'scrollable-region-focusable', 'meta-viewport'] },
  },
}

interface Filled {
  home: string
  screens: Record<string, string>
}

interface Caller {
  call(name: string, input: object): Promise<Json>
  close(): Promise<void>
}

async function callerOf(home: string): Promise<Caller> {
  const client = await openClient({ home, network: false })
  const signal = AbortSignal.timeout(60_000)
  return {
    call: (name, input) => client.call(name, input, { signal, progress: () => {} }),
    close: () => client.close(),
  }
}

/** A home in which every text is hostile, with a proposal of somebody else. */
async function fill(): Promise<Filled> {
  const folder = await temporaryFolder()
  const [home, his] = [join(folder, 'alice'), join(folder, 'bob')]
  await Promise.all([done(home, 'init', '--name', 'alice'), done(his, 'init', '--name', 'bob')])
  const daemon = await startDaemon(home)
  await startDaemon(his, { bootstrap: daemon.addresses })
  const [alice, bob] = [await callerOf(home), await callerOf(his)]
  const { cube } = await alice.call('create', { name: 'notes', about: evil, topics: ['databases'] })
  const add = (input: object): Promise<Json> => alice.call('add', { cube, ...input })
  await add({ key: 'plain', text: 'one\ntwo\nthree' })
  await add({ key: 'prose', text: prose, tags: ['tuning'] })
  await add({
    key: evilKey,
    text: evil,
    tags: ['<b>tag</b>'],
    message: evil.slice(0, 900),
    source: markup,
  })
  await alice.call('branch', { cube, name: 'draft' })
  await add({ key: 'plain', text: 'one\n2\nthree', branch: 'draft', message: markup })
  await alice.call('publish', { cube })
  await bob.call('pull', { cube, from: daemon.addresses[0] })
  const fork = await bob.call('fork', { cube, name: 'fork' })
  await bob.call('add', { cube: fork.cube, key: 'plain', text: markup })
  const propose = async (): Promise<string> => {
    const { proposal } = await bob.call('propose', { cube: fork.cube, message: evil.slice(0, 900) })
    await daemon.event((one) => one['event'] === 'proposal' && one['id'] === proposal)
    return proposal
  }
  await alice.call('comment', { proposal: await propose(), text: evil.slice(0, 900) })
  await bob.call('add', { cube: fork.cube, key: 'plain', text: `${markup} again` })
  const proposal = await propose()
  await add({ key: 'plain', text: 'one\n2 and more\nthree' })
  const { swarm } = await alice.call('swarm-create', { name: 'crew' })
  await alice.call('swarm-invite', { swarm })
  await alice.call('create', { name: 'runbook', about: evil, swarm })
  await alice.call('policy', { cube, text: policy })
  const { commits } = await alice.call('log', { cube })
  const key = encodeURIComponent(evilKey)
  await Promise.all([alice.close(), bob.close()])
  return {
    home,
    screens: {
      cubes: '#/cubes',
      memories: `#/cube/${cube}`,
      history: `#/cube/${cube}/history`,
      branches: `#/cube/${cube}/branches`,
      'a memory': `#/cube/${cube}/memory/${key}`,
      'a memory of markdown': `#/cube/${cube}/memory/prose`,
      'an edit': `#/cube/${cube}/edit/${key}`,
      'a new memory': `#/cube/${cube}/edit`,
      'a diff': `#/cube/${cube}/diff?a=${commits[0].parents[0]}&b=draft`,
      'a merge': `#/cube/${cube}/merge?other=draft`,
      search: `#/search?q=${encodeURIComponent('long two')}`,
      settings: `#/cube/${cube}/settings`,
      import: `#/cube/${cube}/import`,
      swarms: '#/swarms',
      'a swarm': `#/swarm/${swarm}`,
      people: '#/people',
      map: '#/map',
      discover: '#/discover',
      proposals: '#/proposals',
      'a proposal': `#/proposal/${proposal}`,
      node: '#/node',
      nowhere: '#/nowhere/<img src=x onerror=alert(1)>',
    },
  }
}

async function show(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to
  }, hash)
  // Shown, and nothing is asked any more: quiet for some frames, since one answer may bring the next question.
  await page.waitForFunction((to) => {
    const quiet =
      document.querySelector('main h1') !== null && document.querySelector('main[aria-busy="true"]') === null
    const state = globalThis as { quiet?: number; at?: string }
    if (state.at !== to) Object.assign(state, { at: to, quiet: 0 })
    state.quiet = quiet ? (state.quiet ?? 0) + 1 : 0
    return state.quiet > 6
  }, hash)
}

test.skipIf(noBrowser !== undefined)(
  'every screen is accessible in light, dark and on a phone, and no text of others becomes anything else',
  { timeout: 240_000 },
  async () => {
    const { home, screens } = await fill()
    const problems: string[] = []
    const browser = await openBrowser()
    const { page, mistakes } = await openPage(home, browser)
    // The first screen takes the focus from nobody; each that one goes to takes it.
    await show(page, '#/node')
    await page.evaluate(axe.source)
    for (const look of ['light', 'dark', 'phone'] as const) {
      await page.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' })
      await page.setViewportSize(
        look === 'phone' ? { width: 390, height: 844 } : { width: 1280, height: 860 },
      )
      for (const [name, hash] of Object.entries(screens)) {
        await show(page, hash)
        // Colours are all that differs in the dark, and sizes on a phone; the rest is judged once.
        const found = await page.evaluate(async (rules) => {
          // oxlint-disable-next-line typescript/no-explicit-any -- axe was put into the page
          const { violations, passes } = await (globalThis as any).axe.run(document, rules)
          return {
            judged: passes.length > 0,
            violations: violations.map(
              (one: { id: string; nodes: { html: string }[] }) => `${one.id}: ${one.nodes[0]?.html}`,
            ) as string[],
            overflow: document.documentElement.scrollWidth - innerWidth,
            scripts: document.scripts.length,
            images: [...document.images].filter(({ src }) => !src.endsWith('/ui/icon.svg')).length,
            links: [...document.links].filter(({ protocol }) => !/^https?:$/.test(protocol)).length,
            hidden: /[\u0007\u200b\u202e]/.test(document.querySelector('main')?.textContent ?? ''),
            focus: document.activeElement?.tagName ?? '',
            owned: 'owned' in globalThis,
          }
        }, rulesFor[look])
        problems.push(...found.violations.map((violation) => `${name}, ${look}: ${violation}`))
        const { overflow, scripts, images, links, hidden, focus, owned } = found
        expect({
          name,
          look,
          overflow: Math.max(0, overflow),
          scripts,
          images,
          links,
          hidden,
          owned,
        }).toEqual({
          name,
          look,
          overflow: 0,
          scripts: 1,
          images: 0,
          links: 0,
          hidden: false,
          owned: false,
        })
        expect([name, focus, found.judged]).toEqual([name, 'H1', true])
      }
    }
    expect(problems).toEqual([])

    // A revision keeps what was said before it.
    await show(page, screens['a proposal'] ?? '')
    await page.getByText('revision 2, in the place of').waitFor()
    await page.getByText('of another revision').waitFor()

    // A setting is kept, and what it waits for is said.
    await show(page, '#/node')
    await page.getByRole('button', { name: 'Change profile' }).click()
    const change = page.getByRole('form', { name: 'Change profile' })
    await change.getByRole('combobox').selectOption('lan')
    await change.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The daemon goes on as it was started').waitFor()
    expect((await done(home, 'config', 'get', 'profile'))['value']).toBe('lan')
    await page.getByRole('button', { name: 'Take back profile' }).click()
    await page.getByRole('button', { name: 'Take back profile' }).waitFor({ state: 'detached' })
    expect((await done(home, 'config', 'get', 'profile'))['value']).toBe('local')
    expect(mistakes).toEqual([])

    // A link works once: the second browser is told what to do.
    const { url } = await done(home, 'ui', '--print')
    await (await browser.newPage()).goto(url)
    const second = await (await openBrowser()).newPage()
    await second.goto(`${url.split('#')[0]}#token=${'x'.repeat(43)}`)
    await second.getByRole('heading', { name: 'This link does not work any more' }).waitFor()
    expect(await second.evaluate(() => location.hash)).not.toContain('token')
  },
)

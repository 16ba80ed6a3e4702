// Every screen for eyes, keyboards and screen readers, with the worst texts that others can send.
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { initHome } from '../../src/node/index.ts'
import { startDaemon, type Json } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { callerOf, linkToPage, noBrowser, openBrowser, openPage } from './browser.ts'

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

/** A home in which every text is hostile, with a proposal of somebody else. */
async function fill(): Promise<Filled> {
  const folder = await temporaryFolder()
  const [home, his] = [join(folder, 'alice'), join(folder, 'bob')]
  await initHome({ home, name: 'alice' })
  await initHome({ home: his, name: 'bob' })
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
      'one commit': `#/cube/${cube}/diff?a=${commits[1].parents[0]}&b=${commits[1].commit}`,
      'an older version': `#/cube/${cube}/memory/plain?at=${commits.at(-2).commit}`,
      'a memory that is gone': `#/cube/${cube}/memory/gone`,
      'why a memory is not found': `#/cube/${cube}/why/${key}?q=long`,
      'somebody to be named': '#/people/did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
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
  await settled(page, hash)
}

/** Shown, and nothing is asked any more: quiet for some frames, since one answer may bring the next question. */
async function settled(page: Page, mark: string): Promise<void> {
  await page.waitForFunction((to) => {
    const quiet =
      document.querySelector('main h1') !== null && document.querySelector('main[aria-busy="true"]') === null
    const state = globalThis as { quiet?: number; at?: string }
    if (state.at !== to) Object.assign(state, { at: to, quiet: 0 })
    state.quiet = quiet ? (state.quiet ?? 0) + 1 : 0
    return state.quiet > 6
  }, mark)
}

const looks = {
  light: { colours: 'light', width: 1280, height: 860 },
  dark: { colours: 'dark', width: 1280, height: 860 },
  phone: { colours: 'light', width: 360, height: 780 },
} as const
type Look = keyof typeof looks

async function lookAt(page: Page, look: Look): Promise<void> {
  const { colours, ...size } = looks[look]
  await page.emulateMedia({ colorScheme: colours, reducedMotion: 'reduce' })
  await page.setViewportSize(size)
}

/** What a person, a keyboard and a screen reader meet. Colours are all that differs in the dark, and sizes on a phone. */
function judge(page: Page, look: Look) {
  return page.evaluate(async (rules) => {
    // oxlint-disable-next-line typescript/no-explicit-any -- axe was put into the page
    const { violations, passes } = await (globalThis as any).axe.run(document, rules)
    return {
      judged: passes.length > 0,
      violations: violations.map(
        (one: { id: string; nodes: { html: string }[] }) => `${one.id}: ${one.nodes[0]?.html}`,
      ) as string[],
      overflow: Math.max(0, document.documentElement.scrollWidth - innerWidth),
      scripts: document.scripts.length,
      images: [...document.images].filter(({ src }) => !src.endsWith('/ui/icon.svg')).length,
      links: [...document.links].filter(({ protocol }) => !/^https?:$/.test(protocol)).length,
      hidden: /[\u0007\u200b\u202e]/.test(document.querySelector('main')?.textContent ?? ''),
      raw: /\b(?:null|undefined|NaN|\[object)\b|\{"/.test(document.querySelector('main')?.innerText ?? ''),
      owned: 'owned' in globalThis,
      placesOutOfSight: [...document.querySelectorAll('header nav a')]
        .filter((one) => {
          const { left, right, top, bottom } = one.getBoundingClientRect()
          const isInside = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight
          return !isInside || one.scrollWidth > one.clientWidth
        })
        .map(({ textContent }) => textContent),
    }
  }, rulesFor[look])
}

const asItShould = {
  judged: true,
  overflow: 0,
  scripts: 1,
  images: 0,
  links: 0,
  hidden: false,
  raw: false,
  owned: false,
  placesOutOfSight: [],
}

/** Goes from the beginning of the screen to its end by the Tab key alone. @returns controls that were not met, or had no ring when they were */
async function walk(page: Page): Promise<string[]> {
  const count = await page.evaluate(() => {
    const all = [
      ...document.querySelectorAll<HTMLElement>(
        'main :is(a[href], button, input, select, textarea, summary, [tabindex="0"])',
      ),
    ]
    const open = all.filter((one) => !one.matches(':disabled') && one.checkVisibility())
    // Of radio buttons that belong together the keyboard stops at one.
    const stops = open.filter(
      (one, at) =>
        !(one instanceof HTMLInputElement && one.type === 'radio') ||
        open.findIndex((other) => other instanceof HTMLInputElement && other.name === one.name) === at,
    )
    const left = new Set<Element>(stops)
    const ringless: string[] = []
    Object.assign(globalThis, { left, ringless })
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof HTMLElement) || target.closest('main') === null || !left.delete(target)) return
      const shown = target.classList.contains('sr') ? target.closest('.button') : target
      if (shown !== null && getComputedStyle(shown).outlineStyle === 'none') ringless.push(target.outerHTML)
    })
    document.querySelector<HTMLElement>('main')?.focus()
    return stops.length
  })
  for (let press = 0; press < count; press++) await page.keyboard.press('Tab')
  return page.evaluate(() => {
    const { left, ringless } = globalThis as unknown as { left: Set<Element>; ringless: string[] }
    return [
      ...Array.from(left, (one) => `not reached: ${one.outerHTML}`),
      ...ringless.map((one) => `no ring: ${one}`),
    ].map((one) => one.slice(0, 300))
  })
}

test.skipIf(noBrowser !== undefined)(
  'every screen is accessible in light, dark and on a phone, and no text of others becomes anything else',
  { timeout: 480_000 },
  async () => {
    const { home, screens } = await fill()
    const alice = await callerOf(home)
    const problems: string[] = []
    const browser = await openBrowser()
    const { page, mistakes } = await openPage(home, browser)
    // The first screen takes the focus from nobody; each that one goes to takes it.
    await show(page, '#/node')
    await page.evaluate(axe.source)
    for (const [name, hash] of Object.entries(screens)) {
      await lookAt(page, 'light')
      await show(page, hash)
      expect([name, await page.evaluate(() => document.activeElement?.tagName)]).toEqual([name, 'H1'])
      for (const look of ['light', 'dark', 'phone'] as const) {
        await lookAt(page, look)
        const { violations, ...found } = await judge(page, look)
        problems.push(...violations.map((violation) => `${name}, ${look}: ${violation}`))
        expect({ name, look, ...found }).toEqual({ name, look, ...asItShould })
      }
      await lookAt(page, 'light')
      problems.push(...(await walk(page)).map((problem) => `${name}: ${problem}`))
    }
    expect(problems).toEqual([])

    // A dialog keeps the keyboard, Escape closes it, and the focus is where it was.
    await show(page, screens['a memory'] ?? '')
    const forget = page.getByRole('button', { name: 'Forget' })
    await forget.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    const isInside = (): Promise<boolean> =>
      page.evaluate(() => {
        const { activeElement: at } = document
        return at === document.body || at?.closest('dialog') !== null
      })
    const kept: boolean[] = []
    for (let press = 0; press < 5; press++) {
      await page.keyboard.press('Tab')
      kept.push(await isInside())
    }
    expect(kept).toEqual([true, true, true, true, true])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await forget.evaluate((one) => one === document.activeElement)).toBe(true)

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
    const profile = async (): Promise<string> => (await alice.call('config-get', { key: 'profile' }))['value']
    expect(await profile()).toBe('lan')
    await page.getByRole('button', { name: 'Take back profile' }).click()
    await page.getByRole('button', { name: 'Take back profile' }).waitFor({ state: 'detached' })
    expect(await profile()).toBe('local')
    expect(mistakes).toEqual([])

    // A link works once: who comes later is told what to do.
    const url = await linkToPage(home)
    await (await browser.newPage()).goto(url)
    const second = await browser.newPage()
    await second.goto(`${url.split('#')[0]}#token=${'x'.repeat(43)}`)
    await second.getByRole('heading', { name: 'This link does not work any more' }).waitFor()
    expect(await second.evaluate(() => location.hash)).not.toContain('token')
    await alice.close()
  },
)

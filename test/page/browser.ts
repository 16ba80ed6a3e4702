/** A browser without a window, and the page of a daemon in it. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { done } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
/** Why the tests are skipped, or undefined. */
export const noBrowser = existsSync(executablePath)
  ? undefined
  : `no browser at ${executablePath}; CHROMIUM names another`

const checkout = join(import.meta.dirname, '..', '..')
/** On a machine that is busy; the tests themselves wait for what they look for. */
const stepMs = 30_000

/** Daemons that run from the sources serve what is in `dist/`, which is built only where it is not what the sources make. */
export function buildThePage(): void {
  execFileSync(process.execPath, [join(checkout, 'scripts', 'build.ts')])
}

/** A profile of its own, closed when the test is over; it reaches nothing but this machine. */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(await temporaryFolder(), {
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
    viewport: { width: 1280, height: 860 },
    ...options,
  })
  onTestFinished(() => context.close())
  context.setDefaultTimeout(stepMs)
  return context
}

export interface OpenPage {
  page: Page
  /** What went wrong in it: refusals by the content policy, errors nobody caught. */
  mistakes: string[]
}

/** Opens the page of a home as `memcube ui` does. */
export async function openPage(home: string, context: BrowserContext): Promise<OpenPage> {
  const page = await context.newPage()
  const mistakes: string[] = []
  page.on('pageerror', (error) => mistakes.push(String(error)))
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) mistakes.push(message.text())
  })
  page.on('dialog', (dialog) => {
    mistakes.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  const { url } = await done(home, 'ui', '--print')
  await page.goto(url)
  await page.getByRole('heading', { level: 1, name: 'Cubes' }).waitFor()
  return { page, mistakes }
}

/** Text as it is shown: the page isolates what others wrote in elements of its own. */
export function link(page: Page, name: string | RegExp): ReturnType<Page['getByRole']> {
  return page.getByRole('link', { name, ...(typeof name === 'string' && { exact: true }) })
}

export function button(page: Page, name: string | RegExp): ReturnType<Page['getByRole']> {
  return page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) })
}

export async function go(page: Page, place: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place }).click()
}

/** A browser without a window, and the page of a daemon in it. */
import { existsSync } from 'node:fs'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core'
import { onTestFinished } from 'vitest'
import { askPageLink } from '../../src/interfaces/cli/ask-page-link.ts'
import { openClient } from '../../src/interfaces/cli/client.ts'
import type { Json } from '../helpers/daemon.ts'
import type { AtEnd } from '../helpers/temporary-home.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
/** Why the tests are skipped, or undefined. */
export const noBrowser = existsSync(executablePath)
  ? undefined
  : `no browser at ${executablePath}; CHROMIUM names another`

/** On a machine that is busy; the tests themselves wait for what they look for. */
const stepMs = 30_000

/** A browser that keeps nothing, closed at the end; it reaches nothing but this machine. */
export async function openBrowser(
  options: BrowserContextOptions = {},
  atEnd: AtEnd = onTestFinished,
): Promise<BrowserContext> {
  const browser = await chromium.launch({
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
  })
  atEnd(() => browser.close())
  return openWindow(browser, options)
}

/** A window with cookies of its own. A page behind another in one window is drawn once a second, and a click waits for that. */
export async function openWindow(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options })
  context.setDefaultTimeout(stepMs)
  return context
}

/** A link as `memcube ui --print` prints it. */
export async function linkToPage(home: string): Promise<string> {
  return (await askPageLink(home, AbortSignal.timeout(stepMs))).url
}

export interface Caller {
  call(name: string, input: object): Promise<Json>
  close(): Promise<void>
}

/** Asks the daemon of a home as the command line does, without a process for each call. */
export async function callerOf(home: string): Promise<Caller> {
  const client = await openClient({ home, network: false })
  return {
    call: (name, input) =>
      client.call(name, input, { signal: AbortSignal.timeout(60_000), progress: () => {} }),
    close: () => client.close(),
  }
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
  await page.goto(await linkToPage(home))
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

/** Presses a button that asks first, and its other self in the dialog. */
export async function pressAndConfirm(page: Page, name: string, confirm = name): Promise<void> {
  await button(page, name).click()
  await page.getByRole('dialog').getByRole('button', { name: confirm, exact: true }).click()
}

export async function go(page: Page, place: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place }).click()
}

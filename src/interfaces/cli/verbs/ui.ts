import { spawn } from 'node:child_process'
import type { Verb } from '../verb.ts'

export const ui: Verb = {
  name: 'ui',
  group: 'start',
  summary: 'open the page of the daemon in a browser',
  arguments: [],
  options: [{ flags: '--print', about: 'print the link instead; it works once, for two minutes' }],
  examples: [
    ['memcube ui', 'opens the page in the browser of this machine'],
    ['memcube ui --print', 'prints the link, for another browser or over `ssh -L`'],
  ],
  async run(_args, options, { home, json, out, call }) {
    const { askPageLink } = await import('../ask-page-link.ts')
    const { url, expires } = await askPageLink(home, call.signal)
    const opened = options['print'] !== true && !json && (await open(url))
    if (json) out.json({ url, expires })
    else if (opened) out.line('the page is open in your browser')
    else out.line(url)
    if (!json && !opened) out.note('open it in a browser of this machine; it works once, for two minutes')
  },
}

/** What each system opens an address with. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}
/** An opener that has not failed by then has handed the address over. Guess. */
const openMs = 1_500

/** @returns false where there is no browser to be opened */
function open(url: string): Promise<boolean> {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open']
  return new Promise((resolve) => {
    const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
    const timer = setTimeout(() => resolve(true), openMs)
    const settle = (isOpen: boolean): void => {
      clearTimeout(timer)
      resolve(isOpen)
    }
    child.once('error', () => settle(false)).once('exit', (code) => settle(code === 0))
    child.unref()
  })
}

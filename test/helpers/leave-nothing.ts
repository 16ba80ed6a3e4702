/**
 * Files of tests share a process, so a file must leave it as it was: what it left would run beside all later files, or
 * change what they see. A file that does not fails here, by itself, and not as a riddle in another one.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, vi } from 'vitest'

/** What is closed may need a while to be gone. Guess: a connection that `fetch` keeps ends after 4 s. */
const deadlineMs = 10_000

/** Kinds of open things that go on by themselves. Timers are not among them: deadlines that were met may lie around. */
const lasting = ['TCPServerWrap', 'TCPSocketWrap', 'UDPWrap', 'ProcessWrap', 'MessagePort', 'Worker']

/** Globals of libraries: most are marked with underlines; `lc_` is LangChain. */
const ofLibraries = /^_|_$|^lc_/

/** What else is listened to, `exit` above all, libraries use and leave when memory is collected. */
const ofProcess = /^SIG|^uncaughtException$|^unhandledRejection$/

const openBefore = openThings()
const seenBefore = whatFilesSee()

afterAll(async () => {
  const until = performance.now() + deadlineMs
  while (leftOpen().length > 0 && performance.now() < until) await wait(20)
  const seen = whatFilesSee()
  const told = [
    ...leftOpen().map((kind) => `left open: ${kind}`),
    ...[...seen].filter((one) => !seenBefore.has(one)).map((one) => `now: ${one}`),
    ...[...seenBefore].filter((one) => !seen.has(one)).map((one) => `before: ${one}`),
  ]
  if (told.length > 0) throw new Error(`this file did not leave the process as it was:\n${told.join('\n')}`)
}, 2 * deadlineMs)

function openThings(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => lasting.includes(kind))
}

function leftOpen(): string[] {
  const left = openThings()
  for (const kind of openBefore) if (left.includes(kind)) left.splice(left.indexOf(kind), 1)
  return left
}

function whatFilesSee(): Set<string> {
  const globals = Object.getOwnPropertyNames(globalThis).filter((name) => !ofLibraries.test(name))
  const listened = process.eventNames().filter((name) => ofProcess.test(String(name)))
  return new Set([
    `folder ${process.cwd()}`,
    `timers ${vi.isFakeTimers() ? 'fake' : 'real'}`,
    ...Object.entries(process.env).map(([name, value]) => `environment ${name}=${value}`),
    ...globals.map((name) => `global ${name}`),
    ...listened.map((name) => `listeners ${String(name)} ${process.listenerCount(name)}`),
  ])
}

import type { JSX } from 'preact'

const words = {
  used: ['This link does not work any more', 'A link opens the page once, and for two minutes.'],
  ended: ['This session has ended', 'The daemon was started anew, or half a day has passed.'],
  absent: ['This page needs a link', 'It opens for whoever can run memcube on this machine.'],
} as const

/** Without a session. */
export function Welcome({ why }: { why: keyof typeof words }): JSX.Element {
  const [title, reason] = words[why]
  return (
    <main class="welcome">
      <img src="/ui/icon.svg" alt="" width="48" height="48" />
      <h1>{title}</h1>
      <p>{reason} For a new one, type this in a terminal:</p>
      <pre>
        <code>memcube ui</code>
      </pre>
    </main>
  )
}

import { plainLine } from '../terminal-text.ts'
import type { Verb } from '../verb.ts'

export const init: Verb = {
  name: 'init',
  group: 'start',
  summary: 'make a home with keys of your own',
  arguments: [],
  options: [{ flags: '--name <name>', about: 'how you call yourself' }],
  examples: [
    [
      'memcube init --name alice',
      'makes ~/.memcube with an author key and a node key; a second time it changes nothing',
    ],
  ],
  async run(_args, { name }, { home, json, out }) {
    const { initHome } = await import('../../../home/home.ts')
    const made = await initHome({ home, name: name as string | undefined })
    if (json) out.json(made)
    else if (made.created) {
      out.line(`made a home for ${plainLine(made.name)} in ${made.home}`)
      out.line(`author  ${made.author}`)
      out.line(`peer    ${made.peerId}`)
    } else
      out.line(
        `${made.home} is already the home of ${plainLine(made.name)} (${made.author}); nothing was changed`,
      )
  },
}

/** One file of an export of ChatGPT or Claude, outside of its archive. */
import { createReadStream } from 'node:fs'
import type { Importer } from '../importer.ts'
import { firstParts } from '../json/json-format.ts'
import type { NotMemory } from '../not-memory.ts'
import { chatgptNotMemory } from './chatgpt.ts'
import { claudeNotMemory } from './claude.ts'
import { readChats, toolIn } from './read-chats.ts'
import { Sessions } from './session.ts'

function createChatFile(format: 'chatgpt' | 'claude', notMemory: Importer['notMemory']): Importer {
  return {
    format,
    notMemory: inEachForm(notMemory),
    async detect(path, isFolder) {
      if (isFolder || !/\.json$/i.test(path)) return false
      return toolIn(await firstParts(createReadStream(path))) === format
    },
    read: (path) => readChats(createReadStream(path), { name: '', sessions: new Sessions() }),
  }
}

/** A document is a list, a list under the name `conversations`, or one object: a path holds in each. */
function inEachForm(notMemory: NotMemory): NotMemory {
  return Object.fromEntries(
    Object.entries(notMemory).flatMap(([path, what]) =>
      path.startsWith('[].')
        ? [path, `conversations.${path}`, path.slice('[].'.length)].map((form) => [form, what])
        : [[path, what]],
    ),
  )
}

export const chatFiles: readonly Importer[] = [
  createChatFile('chatgpt', chatgptNotMemory),
  createChatFile('claude', claudeNotMemory),
]

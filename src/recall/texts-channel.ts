/** The worker asks the thread that opened the index for texts, and is answered later. */
import { RecallError } from './errors.ts'
import type { TextSource, Texts } from './texts.ts'
import type { TextsAnswer, TextsQuestion } from './worker-messages.ts'

interface TextsChannel {
  ask: TextSource
  answer(answer: TextsAnswer): void
}

export function createTextsChannel(send: (question: TextsQuestion) => void): TextsChannel {
  const open = new Map<number, (texts: Texts | undefined) => void>()
  let last = 0
  return {
    async ask(memories) {
      const id = ++last
      const texts = await new Promise<Texts | undefined>((resolve) => {
        open.set(id, resolve)
        send({ id, memories })
      })
      if (texts === undefined)
        throw new RecallError('ERR_INTERNAL', 'the texts of the index cannot be read now', {
          hint: 'Ask again; if it stays so, run `memcube fsck`.',
        })
      return texts
    },
    answer({ id, texts }) {
      open.get(id)?.(texts)
      open.delete(id)
    },
  }
}

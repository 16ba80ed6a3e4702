/** The tokens of a JSON document, a batch for each chunk of its bytes. Bad UTF-8 is refused, never replaced. */
import { TextDecoder } from 'node:util'
import { jsonParser, type Token } from 'stream-json/core/parser.js'

/** What ends the input of the parser, and what it answers when a chunk completes no token: a registered symbol. */
const none = Symbol.for('object-stream.none')

type Parse = (text: string | typeof none) => { values: Token[] } | typeof none

/**
 * @param count is told the bytes of a chunk before it is looked at
 * @throws what the parser throws for what is not JSON, TypeError for what is not UTF-8 or UTF-16 text
 */
export async function* tokenBatches(
  source: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<readonly Token[]> {
  const parse = jsonParser({ packValues: true, streamValues: false }) as unknown as Parse
  const answered = (text: string | typeof none): readonly Token[] => {
    const tokens = parse(text)
    return typeof tokens === 'symbol' ? [] : tokens.values
  }
  let decoder: TextDecoder | undefined
  for await (const chunk of source) {
    count(chunk.length)
    decoder ??= decoderOf(chunk)
    yield answered(decoder.decode(chunk, { stream: true }))
  }
  if (decoder === undefined) return
  yield answered(decoder.decode())
  yield answered(none)
}

/** Programs of Windows write UTF-16 with a mark of its byte order; everything else is UTF-8. The mark itself is dropped. */
function decoderOf(first: Uint8Array): TextDecoder {
  const isUtf16 = first[0] === 0xff && first[1] === 0xfe
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { fatal: true })
}

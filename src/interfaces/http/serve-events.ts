/** Server-sent events: one message for each thing that happens in the node, until the reader leaves. */
import type { ServerResponse } from 'node:http'
import type { ShownEvent } from '../../node/index.ts'

/** A comment now and then keeps proxies and sleeping readers from taking silence for an end. A guess. */
const keepAliveMs = 15_000
/** A reader that is further behind than this is cut off, and asks anew what is true now. A guess. */
const maxBufferedBytes = 1024 * 1024

/** Answers on a response that is ours alone. */
export function serveEvents(
  response: ServerResponse,
  watch: (tell: (event: ShownEvent) => void) => () => void,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.write(': hello\n\n')
  const stop = watch(({ event, ...data }) => {
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    if (response.writableLength > maxBufferedBytes) response.destroy()
  })
  const beat = setInterval(() => response.write(': still here\n\n'), keepAliveMs).unref()
  response.once('close', () => {
    clearInterval(beat)
    stop()
  })
}

/** Server-sent events: one message for each thing that happens, until the reader leaves. */
import type { ServerResponse } from 'node:http'
import type { ShownEvent } from '../../node/index.ts'
import type { Job, Jobs } from './jobs.ts'

/** A comment now and then keeps proxies and sleeping readers from taking silence for an end. A guess. */
const keepAliveMs = 15_000
/** A reader that is further behind than this is cut off, and asks anew what is true now. A guess. */
const maxBufferedBytes = 1024 * 1024

/** What happens in the node, on a response that is ours alone. */
export function serveEvents(
  response: ServerResponse,
  watch: (tell: (event: ShownEvent) => void) => () => void,
): void {
  const send = openStream(response)
  response.write(': hello\n\n')
  const stop = watch(({ event, ...data }) => send(event, data))
  response.once('close', stop)
}

/** How a job goes, to its end. The response is ours alone; the job is known to be there. */
export function serveJobEvents(response: ServerResponse, jobs: Jobs, id: string): void {
  const send = openStream(response)
  const stop = jobs.follow(id, (job: Job) => {
    send(job.ended === null ? 'progress' : 'end', job)
    if (job.ended !== null) response.end()
  })
  response.once('close', stop)
}

function openStream(response: ServerResponse): (event: string, data: unknown) => void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  const beat = setInterval(() => response.write(': still here\n\n'), keepAliveMs).unref()
  response.once('close', () => clearInterval(beat))
  return (event, data) => {
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    if (response.writableLength > maxBufferedBytes) response.destroy()
  }
}

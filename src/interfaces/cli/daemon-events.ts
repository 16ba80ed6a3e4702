/** Reads the event stream of the daemon of a home. */
import { createParser } from 'eventsource-parser'
import { loadApiAddress, loadApiToken } from '../../node/api-address.ts'
import type { ShownEvent } from '../../node/index.ts'

/** Tells of each event until the signal aborts or the daemon ends; throws when it cannot be reached. */
export async function readEvents(
  home: string,
  tell: (event: ShownEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const api = await loadApiAddress(home)
  if (api === undefined) return
  const headers = { authorization: `Bearer ${await loadApiToken(home)}` }
  const response = await fetch(new URL('/v1/events', api.url), { headers, signal })
  if (!response.ok || response.body === null) throw new Error(`the daemon answered ${response.status}`)
  const parser = createParser({
    onEvent: ({ event = 'message', data }) => tell({ ...(JSON.parse(data) as object), event }),
  })
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) parser.feed(chunk)
}

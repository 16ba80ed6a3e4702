/** Reads the event stream of the daemon of a home. */
import { createParser } from 'eventsource-parser'
import { loadApiAddress, loadApiToken } from '../../home/api-address.ts'
import { placeOf } from '../../home/api-proof.ts'
import type { ShownEvent } from '../../node/index.ts'
import { askApi } from './ask-api.ts'

/** Tells of each event until the signal aborts or the daemon ends; throws when it cannot be reached. */
export async function readEvents(
  home: string,
  tell: (event: ShownEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const api = await loadApiAddress(home)
  if (api === undefined) return
  const token = await loadApiToken(home)
  const { base, socketPath } = placeOf(api.url)
  const url = new URL('/v1/events', base)
  const parser = createParser({
    onEvent: ({ event = 'message', data }) => tell({ ...(JSON.parse(data) as object), event }),
  })
  const asked = { url, socketPath, token, proves: api.proves === true, status: '200', signal }
  for await (const chunk of askApi(asked)) parser.feed(chunk ?? '')
}

/** Reads the event stream of the daemon of a home. */
import { request, type IncomingMessage, type RequestOptions } from 'node:http'
import { createParser } from 'eventsource-parser'
import { loadApiAddress, loadApiToken } from '../../home/api-address.ts'
import type { ShownEvent } from '../../node/index.ts'
import { placeOf } from './daemon-client.ts'

/** Tells of each event until the signal aborts or the daemon ends; throws when it cannot be reached. */
export async function readEvents(
  home: string,
  tell: (event: ShownEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const api = await loadApiAddress(home)
  if (api === undefined) return
  const headers = { authorization: `Bearer ${await loadApiToken(home)}` }
  const { base, socketPath } = placeOf(api.url)
  const response = await open(new URL('/v1/events', base), { socketPath, headers, signal })
  const parser = createParser({
    onEvent: ({ event = 'message', data }) => tell({ ...(JSON.parse(data) as object), event }),
  })
  for await (const chunk of response.setEncoding('utf8')) parser.feed(chunk as string)
}

function open(url: URL, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(url, options, (response) => {
      if (response.statusCode === 200) return resolve(response)
      response.destroy()
      reject(new Error(`the daemon answered ${response.statusCode}`))
    })
    asked.once('error', reject).end()
  })
}

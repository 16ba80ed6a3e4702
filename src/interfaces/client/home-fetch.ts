/** A `fetch` for the daemon of a home, whose address is read anew when nobody answers there: one that was started since may have another. */
import { MemCubeError } from '../../core/errors.ts'
import { loadApiAddress, loadApiToken } from '../../home/api-address.ts'
import { createDaemonFetch, isNobody, type Fetch } from './daemon-fetch.ts'

interface Found {
  url: string
  token: string
  fetch: Fetch
}

/** Answers reject with ERR_UNREACHABLE without a daemon; ERR_NOT_FOUND, ERR_DENIED, ERR_CORRUPT for the token of the home. */
export function createHomeFetch(home: string): Fetch {
  let found: Found | undefined
  return async (request) => {
    const daemon = (found ??= await find(home))
    // A request is used up by being sent.
    const again = request.clone()
    try {
      return await daemon.fetch(request)
    } catch (error) {
      if (!isNobody(error)) throw error
      const other = await find(home)
      if (other.url === daemon.url && other.token === daemon.token) throw error
      found = other
      return other.fetch(again)
    }
  }
}

async function find(home: string): Promise<Found> {
  const address = await loadApiAddress(home)
  if (address === undefined)
    throw new MemCubeError('ERR_UNREACHABLE', `no daemon runs for the home ${home}`, {
      hint: 'start one with `memcube daemon --detach`',
    })
  const daemon = { url: address.url, token: await loadApiToken(home), proves: address.proves === true }
  return { url: daemon.url, token: daemon.token, fetch: createDaemonFetch(daemon) }
}

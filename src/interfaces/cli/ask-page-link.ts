/** Asks the daemon of a home for a link to its page, which opens one session. */
import { MemCubeError } from '../../core/errors.ts'
import { loadApiAddress, loadApiToken } from '../../home/api-address.ts'
import { askApi } from './ask-api.ts'
import { NOT_PROVEN } from '../require-proof.ts'

interface PageLink {
  url: string
  /** Milliseconds since the Unix epoch. */
  expires: number
}

/** @throws ERR_UNREACHABLE without a daemon that serves a page; ERR_DENIED, ERR_CORRUPT for its token */
export async function askPageLink(home: string, signal: AbortSignal): Promise<PageLink> {
  const api = await loadApiAddress(home)
  if (api === undefined) throw noDaemon()
  if (api.url.startsWith('unix:'))
    throw new MemCubeError('ERR_UNREACHABLE', 'a browser cannot reach the unix socket of the daemon', {
      hint: 'start it without `--api unix:PATH`',
    })
  const access = {
    url: new URL('/ui/token', api.url),
    token: await loadApiToken(home),
    proves: api.proves === true,
  }
  const answer = await ask(access, signal)
  if (typeof answer['url'] === 'string' && typeof answer['expires'] === 'number')
    return { url: answer['url'], expires: answer['expires'] }
  throw new MemCubeError('ERR_UNREACHABLE', `what answers at ${api.url} serves no page`, {
    hint: 'stop the daemon of this home and start it again with `memcube daemon`',
  })
}

async function ask(
  access: { url: URL; token: string; proves: boolean },
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  let text = ''
  try {
    for await (const part of askApi({ ...access, body: '{}', signal })) text += part ?? ''
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    if (signal.aborted) throw signal.reason
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ECONNREFUSED' || code === NOT_PROVEN) throw noDaemon()
    return {}
  }
}

function noDaemon(): MemCubeError {
  return new MemCubeError('ERR_UNREACHABLE', 'no daemon runs for this home', {
    hint: 'start one with `memcube daemon`, then repeat this',
  })
}

/**
 * The page: its files, and how a link that works once becomes a session. Not part of the API: it may change with the page.
 *
 * The files hold nothing of the home and are given without a token; everything else is asked through the API.
 */
import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { MemCubeError } from '../../../core/errors.ts'
import { pageHeader, setCookie } from './credentials.ts'
import type { UiSessions } from './sessions.ts'

const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/ui': ['index.html', 'text/html; charset=utf-8'],
  '/ui/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/ui/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/ui/icon.svg': ['icon.svg', 'image/svg+xml'],
}

/** Nothing from elsewhere, no code in the page itself, no text that becomes code. */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentPolicy,
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}

/** Those without a token have a share of their own, so that they use up nobody else's. A guess: several reloads a second. */
const open = { open: true, rateLimit: { max: 100, timeWindow: 1_000, keyGenerator: () => 'page' } }

const tokenBody = z.strictObject({ token: z.string().min(1).max(256) })

/** @param folder of the built page, with a slash at its end */
export function addUi(app: FastifyInstance, folder: URL, sessions: UiSessions): void {
  for (const [url, [file, type]] of Object.entries(files))
    app.get(url, { config: open }, async (_request, reply) =>
      reply
        .headers(pageHeaders)
        .type(type)
        .send(await readPageFile(folder, file)),
    )
  app.post('/ui/token', async ({ headers }) => {
    const { token, expires } = sessions.issue()
    return { url: `http://${headers.host}/ui#token=${token}`, expires }
  })
  app.post('/ui/session', { config: open }, async ({ headers, socket, body }, reply) => {
    const given = tokenBody.safeParse(body)
    if (headers[pageHeader] === undefined || !given.success) throw notFromThePage()
    const session = sessions.open(given.data.token)
    if (session === undefined) throw usedUp()
    reply.header('set-cookie', setCookie(socket.localPort, session))
    return { secret: session.secret }
  })
}

async function readPageFile(folder: URL, file: string): Promise<Buffer> {
  try {
    return await readFile(new URL(file, folder))
  } catch (cause) {
    throw new MemCubeError('ERR_NOT_FOUND', 'the page was not built', {
      cause,
      hint: 'in a checkout: `npm run build`, then reload',
    })
  }
}

function notFromThePage(): Error {
  return denied('expected {"token": "..."} from the page', 403)
}

function usedUp(): Error {
  return denied('this link was used before, or it has expired', 401)
}

function denied(message: string, statusCode: number): Error {
  const hint = 'run `memcube ui` for a new link'
  return Object.assign(new MemCubeError('ERR_DENIED', message, { hint }), { statusCode })
}

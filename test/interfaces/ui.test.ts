import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { buildPage } from '../../scripts/build-page.ts'
import { createUiSessions, sessionMs, tokenMs } from '../../src/interfaces/http/ui/sessions.ts'
import { diffLines } from '../../src/core/diff/index.ts'
import { lanesOf } from '../../src/page/graph-lanes.ts'
import { piecesOf, plainLine } from '../../src/page/plain-text.ts'
import { serveNode, token } from '../helpers/http-client.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'
import { runWith } from './run-with.ts'

async function servePage(): Promise<string> {
  const folder = join(await temporaryFolder(), 'page')
  await mkdir(folder)
  for (const file of ['index.html', 'page.js', 'page.css', 'icon.svg'])
    await writeFile(join(folder, file), file)
  return serveNode(await temporaryNode('alice'), { page: pathToFileURL(`${folder}/`) })
}

async function link(api: string): Promise<string> {
  const response = await fetch(`${api}/ui/token`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  })
  const { url } = (await response.json()) as { url: string }
  return url.slice(`${api}/ui#token=`.length)
}

function open(api: string, given: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${api}/ui/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-memcube-page': 'open', ...headers },
    body: JSON.stringify({ token: given }),
  })
}

describe('a session', () => {
  test('opens with a link once, within its time, and ends', () => {
    let now = 1_000
    const sessions = createUiSessions(() => now)
    const { token: first } = sessions.issue()
    const session = sessions.open(first)
    expect(session).toBeDefined()
    expect(sessions.open(first)).toBeUndefined()
    const { token: late } = sessions.issue()
    now += tokenMs
    expect(sessions.open(late)).toBeUndefined()
    const { id, secret } = session ?? { id: '', secret: '' }
    expect(sessions.isOpen({ id, secret })).toBe(true)
    expect(sessions.isOpen({ id, secret: `${secret}x` })).toBe(false)
    expect(sessions.isOpen({ id: secret, secret: id })).toBe(false)
    now += sessionMs
    expect(sessions.isOpen({ id, secret })).toBe(false)
  })

  test('needs both of its halves, and gives no other site anything', async () => {
    const api = await servePage()
    expect((await fetch(`${api}/ui/token`, { method: 'POST' })).status).toBe(401)
    const given = await link(api)
    expect((await open(api, given, { origin: 'http://evil.example' })).status).toBe(403)
    const response = await open(api, given)
    const { secret } = (await response.json()) as { secret: string }
    const set = response.headers.get('set-cookie') ?? ''
    expect(set).toMatch(/; HttpOnly; SameSite=Strict$/)
    const [cookie = ''] = set.split(';')
    expect(secret).not.toBe(cookie.split('=')[1])
    expect((await open(api, given)).status).toBe(401)

    const status = async (headers: Record<string, string>): Promise<number> =>
      (
        await fetch(`${api}/v1/call/list`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: '{}',
        })
      ).status
    expect(await status({ cookie, 'x-memcube-page': secret })).toBe(200)
    expect(await status({ cookie })).toBe(401)
    expect(await status({ 'x-memcube-page': secret })).toBe(401)
    expect(await status({ cookie, 'x-memcube-page': 'x' })).toBe(401)
    expect(await status({ cookie, 'x-memcube-page': secret, origin: 'http://evil.example' })).toBe(403)
    // A wrong token is not made good by a session.
    expect(await status({ cookie, 'x-memcube-page': secret, authorization: 'Bearer no' })).toBe(401)
  })
})

describe('the page', () => {
  test('comes with a policy that lets nothing in, and is no way into the API', async () => {
    const api = await servePage()
    const page = await fetch(`${api}/ui`)
    expect(page.status).toBe(200)
    const policy = page.headers.get('content-security-policy') ?? ''
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ])
      expect(policy).toContain(rule)
    expect(policy).not.toContain('unsafe')
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect((await fetch(`${api}/ui/../api.token`)).status).toBe(401)
    expect((await fetch(`${api}/ui`, { headers: { origin: 'http://evil.example' } })).status).toBe(403)
  })

  test('is at most 150 kB compressed, and loads nothing from elsewhere', async () => {
    const folder = await temporaryFolder()
    buildPage(folder)
    const parts = await Promise.all(
      ['index.html', 'page.js', 'page.css', 'icon.svg'].map((file) => readFile(join(folder, file), 'utf8')),
    )
    expect(parts.reduce((sum, text) => sum + gzipSync(text).length, 0)).toBeLessThanOrEqual(150_000)
    const addresses = parts.join('\n').match(/https?:\/\/[\w.-]+/g) ?? []
    // Names of markup languages, which nobody fetches.
    expect(addresses.filter((address) => address !== 'http://www.w3.org')).toEqual([])
  })

  test('without a daemon, a link is refused with what to do', async () => {
    const home = join(await temporaryFolder(), 'alice')
    const { code, stdout, stderr } = await runWith(['ui', '--home', home])
    expect(code).not.toBe(0)
    expect(stdout + stderr).toContain('memcube daemon')
  })
})

describe('what the page makes of texts', () => {
  test('what hides or turns text is marked, and nothing is lost', () => {
    expect(piecesOf('a\u202eb\u0007')).toEqual([
      { text: 'a' },
      { mark: 'U+202E' },
      { text: 'b' },
      { mark: 'U+0007' },
    ])
    expect(piecesOf('two\nlines\t👩‍🚀 नमस्ते')).toEqual([{ text: 'two\nlines\t👩‍🚀 नमस्ते' }])
    expect(plainLine(`\u2066${'x'.repeat(500)}`, 10)).toBe('\ufffdxxxxxxxx…')
  })

  test('lines that changed stand beside each other', () => {
    expect(diffLines('a\nb\nc', 'a\nB\nc\nd')).toEqual([
      { is: 'same', left: 'a', right: 'a' },
      { is: 'changed', left: 'b', right: 'B' },
      { is: 'same', left: 'c', right: 'c' },
      { is: 'added', right: 'd' },
    ])
    expect(diffLines('', 'new')).toEqual([{ is: 'added', right: 'new' }])
    expect(diffLines('gone', '')).toEqual([{ is: 'removed', left: 'gone' }])
  })

  test('a branch has a lane of its own from where it parts to where it is merged', () => {
    const { rows, width } = lanesOf([
      { commit: 'merge', parents: ['left', 'right'] },
      { commit: 'left', parents: ['base'] },
      { commit: 'right', parents: ['base'] },
      { commit: 'base', parents: ['older than what is shown'] },
    ])
    expect(width).toBe(2)
    expect(rows.map(({ commit, at }) => [commit, at])).toEqual([
      ['merge', 0],
      ['left', 0],
      ['right', 1],
      ['base', 0],
    ])
    expect(rows[3]).toEqual({ commit: 'base', at: 0, into: [[0, 0]], out: [] })
  })
})

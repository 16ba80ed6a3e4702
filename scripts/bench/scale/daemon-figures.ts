/** What is asked of a running daemon: its memory, its index, and questions over its API. */
import { readFile } from 'node:fs/promises'
import { request, Agent } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { memcube, type Answer, type Daemon } from '../shared/memcube.ts'
import type { Questions } from './figures.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 8 })

export async function residentMib({ child }: Daemon, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
  const [, kib] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? []
  return Number(kib) / 1024
}

/** Waits until every passage can be found by meaning. @returns milliseconds */
export async function untilIndexed(home: string): Promise<number> {
  const started = performance.now()
  for (;;) {
    const { index } = (await memcube(home, 'status')).answer
    if (index.pending === 0) return performance.now() - started
    if (performance.now() - started > 3_600_000) throw new Error('the index does not settle in an hour')
    await wait(200)
  }
}

export interface Api {
  get(path: string): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
}

export async function apiOf(home: string, url: string): Promise<Api> {
  const token = (await readFile(join(home, 'api.token'), 'utf8')).trim()
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
    new Promise((resolve, reject) => {
      request(new URL(path, url), { method, agent, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => {
          if ((response.statusCode ?? 500) >= 300) return reject(new Error(`${response.statusCode}: ${text}`))
          resolve(response.headers['content-type']?.includes('json') === true ? JSON.parse(text) : text)
        })
      })
        .once('error', reject)
        .end(body === undefined ? undefined : JSON.stringify(body))
    })
  return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body) }
}

/** Node's own part of the memory. The rest of the resident memory is of the index's libraries, the database and the program. */
export async function heapOf(api: Api): Promise<{ heapMib: number; externalMib: number }> {
  const text = String(await api.get('/metrics'))
  const mib = (name: string): number =>
    Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN) / 2 ** 20
  return { heapMib: mib('nodejs_heap_size_total_bytes'), externalMib: mib('nodejs_external_memory_bytes') }
}

/** Every question once before the clock runs for a second time: people ask a daemon that has been asked before. */
export async function ask(
  api: Api,
  how: string,
  questions: readonly string[],
  filter: Record<string, string>,
): Promise<Questions> {
  const timesMs: number[] = []
  for (const [i, query] of [...questions.slice(0, 30), ...questions].entries()) {
    const started = performance.now()
    const { results } = await api.get(
      `/v1/recall?${new URLSearchParams({ query, top: '10', ...filter }).toString()}`,
    )
    if (results.length === 0 && filter.tags === undefined) throw new Error(`nothing found for "${query}"`)
    if (i >= 30) timesMs.push(performance.now() - started)
  }
  return { how, timesMs }
}

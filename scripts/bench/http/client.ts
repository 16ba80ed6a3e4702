/** The other process of the benchmark: asks the API and hears its events, as a program does, and tells the times. */
import { request, Agent } from 'node:http'
import { createParser } from 'eventsource-parser'

export type Order = { type: 'ask'; questions: string[] } | { type: 'listen' }
export type Report =
  | { type: 'asked'; timesMs: number[] }
  | { type: 'listening' }
  /** `atNs` is of the clock that both processes have (`process.hrtime.bigint`). */
  | { type: 'event'; event: string; commit: string; atNs: string }

const [url = '', token = ''] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const headers = { authorization: `Bearer ${token}` }

process.on('message', (order: Order) => {
  if (order.type === 'listen') return listen()
  void askAll(order.questions).then((timesMs) => tell({ type: 'asked', timesMs }))
})

function tell(report: Report): void {
  process.send?.(report)
}

async function askAll(questions: readonly string[]): Promise<number[]> {
  const timesMs: number[] = []
  for (const question of questions) {
    const started = performance.now()
    await recall(question)
    timesMs.push(performance.now() - started)
  }
  return timesMs
}

function recall(query: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const path = `/v1/recall?${new URLSearchParams({ query, top: '10' }).toString()}`
    request(new URL(path, url), { agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(text))
        else reject(new Error(`${response.statusCode}: ${text}`))
      })
    })
      .once('error', reject)
      .end()
  })
}

function listen(): void {
  const parser = createParser({
    onEvent: ({ event = '', data }) => {
      const atNs = process.hrtime.bigint().toString()
      const { commit = '' } = JSON.parse(data) as { commit?: string }
      tell({ type: 'event', event, commit, atNs })
    },
  })
  request(new URL('/v1/events', url), { headers }, (response) => {
    response.setEncoding('utf8').on('data', (chunk: string) => parser.feed(chunk))
    tell({ type: 'listening' })
  }).end()
}

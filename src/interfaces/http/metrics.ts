/** Figures for Prometheus: process, requests, and what the node holds. No name, key or text of a memory is in a label. */
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ShownEvent } from '../../node/index.ts'

interface Metrics {
  /** Text in the format of Prometheus. */
  text(): Promise<string>
  contentType: string
  close(): void
}

interface MetricsDeps {
  /** The answer of the use case `status`. */
  status(): Promise<unknown>
  watch(tell: (event: ShownEvent) => void): () => void
  runningJobs(): number
}

/** Seconds; a quick call takes about a millisecond, a long one minutes. Guesses. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10, 60]

/** Counts every request of the app from now on. */
export function createMetrics(app: FastifyInstance, deps: MetricsDeps): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const labelNames = ['method', 'route']
  const durations = new Histogram({
    name: 'memcube_http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer.',
    labelNames,
    buckets,
    registers,
  })
  const answers = new Counter({
    name: 'memcube_http_answers_total',
    help: 'Answers by status.',
    labelNames: [...labelNames, 'status'],
    registers,
  })
  const events = new Counter({
    name: 'memcube_events_total',
    help: 'What happened in the node, by kind.',
    labelNames: ['event'],
    registers,
  })
  const showStatus = statusGauges(registers)
  const stop = deps.watch(({ event }) => events.inc({ event }))
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    // The pattern of the route: what was asked for is in nobody's figures.
    const route = routeOptions.url ?? 'none'
    durations.observe({ method, route }, reply.elapsedTime / 1000)
    answers.inc({ method, route, status: String(reply.statusCode) })
  })
  // Looking at the event loop wakes the process often: only where somebody reads the figures.
  let begun = false
  return {
    contentType: registry.contentType,
    async text() {
      if (!begun) collectDefaultMetrics({ register: registry })
      begun = true
      showStatus(figuresIn(await deps.status(), deps.runningJobs()))
      return registry.metrics()
    },
    close() {
      stop()
      registry.clear()
    },
  }
}

const gauges = {
  cubes: 'Cubes in this home.',
  memories: 'Memories in the current states of its cubes.',
  peers: 'Connected nodes.',
  index_texts: 'Passages that can be found by words.',
  index_vectors: 'Passages that can be found by meaning.',
  index_pending: 'Passages that wait for their vector.',
  disk_bytes: 'Bytes of the database.',
  disk_free_bytes: 'Bytes that the disk has free.',
  disk_read_only: '1 while the disk takes no writes.',
  damage: 'Damages found that wait for a repair.',
  jobs_running: 'Jobs that are running.',
} as const

type Figures = Record<keyof typeof gauges, number>

function statusGauges(registers: Registry[]): (figures: Figures) => void {
  const made = Object.entries(gauges).map(
    ([name, help]) => [name, new Gauge({ name: `memcube_${name}`, help, registers })] as const,
  )
  return (figures) => {
    for (const [name, gauge] of made) gauge.set(figures[name as keyof Figures])
  }
}

interface Status {
  cubes: number
  memories: number
  peers: number
  index: { texts: number; vectors: number; pending: number }
  disk: { bytes: number; free: number; readOnly: boolean }
  damage: unknown[]
}

function figuresIn(status: unknown, jobs: number): Figures {
  const { cubes, memories, peers, index, disk, damage } = status as Status
  return {
    cubes,
    memories,
    peers,
    index_texts: index.texts,
    index_vectors: index.vectors,
    index_pending: index.pending,
    disk_bytes: disk.bytes,
    disk_free_bytes: disk.free,
    disk_read_only: Number(disk.readOnly),
    damage: damage.length,
    jobs_running: jobs,
  }
}

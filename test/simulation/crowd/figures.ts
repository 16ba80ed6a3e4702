/** What a crowd of nodes sends in quiet, while some cubes change, and how long it takes to come together after a partition. */
import { Crowd, type CrowdOptions, type Traffic } from './crowd.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Of each node in an hour. */
interface PerNodeAndHour {
  syncFrames: number
  syncBytes: number
  gossipMessages: number
  gossipBytes: number
}

export interface CrowdFigures {
  links: number
  quiet: PerNodeAndHour
  /** The hour in which 1 % of the cubes change once, and nodes that had not got the change two rounds after the last. */
  changing: PerNodeAndHour
  missed: number
  /** Seconds after a partition healed until nobody was behind, and what was behind then; undefined where it took longer than was waited. */
  behindAtHeal: number
  healedS: number | undefined
}

/** @param quietMs how long is looked at when nothing changes; the hour is so many times that */
export async function crowdFigures(options: CrowdOptions, quietMs: number): Promise<CrowdFigures> {
  const crowd = await Crowd.create(options)
  const links = crowd.nodes.reduce((sum, node) => sum + node.links.size, 0) / crowd.nodes.length
  // Everybody has come and has compared once.
  await crowd.queue.run(2 * MINUTE_MS)
  const quiet = await crowd.trafficOf(quietMs)
  const changed = crowd.some(Math.ceil(crowd.cubes.length / 100))
  for (const cube of changed)
    crowd.queue.after(Math.floor(crowd.random() * quietMs), () => crowd.change([cube]))
  const spanMs = quietMs + MINUTE_MS
  const busy = await crowd.trafficOf(spanMs)
  const missed = crowd.behind()
  const { behindAtHeal, healedS } = await healing(crowd)
  const perNode = (traffic: Traffic): PerNodeAndHour => ({
    syncFrames: traffic.frames / options.nodes,
    syncBytes: traffic.bytes / options.nodes,
    gossipMessages: traffic.gossiped / options.nodes,
    gossipBytes: traffic.gossipBytes / options.nodes,
  })
  const quietHour = perNode(scaled(quiet, HOUR_MS / quietMs))
  const more = perNode(plus(busy, scaled(quiet, -spanMs / quietMs)))
  return {
    links,
    quiet: quietHour,
    changing: {
      syncFrames: quietHour.syncFrames + more.syncFrames,
      syncBytes: quietHour.syncBytes + more.syncBytes,
      gossipMessages: quietHour.gossipMessages + more.gossipMessages,
      gossipBytes: quietHour.gossipBytes + more.gossipBytes,
    },
    missed,
    behindAtHeal,
    healedS,
  }
}

const WAIT_S = 300

/** Two halves that chance makes are apart for two minutes, in which 1 % of the cubes change. */
async function healing(crowd: Crowd): Promise<Pick<CrowdFigures, 'behindAtHeal' | 'healedS'>> {
  crowd.cut()
  await crowd.queue.run(MINUTE_MS)
  crowd.change(crowd.some(Math.ceil(crowd.cubes.length / 100)))
  await crowd.queue.run(MINUTE_MS)
  const behindAtHeal = crowd.behind()
  crowd.heal()
  for (let seconds = 1; seconds <= WAIT_S; seconds++) {
    await crowd.queue.run(1_000)
    if (crowd.behind() === 0) return { behindAtHeal, healedS: seconds }
  }
  return { behindAtHeal, healedS: undefined }
}

function scaled(traffic: Traffic, factor: number): Traffic {
  const { frames, bytes, gossiped, gossipBytes } = traffic
  return {
    frames: frames * factor,
    bytes: bytes * factor,
    gossiped: gossiped * factor,
    gossipBytes: gossipBytes * factor,
  }
}

function plus(a: Traffic, b: Traffic): Traffic {
  return {
    frames: a.frames + b.frames,
    bytes: a.bytes + b.bytes,
    gossiped: a.gossiped + b.gossiped,
    gossipBytes: a.gossipBytes + b.gossipBytes,
  }
}

/** How the reach of a node is told to people. Pure. */
import type { Candidate, ReachState } from './decide-reach.ts'
import type { ReachReport } from './interface.ts'

interface Told {
  state: ReachState
  addresses: readonly string[]
  candidates: readonly Candidate[]
  /** Places at relays, and relays that are known. */
  places: number
  carries: number
  port: number | undefined
  /** Connected peers. */
  peers: number
}

export function describeReach(told: Told): Pick<ReachReport, 'summary' | 'todo'> {
  const open = toOpen(told.port)
  switch (told.state) {
    case 'reachable':
      return { summary: `${howReachable(told)}${carrying(told.carries)}`, todo: undefined }
    case 'relayed':
      return {
        summary: `you are behind a router that lets nobody in; ${count(told.places, 'relay')} ${told.places === 1 ? 'carries' : 'carry'} you`,
        todo: `to be faster, ${open}`,
      }
    case 'private':
      return {
        summary:
          'you are behind a router that lets nobody in, and no relay carries you: you reach others, and they do not reach you',
        todo: `${open}, or connect to a node that is a relay: \`memcube help network\``,
      }
    case 'unknown':
      return told.peers === 0
        ? {
            summary: 'whether others reach you is not known: no peer is connected',
            todo: 'connect to a node with `memcube connect ADDRESS`; `memcube help network`',
          }
        : { summary: 'whether others reach you is not known yet', todo: undefined }
  }
}

function howReachable({ addresses, candidates }: Told): string {
  const [address = ''] = addresses
  const kind = candidates.find((candidate) => candidate.address === address)?.kind
  if (kind === 'mapped') return `others reach you at ${address}, a port that your router opened for memcube`
  if (kind === 'announced') return `others reach you at ${address}, which you announce`
  return `others reach you at ${address}`
}

function carrying(carries: number): string {
  return carries === 0 ? '' : `; you carry ${count(carries, 'other')} as a relay`
}

function toOpen(port: number | undefined): string {
  return port === undefined
    ? 'listen on TCP and open that port at your router'
    : `open port ${port} (TCP) at your router and forward it to this machine`
}

function count(n: number, what: string): string {
  const words = ['no', 'one', 'two', 'three']
  return `${words[n] ?? n} ${what}${n === 1 ? '' : 's'}`
}

interface Around {
  hasNetwork: boolean
  mappingProblem: string | undefined
  skewSeconds: number | undefined
  /** Addresses that a person announces and that are not reached. */
  unreachedAnnounced: readonly string[]
  /** Peers to keep connected that are not, with why. */
  missing: readonly { address: string; reason: string }[]
  peers: number
}

export function describeProblems(around: Around): ReachReport['problems'] {
  const problems: ReachReport['problems'] = []
  const add = (message: string, hint: string): void => void problems.push({ message, hint })
  if (!around.hasNetwork)
    add('this machine has no address on any network', 'connect it to a network; the daemon notices by itself')
  else if (around.peers === 0) addMissing(around.missing, add)
  if (around.mappingProblem !== undefined)
    add(
      `no port was opened by itself: ${around.mappingProblem}`,
      'open a port by hand, or leave it: relays carry you',
    )
  if (around.skewSeconds !== undefined)
    add(
      `a relay says that a place there ends in ${around.skewSeconds} s by the clock here: one of the two clocks is wrong`,
      'set the clock of this machine; if it is right, the relay is at fault',
    )
  for (const address of around.unreachedAnnounced)
    add(
      `${address} is announced, and peers elsewhere tried it and did not reach it`,
      'correct `--announce`, or the port at the router',
    )
  return problems
}

function addMissing(missing: Around['missing'], add: (message: string, hint: string) => void): void {
  const [first] = missing
  if (first === undefined) return
  const others = missing.length === 1 ? '' : `, and ${missing.length - 1} more`
  const message = `no peer answers: ${first.address} (${first.reason})${others}`
  if (missing.every(({ reason }) => SPEAKS_OTHERWISE.test(reason)))
    add(
      message,
      'something answers that is no node: the login page of a network does that; open a web page, log in, and wait a moment',
    )
  else if (missing.every(({ reason }) => HAS_NO_ROUTE.test(reason)))
    add(message, 'this machine has no way to the internet: check its router, cable or wireless network')
  else
    add(
      message,
      'check that this machine reaches the internet and that those nodes run; a firewall may let web pages through and nothing else',
    )
}

const HAS_NO_ROUTE = /ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL/
/** A connection that opens and is then not what it should be. */
const SPEAKS_OTHERWISE =
  /encrypt|handshake|protocol|negotiat|multistream|unexpected|invalid|stream ended|closed/i

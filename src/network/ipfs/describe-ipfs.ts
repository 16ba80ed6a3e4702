/** How a node stands in the DHT of IPFS, for people. Pure. */

export interface IpfsReport {
  /** Neighbours in its table. */
  peers: number
  /** Cubes and topics that are provided there, and those that wait. */
  provided: number
  waiting: number
  /** How it stands. */
  summary: string
  /** What is in the way, and what to do about it. */
  problem: { message: string; hint: string } | undefined
}

interface Told {
  peers: number
  provided: number
  waiting: number
  /** Nodes to begin with that do not answer, with why. */
  missing: readonly { address: string; reason: string }[]
  /** Whether it is known at which address others reach this node. */
  hasAddress: boolean
}

export function describeIpfs(told: Told): IpfsReport {
  const { peers, provided, waiting } = told
  return { peers, provided, waiting, summary: summaryOf(told), problem: problemOf(told) }
}

function summaryOf({ peers, provided, waiting }: Told): string {
  if (peers === 0) return 'no node of the IPFS network is known yet'
  const all = provided + waiting
  const said =
    all === 0 ? 'nothing of yours is published' : `${provided} of ${all} cubes and topics are provided`
  return `${peers} ${peers === 1 ? 'node' : 'nodes'} of the IPFS network known; ${said} there`
}

function problemOf({ peers, waiting, missing, hasAddress }: Told): IpfsReport['problem'] {
  const [first] = missing
  if (peers === 0 && first !== undefined)
    return {
      message: `no node of the IPFS network answers: ${first.address} (${first.reason})`,
      hint: 'check that this machine reaches the internet, or name other nodes with `memcube config set ipfsBootstrap ADDRESS`',
    }
  if (waiting > 0 && !hasAddress)
    return {
      message: 'nothing is provided in the IPFS network: no address is known at which others reach this node',
      hint: 'see `memcube doctor`, reach; it goes on by itself once there is one',
    }
  return undefined
}

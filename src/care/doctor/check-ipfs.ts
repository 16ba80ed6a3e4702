/** How the node stands in the DHT of the public IPFS network, when it was asked to take part. */
import type { Peers } from '../../sharing/index.ts'
import { fine, wrong, type DoctorCheck } from './check.ts'

export function checkIpfs({ network }: Peers): Promise<DoctorCheck> {
  const ipfs = network?.host.ipfs()
  if (ipfs === undefined)
    return Promise.resolve(
      fine('ipfs', 'takes no part in the DHT of the public IPFS network: `memcube help network`'),
    )
  const { summary, problem } = ipfs
  return Promise.resolve(
    problem === undefined
      ? fine('ipfs', summary)
      : wrong('ipfs', `${summary}; ${problem.message}`, problem.hint),
  )
}

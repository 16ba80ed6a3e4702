/** The home of a node: keys, settings, and the files by which the command line finds its daemon. */
import { randomBytes } from 'node:crypto'
import { formatDid, formatPeerId, keyPairFromSecret } from '../core/identity/index.ts'
import { createHome, openHome, type Home } from '../storage/index.ts'

export interface HomeSummary {
  home: string
  name: string
  /** `did:key` that signs cubes. */
  author: string
  peerId: string
  /** False when the home was there already; nothing was changed then. */
  created: boolean
}

/** Makes a home with fresh keys, or says who lives there. @throws ERR_INVALID_INPUT, ERR_DENIED */
export async function initHome({
  home: dir,
  name,
}: {
  home: string
  name?: string | undefined
}): Promise<HomeSummary> {
  const { created } = await createHome(dir, { name, random: randomBytes })
  const home = await openHome(dir)
  return { home: dir, name: home.config.name, ...identities(home), created }
}

/** The two public identities of a home: who signs, and which node it is. */
export function identities({ authorKey, nodeKey }: Pick<Home, 'authorKey' | 'nodeKey'>): {
  author: string
  peerId: string
} {
  return {
    author: formatDid(keyPairFromSecret(authorKey).publicKey),
    peerId: formatPeerId(keyPairFromSecret(nodeKey).publicKey),
  }
}

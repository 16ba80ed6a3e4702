/** What a network is started with: what was asked for wins over what the home keeps. Pure. */
import type { NetworkConfig } from '../../network/index.ts'
import type { HomeConfig } from '../../storage/index.ts'

type Wanted = Partial<NetworkConfig>
export type WantedNetwork = { [K in keyof Wanted]: Wanted[K] | undefined }

/** Fields that are absent in `wanted`, or undefined, are those of the home. An empty list is an answer, and means none. */
export function networkOf(
  { profile, listen, bootstrap, announce, port }: HomeConfig,
  wanted: WantedNetwork,
): Wanted {
  const asked = defined(wanted) as Wanted
  const kept = defined({ profile, listen, bootstrap, announce, port }) as Wanted
  const both = { ...kept, ...asked }
  // Only profile public announces: who starts another one for once is not to take the addresses away first.
  const isForAnother =
    asked.profile !== undefined && asked.profile !== 'public' && asked.announce === undefined
  if (!isForAnother) return both
  const { announce: _announce, ...rest } = both
  return rest
}

function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

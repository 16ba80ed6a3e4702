/** What agents may do beyond this machine: nothing, until the owner of the home says so in its configuration. */
import { changeConfig, openHome } from '../storage/index.ts'

/** `publish`: advertise cubes. `propose`: offer changes to others and answer their offers. `trust`: decide whom to believe. */
export const grantNames = ['publish', 'propose', 'trust'] as const
export type Grant = (typeof grantNames)[number]

/** Read anew each time, so that a grant that was taken back is gone at once. @throws ERR_NOT_FOUND without a home, ERR_CORRUPT */
export async function loadGrants(home: string): Promise<ReadonlySet<Grant>> {
  const { config } = await openHome(home)
  return new Set(grantNames.filter((name) => config.agents?.grants?.includes(name)))
}

/** Replaces what agents may do. */
export async function setGrants(home: string, grants: Iterable<Grant>): Promise<void> {
  await changeConfig(await openHome(home), (now) => ({
    ...now,
    agents: { ...now.agents, grants: [...grants].sort() },
  }))
}

/** What `config.json` says of how a daemon starts, read before anything of the home is opened. */
import { MemCubeError } from '../core/errors.ts'
import { homePaths, loadConfig, type HomeConfig } from '../storage/home/index.ts'

export { profiles } from '../storage/home/index.ts'

type DaemonSettings = Pick<HomeConfig, 'profile' | 'api' | 'gateway' | 'logLevel' | 'logFile'>

/** Nothing where there is no home, or one of another format: opening it says so, or brings it to this one. @throws ERR_CORRUPT */
export async function loadDaemonSettings(home: string): Promise<DaemonSettings> {
  try {
    return (await loadConfig(homePaths(home).config)) ?? {}
  } catch (error) {
    if (error instanceof MemCubeError && error.code === 'ERR_INCOMPATIBLE') return {}
    throw error
  }
}

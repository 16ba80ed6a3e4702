/** The files of a home that a quick command reads: nothing here opens the database. */
export { loadApiAddress, loadApiToken, removeApiAddress, saveApiAddress } from './api-files.ts'
export { loadConfig, profiles, type HomeConfig } from './home-config.ts'
export { loadHolder, loadWish, removeWish, saveWish, type Holder, type HolderRole } from './holder-file.ts'
export { isHomeHeld } from './home-lock.ts'
export { homePaths } from './home-paths.ts'

/** How a command finds the daemon of a home, and who has that home. Apart from the rest of the node, so that finding it loads nothing else. */
export {
  loadApiAddress,
  loadApiToken,
  removeApiAddress,
  saveApiAddress,
  type ApiAddress,
} from '../storage/home/api-files.ts'
export {
  loadHolder,
  loadWish,
  removeWish,
  saveWish,
  type Holder,
  type HolderRole,
} from '../storage/home/holder-file.ts'
export { isHomeHeld } from '../storage/home/home-lock.ts'

/** Who has a home and who wants it, for commands that wait. Apart from the rest of the node, so that looking loads little else. */
export {
  loadHolder,
  loadWish,
  removeWish,
  saveWish,
  type Holder,
  type HolderRole,
} from '../storage/home/holder-file.ts'
export { isHomeHeld } from '../storage/home/home-lock.ts'

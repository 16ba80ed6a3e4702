/** Who has a home and who wants it, for commands that wait. Apart from the rest of the node, so that looking loads little else. */
export {
  loadHolder,
  loadWish,
  removeWish,
  saveWish,
  type Holder,
  type HolderRole,
  isHomeHeld,
} from '../storage/home/index.ts'

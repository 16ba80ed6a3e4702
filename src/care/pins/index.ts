/** Pins: published cubes that IPFS nodes of their owner keep and give to others. */
export { addPin, removePin } from './change-pins.ts'
export { parsePlace } from './place.ts'
export { showPins, shownPin } from './show-pins.ts'

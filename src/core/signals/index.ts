export { anySignal } from './any-signal.ts'
export { untilAborted } from './until-aborted.ts'

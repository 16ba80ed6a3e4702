export { anySignal } from './any-signal.ts'
export { codeOfEnd, endedError, isDeadline } from './ended-error.ts'
export { untilAborted } from './until-aborted.ts'

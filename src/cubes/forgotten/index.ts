/** What was forgotten: erased, refused when it comes again, and taken back. */
export { type Erased, eraseForgotten, finishForgetting } from './erase.ts'
export { type ForgottenKeys, forgetIn } from './forget.ts'
export { memoriesUnder, olderUnder } from './memories-under.ts'
export { planHonour } from './honour.ts'
export { refuseForgottenState } from './refuse.ts'
export { reinstateIn } from './reinstate.ts'
export { type ForgottenShelf, forgottenError, openForgottenShelf } from './shelf.ts'
export { cubesHolding } from './uses.ts'

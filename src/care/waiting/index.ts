/** What waits for a person's decision. */
export { editedTwice, type EditedTwice } from './edited-twice.ts'
export { openProposals, waitingIn, type Waiting } from './waiting.ts'

/** What waits for a person's decision. */
export { editedTwice } from './edited-twice.ts'
export { lastLookName } from './last-look.ts'
export { joinedOffers, ownOffers, ownOffersSchema } from './own-offers.ts'
export { openProposals, waitingIn, waitingRow, type Waiting } from './waiting.ts'

/** Limits of swarms, each from protocols/swarm/spec.md, "Limits". */
export const SWARM_LIMITS = Object.freeze({
  /** Members that a roster may have. A guess: beyond this an epoch's wraps outgrow an event. */
  maxMembers: 256,
  /** Events that are resolved. A guess: a change a day for ten years. */
  maxEvents: 4_096,
  /** Wraps of 256 members are about 46 KiB. */
  maxEventBytes: 64 * 1024,
  /** As for commits. */
  maxParents: 16,
  maxNameBytes: 128,
  maxAddresses: 16,
  maxAddressBytes: 256,
  /** Text of an invitation with 16 addresses, rounded up. */
  maxInvitationChars: 8_192,
  /** What a stranger may send to a door. */
  maxRequestBytes: 4_096,
  /** What a door answers: one page of events. */
  maxAnswerBytes: 1024 * 1024,
  /** Events of one page, before addresses and charter. */
  maxPageBytes: 768 * 1024,
})

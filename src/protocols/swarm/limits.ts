/** Limits of what members say to each other, each from protocols/swarm/spec.md, "Team protocol". */
export const TEAM_LIMITS = Object.freeze({
  /** A control frame. */
  maxMessageBytes: 1024 * 1024,
  /** Newest events named, of 41 bytes each. Guess: a log forks once for each of its admins. */
  maxHave: 1_024,
  /** Cubes named in one message, of 41 bytes each; who has more names others the next time. Guess. */
  maxCubes: 2_048,
  /** Of one member, doors and hosts each. */
  maxAddresses: 8,
  /** What one sender gives to addresses, so that events, `have` and cubes of the largest size fit beside them. */
  maxPlaceBytes: 96 * 1024,
  /** Exchanges in a row on one stream: a log of the largest size in pages of three quarters of a mebibyte. */
  maxRounds: 400,
  /** One answer has to come in this time. */
  exchangeMs: 15_000,
  /** Messages of one peer that are read at once though they bring nothing new; then `perSecond`. Guesses. */
  burst: 32,
  perSecond: 2,
})

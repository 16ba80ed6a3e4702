/** One answer to the question why something is not found. */
export interface Reason {
  /** `bars`: it cannot be found; `may`: it may be why; `fine`: that is not it. */
  is: 'bars' | 'may' | 'fine'
  text: string
}

/** Counts what judging costs, so that it ends. One unit is one evaluated node of an expression. Pure. */
import { POLICY_LIMITS } from './limits.ts'
import { PolicyError } from './error.ts'

export class WorkMeter {
  #limit: number
  spent = 0

  constructor(limit: number = POLICY_LIMITS.freeWork) {
    this.#limit = limit
  }

  /** One more memory is to be judged, by however many rules: what may be spent grows with what came. */
  countChange(): void {
    this.#limit += POLICY_LIMITS.workPerChange
  }

  /** @throws {PolicyError} ERR_LIMIT */
  spend(units: number): void {
    this.spent += units
    if (this.spent <= this.#limit) return
    throw new PolicyError(
      'ERR_LIMIT',
      `judging these changes by the policy of the cube costs more than ${this.#limit} steps`,
      { hint: 'change fewer memories in one commit, or make the policy simpler' },
    )
  }
}

/**
 * Who could have signed anything at all, without regard to what counts: whom an admin made an admin, back to the founder,
 * and for their own leaving whoever was named. Pure. Spec: protocols/swarm/spec.md, "What counts", 1.
 */
import { isLeave, nameOf, settingOf } from './authority.ts'
import type { Charter } from './charter.ts'
import type { MembershipEvent } from './membership-event.ts'

export class PlausibleAuthors {
  readonly #admins: Set<string>
  readonly #named: Set<string>

  constructor(charter: Charter) {
    const founder = nameOf(charter.founder.key)
    this.#admins = new Set([founder])
    this.#named = new Set([founder])
  }

  /** Takes into account whom these events name, in whatever order they are. */
  learn(events: readonly MembershipEvent[]): void {
    for (let before = -1; before < this.#admins.size + this.#named.size;) {
      before = this.#admins.size + this.#named.size
      for (const event of events) {
        const setting = this.#admins.has(nameOf(event.author)) ? settingOf(event) : undefined
        if (setting === undefined) continue
        this.#named.add(setting.key)
        if (setting.role === 'admin') this.#admins.add(setting.key)
      }
    }
  }

  mayHaveSigned(event: MembershipEvent): boolean {
    const author = nameOf(event.author)
    return this.#admins.has(author) || (isLeave(event) && this.#named.has(author))
  }
}

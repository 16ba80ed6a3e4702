/** Whose mirrors of which cubes ids are, for the cubes that this member can read: an id follows from cube, author and epoch. */
import { parseCid } from '../../core/codec/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import { createMirror } from '../../core/sealed/index.ts'
import type { Reads } from '../../cubes/index.ts'
import type { Team } from '../team.ts'
import type { EpochKeys } from './epoch-keys.ts'

export class MirrorOwners {
  readonly #plain: Reads
  readonly #team: Team
  readonly #keys: EpochKeys
  /** By mirror; the author as `did:key`. */
  readonly #owners = new Map<string, string>()
  readonly #computed = new Set<string>()

  constructor(plain: Reads, team: Team, keys: EpochKeys) {
    this.#plain = plain
    this.#team = team
    this.#keys = keys
  }

  /** The author of a mirror; undefined for one of a cube that is not here. */
  async of(mirror: string): Promise<string | undefined> {
    if (!this.#owners.has(mirror)) await this.#compute()
    return this.#owners.get(mirror)
  }

  async #compute(): Promise<void> {
    const { members, removed, epoch: newest } = this.#team.roster()
    const authors = [...members.filter(({ role }) => role !== 'seed').map(({ key }) => key), ...removed]
    for (const { cube } of await this.#plain.cubes.list()) {
      const genesis = await this.#plain.store.get(parseCid(cube))
      for (let epoch = 1; genesis !== undefined && epoch <= newest.epoch; epoch++) {
        if (this.#keys.contentOf(epoch) === undefined) continue
        for (const key of authors) {
          const did = formatDid(key)
          const name = `${cube} ${epoch} ${did} ${hex(this.#keys.printOf(epoch))}`
          if (this.#computed.has(name)) continue
          this.#computed.add(name)
          const mirror = createMirror(this.#keys, { genesis, author: key, epoch })
          this.#owners.set(mirror.genesis.cid.toString(), did)
        }
      }
    }
  }
}

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex')

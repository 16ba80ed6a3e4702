/** Eve says that she listens at a name; whoever did not give that name is not looked up. */
import type { MultiaddrResolveOptions } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { createGate } from '../../src/network/gater.ts'
import { givenNames } from '../../src/network/given-names.ts'
import { libp2pOptions } from '../../src/network/libp2p-options.ts'
import { planHost } from '../../src/network/profiles.ts'
import { keepingLogger } from './hosts.ts'

const GIVEN = '/dnsaddr/entry.example.org/p2p/12D3KooWE4aDz26eWDtERGijXnLjwbSPCV8UgckWk5Htds6Tk3sT'
const EVES = '/dnsaddr/eve.example.org'
const NO_OPTIONS = {} as MultiaddrResolveOptions
const plan = planHost({ profile: 'public', listen: [], bootstrap: [GIVEN], network: 'test' })

describe('a name that leads to addresses', () => {
  it('is looked up when a person gave it, with the names that it leads to, and not on the word of others', async () => {
    const gate = createGate(plan, () => true)
    gate.allow(multiaddr(GIVEN))
    const asked: string[] = []
    const names = givenNames((address) => gate.permits(address), {
      canResolve: () => true,
      async resolve(address) {
        asked.push(address.toString())
        return [multiaddr('/ip4/1.2.3.4/tcp/4001')]
      },
    })
    expect(await names.resolve(multiaddr(EVES), NO_OPTIONS)).toEqual([])
    expect(await names.resolve(multiaddr(GIVEN), NO_OPTIONS)).toHaveLength(1)
    expect(
      await names.resolve(multiaddr('/dnsaddr/two.example.org'), {
        ...NO_OPTIONS,
        depth: 1,
      } as MultiaddrResolveOptions),
    ).toHaveLength(1)
    expect(asked).toEqual([GIVEN, '/dnsaddr/two.example.org'])
  })

  it.each(['local', 'lan', 'public'] as const)('is so in profile %s', async (profile) => {
    const own = planHost({ profile, listen: [], bootstrap: [], network: 'test' })
    const { connectionManager } = await libp2pOptions({
      plan: own,
      deps: { logger: keepingLogger(), nodeKey: new Uint8Array(32).fill(1), blockstore: {} as never },
      gater: createGate(own, () => true).gater,
      hostService: () => ({}) as never,
      onMoved() {},
      isStranger: () => false,
    })
    // A lookup would fail: `.invalid` leads nowhere.
    const found = await connectionManager?.resolvers?.['dnsaddr']?.resolve(
      multiaddr('/dnsaddr/eve.invalid'),
      NO_OPTIONS,
    )
    expect(found).toEqual([])
  })
})

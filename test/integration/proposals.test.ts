// A pull request without a server, by the command line: three daemons as processes, two of which never meet.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { done, memcube, startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

test(
  'a fix is proposed, settled and accepted although its two sides never meet',
  { timeout: 180_000 },
  async () => {
    const folder = await temporaryFolder()
    const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    for (const home of [alice, bob, carol]) await done(home, 'init')
    const first = await startDaemon(alice)
    const { cube } = await done(alice, 'create', 'notes')
    await done(alice, 'add', 'notes', 'vacuum is for 12', '--key', 'vacuum')
    await done(alice, 'publish', 'notes')

    // A third machine keeps the cube alive; bob meets nobody else.
    const seed = await startDaemon(carol, { bootstrap: first.addresses })
    await done(carol, 'pull', cube)
    await done(alice, 'add', 'notes', 'vacuum is for 14', '--key', 'vacuum')
    expect(await first.stop()).toBe(0)

    const proposer = await startDaemon(bob, { bootstrap: seed.addresses })
    await done(bob, 'pull', cube)
    await done(bob, 'fork', 'notes', 'mine')
    await done(bob, 'add', 'mine', 'vacuum is for 16', '--key', 'vacuum')
    await done(bob, 'add', 'mine', 'an index helps', '--key', 'index')
    const proposed = await done(bob, 'propose', 'mine', '-m', 'a newer version')
    expect(proposed).toMatchObject({ upstream: cube, delivered: [seed.peerId] })
    const id: string = proposed.proposal
    expect(await proposer.stop()).toBe(0)

    const author = await startDaemon(alice, { bootstrap: seed.addresses })
    await author.event((one) => one['event'] === 'proposal' && one['id'] === id)
    const { proposals } = await done(alice, 'proposals', 'notes')
    expect(proposals).toMatchObject([
      { id, message: 'a newer version', added: 1, changed: 1, removed: 0, state: 'open' },
    ])
    expect(await done(alice, 'diff', 'notes', proposals[0].base, id)).toEqual({
      added: ['index'],
      removed: [],
      changed: ['vacuum'],
    })
    expect(await done(alice, 'get', 'notes', 'vacuum', '--at', id)).toMatchObject({
      body: 'vacuum is for 16',
    })

    const asked = await memcube(alice, ['accept', id.slice(0, 20)])
    expect(asked).toMatchObject({ code: 4, json: { conflicts: [{ key: 'vacuum', kind: 'edit/edit' }] } })
    const both = join(folder, 'both.md')
    await writeFile(both, 'vacuum is for 14 to 16')
    const accepted = await done(alice, 'accept', id, '--resolve', `vacuum=@${both}`)
    expect(accepted).toMatchObject({ conflicts: [], state: 'accepted' })
    expect(await done(alice, 'get', 'notes', 'vacuum')).toMatchObject({ body: 'vacuum is for 14 to 16' })
    expect(await memcube(alice, ['accept', id])).toMatchObject({
      code: 1,
      json: { error: { code: 'ERR_INVALID_INPUT' } },
    })
    expect(await memcube(alice, ['decline', 'bafyreiaaaaaa'])).toMatchObject({ code: 5 })
    await seed.event((one) => one['event'] === 'proposal' && one['state'] === 'accepted')
    expect(await author.stop()).toBe(0)

    const again = await startDaemon(bob, { bootstrap: seed.addresses })
    await again.event((one) => one['event'] === 'proposal' && one['state'] === 'accepted')
    expect((await done(bob, 'proposals')).proposals).toMatchObject([
      { id, state: 'accepted', merged: accepted.commit },
    ])
    // Who propose nothing, or to nobody, leaves with a sentence and a code.
    expect(await memcube(bob, ['propose', 'notes'])).toMatchObject({ code: 3 })
    for (const home of [bob, carol])
      expect(await done(home, 'fsck')).toMatchObject({ ok: true, problems: [] })
  },
)

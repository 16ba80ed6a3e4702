// The story of the README with three daemons as processes, no server between them, on real text.
import { mkdir, readdir, copyFile, writeFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { done, memcube, startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

/** READMEs that the project's own dependencies ship. */
async function realNotes(folder: string, most: number): Promise<number> {
  await mkdir(folder)
  const modules = join(import.meta.dirname, '../../node_modules')
  let copied = 0
  for (const name of (await readdir(modules)).sort()) {
    if (copied >= most) break
    const readme = (await readdir(join(modules, name)).catch(() => [])).find((entry) =>
      /^readme\.md$/i.test(entry),
    )
    if (readme === undefined) continue
    await copyFile(join(modules, name, readme), join(folder, `${name}.md`))
    copied++
  }
  return copied
}

test(
  'what alice writes is found, verified, recalled, followed and passed on',
  { timeout: 180_000 },
  async () => {
    const folder = await temporaryFolder()
    const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    const notes = join(folder, 'notes')
    const files = await realNotes(notes, 150)
    await writeFile(
      join(notes, 'typed-events.md'),
      '# Events\n\nTo type an event emitter, map each event name to its arguments and pass the map as a generic.',
    )

    await done(alice, 'init', '--name', 'alice')
    const aliceNode = await startDaemon(alice)
    await done(alice, 'create', 'field-notes', '--topic', 'typescript', '--licence', 'CC-BY-4.0')
    const imported = await memcube(alice, ['import', 'field-notes', notes, '--allow-skips'])
    expect(imported.json).toMatchObject({ read: files + 1, added: files + 1 - imported.json.skipped.length })
    // READMEs show passwords that are made up.
    const { leaving } = await done(alice, 'publish', 'field-notes', '--dry-run')
    const examples = [...new Set((leaving.secrets as { where: string }[]).map(({ where }) => where))]
    const allowed = examples.flatMap((where) => ['--allow-secret', where])
    const published = await done(alice, 'publish', 'field-notes', ...allowed)

    await done(bob, 'init', '--name', 'bob')
    const bobNode = await startDaemon(bob, { bootstrap: aliceNode.addresses })
    const { cubes } = await done(bob, 'discover', 'typescript')
    expect(cubes).toMatchObject([
      {
        cube: published.cube,
        name: 'field-notes',
        licence: 'CC-BY-4.0',
        memories: imported.json.added,
        seeds: 1,
      },
    ])
    const pulled = await done(bob, 'pull', 'field-notes')
    expect(pulled).toMatchObject({
      cube: published.cube,
      commit: published.head,
      memories: imported.json.added,
      from: aliceNode.peerId,
    })
    expect(await done(bob, 'verify', 'field-notes')).toMatchObject({ ok: true, problems: [] })

    // What a stranger wrote is recalled only when asked for, and says whose it is.
    expect((await done(bob, 'recall', 'how do I type an event emitter?')).results).toEqual([])
    const asked = await done(bob, 'recall', 'how do I type an event emitter?', '--tier', 'community')
    expect(asked.results).toContainEqual(
      expect.objectContaining({
        key: 'typed-events',
        cube: published.cube,
        tier: 'community',
        verified: true,
      }),
    )
    expect((await done(bob, 'peers')).peers).toMatchObject([
      { peerId: aliceNode.peerId, agreement: { result: 'ok' } },
    ])

    await done(bob, 'follow', 'field-notes')
    const changed = await done(
      alice,
      'add',
      'field-notes',
      'A quokka is typed as a small marsupial.',
      '--key',
      'typed-events',
    )
    await bobNode.event(({ event, commit }) => event === 'pulled' && commit === changed.commit)
    const heard = await done(bob, 'recall', 'quokka marsupial')
    expect(heard.results[0]).toMatchObject({
      key: 'typed-events',
      tier: 'followed',
      text: 'A quokka is typed as a small marsupial.',
    })

    expect(await aliceNode.stop()).toBe(0)
    await done(carol, 'init', '--name', 'carol')
    const carolNode = await startDaemon(carol, { bootstrap: bobNode.addresses })
    const second = await done(carol, 'pull', published.cube)
    expect(second).toMatchObject({ commit: changed.commit, from: bobNode.peerId })

    expect(await bobNode.stop('SIGINT')).toBe(0)
    const again = await startDaemon(bob)
    expect(again.addresses).toEqual(bobNode.addresses)
    expect((await done(bob, 'recall', 'quokka marsupial')).results[0]).toMatchObject({ key: 'typed-events' })
    for (const home of [bob, carol])
      expect(await done(home, 'fsck')).toMatchObject({ ok: true, problems: [] })
    await carolNode.stop()
    // Without a daemon the same commands give the same answers.
    expect(await done(carol, 'show', published.cube)).toMatchObject({
      role: 'cached',
      tier: 'community',
      head: changed.commit,
    })
    expect(await readFile(join(notes, 'typed-events.md'), 'utf8')).toContain('# Events')
  },
)

test('what is unpublished is no longer found or served', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  const [alice, bob] = [join(folder, 'alice'), join(folder, 'bob')]
  await done(alice, 'init', '--name', 'alice')
  const aliceNode = await startDaemon(alice)
  await done(alice, 'create', 'public', '--topic', 'zoo')
  const secret = await done(alice, 'create', 'secret', '--topic', 'zoo')
  await done(alice, 'add', 'public', 'open to all', '--key', 'k')
  await done(alice, 'publish', 'public')
  await done(bob, 'init', '--name', 'bob')
  await startDaemon(bob, { bootstrap: aliceNode.addresses })
  expect((await done(bob, 'discover', 'zoo')).cubes.map(({ name }: { name: string }) => name)).toEqual([
    'public',
  ])
  const refused = await memcube(bob, ['pull', secret.cube])
  expect(refused).toMatchObject({ code: 5, json: { error: { code: 'ERR_NOT_FOUND' } } })
  await done(alice, 'unpublish', 'public')
  expect(await done(bob, 'discover', 'zoo')).toMatchObject({ cubes: [], asked: 1, answered: 1, blocked: 0 })
  expect((await memcube(bob, ['pull', 'public'])).json.error.code).toBe('ERR_NOT_FOUND')
})

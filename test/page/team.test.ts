// A team made on the page alone: one makes a swarm and invites, another joins, both write; then one is named and put out.
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { done, startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { button, buildThePage, go, link, noBrowser, openBrowser, openPage } from './browser.ts'

beforeAll(() => {
  if (noBrowser === undefined) buildThePage()
})

test.skipIf(noBrowser !== undefined)(
  'a swarm is made, joined, filled from files and left by one who is removed, all on the page',
  { timeout: 240_000 },
  async () => {
    const folder = await temporaryFolder()
    const [alice, bob] = [join(folder, 'alice'), join(folder, 'bob')]
    await Promise.all([done(alice, 'init', '--name', 'alice'), done(bob, 'init', '--name', 'bob')])
    await Promise.all([startDaemon(alice), startDaemon(bob)])
    const browser = await openBrowser()
    const { page: hers, mistakes: herMistakes } = await openPage(alice, browser)
    const { page: his, mistakes: hisMistakes } = await openPage(bob, browser)

    // She makes a swarm and an invitation, as a text and as a picture.
    await go(hers, 'Swarms')
    await hers.getByLabel('Name of the swarm').fill('crew')
    await button(hers, 'Make swarm').click()
    await hers.getByRole('heading', { level: 1, name: 'crew' }).waitFor()
    await button(hers, 'Make invitation').click()
    await hers.getByRole('img', { name: 'The invitation as a QR code' }).waitFor()
    const invitation = await hers.getByRole('region', { name: 'the invitation' }).innerText()

    // He joins with it, and she sees him by his name.
    await go(his, 'Swarms')
    await his.getByLabel('Invitation').fill(invitation)
    await button(his, 'Join').click()
    await his.getByRole('heading', { level: 1, name: 'crew' }).waitFor()
    const members = hers.getByRole('list', { name: 'Members' })
    await members.getByText('bob', { exact: true }).waitFor()

    // A cube for the swarm, filled from files; one of them has nothing in it, and the report says so.
    await go(hers, 'Cubes')
    await button(hers, 'New cube').click()
    await hers.getByLabel('Name', { exact: true }).fill('runbook')
    await hers.getByLabel('Who reads it').selectOption({ label: 'the members of crew' })
    await button(hers, 'Make cube').click()
    await hers.getByRole('heading', { level: 1, name: 'crew/runbook' }).waitFor()
    await link(hers, 'Import').click()
    await hers.getByLabel('Choose files').setInputFiles([
      { name: 'deploy.md', mimeType: 'text/markdown', buffer: Buffer.from('# Deploy\n\nSee [[rollback]].') },
      { name: 'rollback.md', mimeType: 'text/markdown', buffer: Buffer.from('deploy --to PREVIOUS') },
      { name: 'empty.md', mimeType: 'text/markdown', buffer: Buffer.from('') },
    ])
    await hers.getByRole('heading', { name: '2 memories imported' }).waitFor()
    await hers.getByText('empty.md').waitFor({ state: 'attached' })
    await link(hers, 'See the cube').click()
    await link(hers, 'deploy').click()
    await hers.getByRole('heading', { level: 2, name: 'Deploy' }).waitFor()
    await link(hers, 'rollback').click()
    await hers.locator('.memory', { hasText: 'deploy --to PREVIOUS' }).waitFor()
    await link(his, 'runbook').waitFor()

    // She gives him a name of her own, then puts him out: the keys change.
    await go(hers, 'People')
    await button(hers, 'Name and trust bob').click()
    await hers.getByLabel('Name', { exact: true }).fill('Robert')
    await button(hers, 'Save').click()
    await hers.getByText('Robert', { exact: true }).waitFor()
    await go(hers, 'Swarms')
    await link(hers, 'crew').click()
    await button(hers, 'Remove bob').click()
    await hers.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await hers.getByRole('heading', { name: '1 member' }).waitFor()
    await his.getByText('You were removed from this swarm.').waitFor()
    expect((await done(alice, 'swarm', 'members', 'crew')).members).toHaveLength(1)
    expect([...herMistakes, ...hisMistakes]).toEqual([])
  },
)

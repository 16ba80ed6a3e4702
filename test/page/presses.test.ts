// What docs/node.md says that a task takes: each is done in a browser, with every press of the pointer counted, and compared with the table.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { initHome } from '../../src/node/index.ts'
import { startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import {
  button,
  callerOf,
  go,
  link,
  noBrowser,
  openBrowser,
  openPage,
  openWindow,
  pressAndConfirm,
} from './browser.ts'
import { zipArchive } from './zip-archive.ts'

/** Tasks with the presses that the table says; those that a page cannot do have none. */
async function told(): Promise<Record<string, number>> {
  const page = await readFile(join(import.meta.dirname, '../../docs/node.md'), 'utf8')
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  const head = rows.findIndex((cells) => cells[1] === 'to do this')
  return Object.fromEntries(
    rows
      .slice(head + 2)
      .filter((cells) => /^\d+$/.test(cells[3] ?? ''))
      .map((cells) => [cells[1] as string, Number(cells[3])]),
  )
}

/** Counts what the pointer presses from now on. A field that is typed into needs the keyboard alone: Tab leads there. */
async function countPresses(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = globalThis as unknown as { presses: number }
    counted.presses = 0
    addEventListener(
      'pointerdown',
      ({ isTrusted, target }) => {
        const isField = target instanceof Element && target.matches('input:not([type=radio]), textarea')
        if (isTrusted && !isField) counted.presses++
      },
      { capture: true },
    )
  })
  return () => page.evaluate(() => (globalThis as unknown as { presses: number }).presses)
}

test.skipIf(noBrowser !== undefined)(
  'each task of the table takes as many presses as it says',
  { timeout: 240_000 },
  async () => {
    const folder = await temporaryFolder()
    const [hers, his] = [join(folder, 'alice'), join(folder, 'bob')]
    await initHome({ home: hers, name: 'alice' })
    await initHome({ home: his, name: 'bob' })
    const daemon = await startDaemon(hers)
    await startDaemon(his, { bootstrap: daemon.addresses })
    const [alice, bob] = [await callerOf(hers), await callerOf(his)]
    const window = await openBrowser()
    const { page: her } = await openPage(hers, window)
    const { page: him } = await openPage(his, await openWindow(window.browser() as Browser))

    const counts: Record<string, number> = {}
    /** Begins on a screen that no task begins with, once its page knows of everything. */
    const doing = async (page: Page, name: string, task: () => Promise<unknown>): Promise<void> => {
      await go(page, 'Map')
      const presses = await countPresses(page)
      await task()
      counts[name] = await presses()
      await page.reload()
    }
    const atCube = async (page: Page, cube: string): Promise<void> => {
      await go(page, 'Cubes')
      await link(page, cube).click()
    }

    const { cube } = await alice.call('create', { name: 'notes' })
    for (const [key, text] of [
      ['plan', 'first plan'],
      ['plan', 'second plan'],
      ['other', 'partial indexes help'],
    ])
      await alice.call('add', { cube, key, text })
    await alice.call('publish', { cube })
    await alice.call('branch', { cube, name: 'draft' })
    await alice.call('add', { cube, key: 'idea', text: 'of an agent', branch: 'draft' })

    await doing(her, 'see who changed a memory, and undo it', async () => {
      await atCube(her, 'notes')
      await link(her, 'plan').click()
      await her
        .getByRole('link', { name: /^Compare the version/ })
        .first()
        .waitFor()
      await pressAndConfirm(her, 'Undo last change')
      await her.locator('.memory').getByText('first plan').waitFor()
    })
    let shared = ''
    await doing(her, 'share one branch', async () => {
      await atCube(her, 'notes')
      await link(her, 'Branches').click()
      await pressAndConfirm(her, 'Publish draft', 'Publish')
      await button(her, 'Link to draft').click()
      shared = await her.getByRole('region', { name: 'the link' }).innerText()
    })
    await doing(him, 'pull a branch that somebody shared', async () => {
      await go(him, 'Discover')
      await him.getByLabel('Link, ticket, cube id or name').fill(shared)
      await button(him, 'Pull this').click()
      await link(him, 'idea').waitFor()
    })
    let invitation = ''
    await doing(her, 'invite somebody into a new swarm', async () => {
      await go(her, 'Swarms')
      await her.getByLabel('Name of the swarm').fill('crew')
      await button(her, 'Make swarm').click()
      await button(her, 'Make invitation').click()
      invitation = await her.getByRole('region', { name: 'the invitation' }).innerText()
    })
    await bob.call('swarm-join', { invite: invitation })
    await doing(her, 'remove a member', async () => {
      await go(her, 'Swarms')
      await link(her, 'crew').click()
      await pressAndConfirm(her, 'Remove bob', 'Remove')
      await her.getByRole('heading', { name: '1 member' }).waitFor()
    })

    await bob.call('pull', { cube, branch: 'main' })
    await doing(him, 'fork a cube', async () => {
      await atCube(him, 'notes')
      await button(him, 'Fork').click()
      await him.getByLabel('Name of the fork').fill('mine')
      await button(him, 'Make fork').click()
      await him.getByRole('heading', { level: 1, name: 'mine' }).waitFor()
    })
    await bob.call('add', { cube: 'mine', key: 'plan', text: 'his plan' })
    await alice.call('add', { cube, key: 'plan', text: 'her plan' })
    await bob.call('propose', { cube: 'mine', message: 'a better plan' })
    await doing(her, 'answer a proposal that has a conflict', async () => {
      await go(her, 'Proposals')
      await link(her, 'a better plan').click()
      await button(her, 'Accept').click()
      await her.getByLabel('Take theirs').check()
      await button(her, 'Accept with these decisions').click()
      await her.getByText('accepted', { exact: true }).waitFor()
    })
    await alice.call('add', { cube, key: 'later', text: 'what she did since' })
    await doing(him, 'take in what its upstream did', async () => {
      await atCube(him, 'mine')
      await link(him, 'Merge upstream').click()
      await button(him, 'Merge').click()
      await him.getByRole('list', { name: 'Commits, newest first' }).waitFor()
    })

    await alice.call('create', { name: 'vault' })
    await doing(her, 'move a vault in', async () => {
      await atCube(her, 'vault')
      await link(her, 'Import').click()
      const buffer = zipArchive([{ name: 'vault/one.md', bytes: Buffer.from('# One') }])
      await her
        .getByLabel('Choose files')
        .setInputFiles([{ name: 'vault.zip', mimeType: 'application/zip', buffer }])
      await her.getByRole('heading', { name: '1 memory imported' }).waitFor()
    })
    await doing(her, 'take it out again', async () => {
      await atCube(her, 'vault')
      await button(her, 'Export').click()
      await her.getByLabel('Folder to make').fill(join(folder, 'out'))
      await button(her, 'Write it').click()
      await her.getByText(/^1 memory in 1 file/).waitFor()
    })
    await doing(him, 'find out why a cube of somebody is not found', async () => {
      await go(him, 'Discover')
      await him.getByLabel('Topic').fill('no such topic')
      await button(him, 'Discover').click()
      await him.locator('[aria-labelledby=not-found]').waitFor()
    })
    await doing(her, 'find out why search does not find a memory', async () => {
      await atCube(her, 'notes')
      await link(her, 'other').click()
      await link(her, 'Why does search not find it?').click()
      await her.getByLabel('What was asked').fill('partial indexes')
      await button(her, 'Try').click()
      await her.getByText(/Search finds it for this question/).waitFor()
    })
    await doing(him, 'ask yourself, and then everybody', async () => {
      await go(him, 'Search')
      await him.getByLabel('Look for').fill('partial indexes help')
      await button(him, 'Search').click()
      await link(him, /community|Ask them too/)
        .first()
        .click()
      await him.getByRole('list', { name: 'Passages' }).getByRole('listitem').first().waitFor()
    })
    await doing(her, 'forget a secret with all of its versions, and see who fetched it', async () => {
      await atCube(her, 'notes')
      await link(her, 'plan').click()
      await pressAndConfirm(her, 'Forget')
      await her.getByText(/erased here/).waitFor()
    })
    const secret = ['AKIA', 'IOSFODNN7', 'ABCDEFQ'].join('')
    await alice.call('add', { cube: 'vault', key: 'aws', text: `aws_access_key_id = ${secret}` })
    await doing(her, 'publish what has a secret in it', async () => {
      await atCube(her, 'vault')
      await button(her, 'Publish').click()
      await her.getByRole('dialog').getByRole('link', { name: 'aws', exact: true }).waitFor()
    })
    await doing(her, 'make a backup', async () => {
      await go(her, 'Node')
      await her.getByLabel('File to write').fill(join(folder, 'alice.backup'))
      await button(her, 'Make backup').click()
      await her.getByText('The backup is written').waitFor()
    })
    const { cube: agents } = await alice.call('create', { name: 'agents' })
    await alice.call('branch', { cube: agents, name: 'work' })
    await alice.call('add', { cube: agents, key: 'found', text: 'by an agent', branch: 'work' })
    await doing(her, 'review what an agent wrote on a branch, and merge it', async () => {
      await atCube(her, 'agents')
      await link(her, 'Branches').click()
      await link(her, 'Compare').click()
      await her.getByText('by an agent').waitFor()
      await link(her, 'Merge into main').click()
      await button(her, 'Merge').click()
      await her.getByRole('list', { name: 'Commits, newest first' }).waitFor()
    })

    expect(counts).toEqual(await told())
  },
)

// Two people with browsers only, each with a daemon, do on the page what people do: all of them share one browser, each in a window.
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { initHome } from '../../src/node/index.ts'
import { startDaemon, type Daemon } from '../helpers/daemon.ts'
import { temporaryFolder, type AtEnd } from '../helpers/temporary-home.ts'
import { agentOverHttp } from '../interfaces/mcp-client.ts'
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
  type Caller,
} from './browser.ts'
import { zipArchive } from './zip-archive.ts'

const closing: (() => void | Promise<void>)[] = []
const atEnd: AtEnd = (close) => void closing.push(close)
let [hers, his]: Page[] = []
let alice: { daemon: Daemon; api: Caller }
const mistakes: string[][] = []

beforeAll(async () => {
  if (noBrowser !== undefined) return
  const folder = await temporaryFolder(atEnd)
  const homes = [join(folder, 'alice'), join(folder, 'bob')] as const
  await initHome({ home: homes[0], name: 'alice' })
  await initHome({ home: homes[1], name: 'bob' })
  const daemon = await startDaemon(homes[0], { atEnd })
  await startDaemon(homes[1], { bootstrap: daemon.addresses, atEnd })
  const api = await callerOf(homes[0])
  atEnd(() => api.close())
  alice = { daemon, api }
  const window = await openBrowser({}, atEnd)
  const another = await openWindow(window.browser() as Browser)
  for (const [home, of] of [
    [homes[0], window],
    [homes[1], another],
  ] as const) {
    const opened = await openPage(home, of)
    mistakes.push(opened.mistakes)
    if (home === homes[0]) hers = opened.page
    else his = opened.page
  }
})

afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

const long = { timeout: 240_000 }
/** Hers and his. */
const pages = (): readonly [Page, Page] => [hers as Page, his as Page]

async function makeCube(
  page: Page,
  name: string,
  more: () => Promise<unknown> = async () => {},
): Promise<void> {
  await go(page, 'Cubes')
  await button(page, 'New cube').click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await more()
  await button(page, 'Make cube').click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

async function addMemory(page: Page, key: string, text: string): Promise<void> {
  await link(page, 'Add memory').click()
  await page.getByLabel('Text', { exact: true }).fill(text)
  await page.getByLabel('Key', { exact: true }).fill(key)
  await button(page, 'Save').click()
  await page.getByRole('heading', { level: 1, name: key }).waitFor()
}

async function editMemory(page: Page, text: string): Promise<void> {
  await link(page, 'Edit').click()
  await page.getByRole('heading', { level: 1, name: /^Edit/ }).waitFor()
  await page.getByLabel('Text', { exact: true }).fill(text)
  await button(page, 'Save').click()
  await page.locator('.memory', { hasText: text }).waitFor()
}

async function comment(page: Page, text: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Comment' })
  await form.getByLabel('Your words').fill(text)
  await form.getByRole('button', { name: 'Say it' }).click()
  await page.getByRole('region', { name: 'What was said' }).getByText(text).waitFor()
}

function textsOfTalk(page: Page): Promise<string[]> {
  return page.getByRole('region', { name: 'What was said' }).locator('li > p:last-child').allInnerTexts()
}

test.skipIf(noBrowser !== undefined)(
  'one person finds, forks, edits and proposes, another accepts, and the fork keeps up',
  long,
  async () => {
    const [her, him] = pages()
    // She makes a cube and shares it.
    await makeCube(her, 'postgres', async () => {
      await her.getByLabel('Topics').fill('databases')
      await her.getByLabel('Licence').fill('CC-BY-4.0')
    })
    await addMemory(her, 'vacuum', 'Autovacuum thresholds are fine for tables of 12 GB.')
    await link(her, 'postgres').click()
    await addMemory(her, 'index', 'A partial index helps where most rows are closed.')
    await link(her, 'postgres').click()
    await button(her, 'Publish').click()
    const asked = her.getByRole('dialog')
    await asked.getByText('3 commits, with older versions and removed memories').waitFor()
    await asked.getByText('Nothing in it looks like a secret.').waitFor()
    await asked.getByRole('button', { name: 'Publish' }).click()
    await button(her, 'Unpublish').waitFor()

    // What looks like a secret goes out only when she says that it may; a branch is shared and taken back by itself.
    const secret = ['AKIA', 'IOSFODNN7', 'ABCDEFQ'].join('')
    await alice.api.call('branch', { cube: 'postgres', name: 'keys' })
    await alice.api.call('add', {
      cube: 'postgres',
      text: `aws_access_key_id = ${secret}`,
      key: 'aws',
      branch: 'keys',
    })
    await link(her, 'Branches').click()
    await button(her, 'Publish keys').click()
    await asked.getByRole('link', { name: 'aws', exact: true }).waitFor()
    expect(await asked.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true)
    await asked.getByRole('checkbox').check()
    await asked.getByRole('button', { name: 'Publish' }).click()
    await pressAndConfirm(her, 'Unpublish keys', 'Unpublish')
    await button(her, 'Publish keys').waitFor()
    await link(her, 'Memories').click()

    // He finds it, pulls it and searches it.
    await go(him, 'Discover')
    await him.getByLabel('Topic').fill('databases')
    await button(him, 'Discover').click()
    await button(him, 'Pull postgres').click()
    await him.getByRole('heading', { level: 1, name: 'postgres' }).waitFor()
    await go(him, 'Search')
    await him.getByLabel('Look for').fill('partial index for closed rows')
    await him.getByLabel('Trusted as').selectOption('community')
    await button(him, 'Search').click()
    const hit = him.getByRole('list', { name: 'Passages' }).getByRole('listitem').first()
    await hit.getByText('A partial index helps').waitFor()
    expect(await hit.innerText()).toMatch(/by did:key:[\s\S]*community[\s\S]*verified[\s\S]*bafyrei/)

    // He forks it, changes one memory, adds another, and proposes both.
    await hit.getByRole('link', { name: 'postgres' }).click()
    await button(him, 'Fork').click()
    await him.getByLabel('Name of the fork').fill('postgres-fixes')
    await button(him, 'Make fork').click()
    await him.getByRole('heading', { level: 1, name: 'postgres-fixes' }).waitFor()
    await link(him, 'vacuum').click()
    await editMemory(him, 'Autovacuum thresholds are fine for tables of 16 GB.')
    await link(him, 'postgres-fixes').click()
    await addMemory(him, 'wal', 'A larger max_wal_size spreads checkpoints out.')
    await link(him, 'postgres-fixes').click()
    await button(him, 'Propose').click()
    await him.getByLabel('Why').fill('measured on version 16')
    await button(him, 'Send proposal').click()
    await him.getByRole('heading', { level: 1, name: 'Proposal' }).waitFor()

    // Meanwhile she changed the same memory: she is told live, asks to accept, and settles the conflict.
    await link(her, 'vacuum').click()
    await editMemory(her, 'Autovacuum thresholds are fine for tables of 14 GB.')
    await her.getByLabel('1 open').waitFor()
    await go(her, 'Proposals')
    await link(her, 'measured on version 16').click()
    await her.getByText('A larger max_wal_size spreads checkpoints out.').waitFor()

    // She asks him something there, he answers, and each reads the other live.
    await comment(her, 'Was that with fsync on?')
    await him.getByText('Was that with fsync on?').waitFor()
    await comment(him, 'Yes, on NVMe.')
    await her.getByText('Yes, on NVMe.').waitFor()
    expect(await textsOfTalk(her)).toEqual(['Was that with fsync on?', 'Yes, on NVMe.'])

    // She sees what both began from; she may leave it, and nothing of it stays.
    await button(her, 'Accept').click()
    await her.getByRole('heading', { name: '1 conflict to resolve' }).waitFor()
    await her.getByText('tables of 12 GB').waitFor()
    await button(her, 'Cancel').click()
    await button(her, 'Accept').waitFor()
    const { waiting } = await alice.api.call('show', { cube: 'postgres' })
    expect(waiting.map(({ kind }: { kind: string }) => kind)).toEqual(['proposal'])

    await button(her, 'Accept').click()
    await her.getByText('tables of 14 GB').waitFor()
    await her.getByText('tables of 16 GB').waitFor()
    await her.getByLabel('Write another').check()
    await her.getByLabel('What is to stand').fill('Autovacuum thresholds are fine for tables of 14 to 16 GB.')
    await button(her, 'Accept with these decisions').click()
    await her.getByText('accepted', { exact: true }).waitFor()

    // He is told live, and her cube has both.
    await him.getByText('accepted', { exact: true }).waitFor()
    expect(await alice.api.call('get', { cube: 'postgres', key: 'vacuum' })).toMatchObject({
      body: 'Autovacuum thresholds are fine for tables of 14 to 16 GB.',
    })
    expect((await alice.api.call('keys', { cube: 'postgres' })).keys).toEqual(['index', 'vacuum', 'wal'])

    // His fork takes in what she did since: one button, which asks her node first, also where the page has read little yet.
    await go(him, 'Cubes')
    await link(him, 'postgres-fixes').click()
    await him.route('**/v1/call/show', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      await route.continue()
    })
    await link(him, 'Merge upstream').click()
    await button(him, 'Merge').click()
    await him.getByRole('list', { name: 'Commits, newest first' }).waitFor()
    await him.unrouteAll({ behavior: 'wait' })
    await link(him, 'Memories').click()
    await link(him, 'vacuum').click()
    await him.locator('.memory', { hasText: '14 to 16 GB' }).waitFor()
  },
)

test.skipIf(noBrowser !== undefined)(
  'an agent writes on a branch while a person works on the page, and nothing is lost',
  long,
  async () => {
    const [her] = pages()
    const agent = await agentOverHttp(alice.daemon)
    await makeCube(her, 'notes')
    await addMemory(her, 'shared', 'the first word')
    await link(her, 'notes').click()
    await link(her, 'Branches').click()
    await her.getByRole('textbox', { name: 'New branch' }).fill('agent')
    await button(her, 'Make branch').click()
    await link(her, 'agent').waitFor()
    await link(her, 'Memories').click()
    const writes = 12
    const agentWrites = async (): Promise<void> => {
      for (let turn = 0; turn < writes; turn++)
        await agent.use('remember', {
          cube: 'notes',
          branch: 'agent',
          key: `agent/${turn}`,
          text: `thought ${turn}`,
        })
    }
    const personWrites = async (): Promise<void> => {
      for (let turn = 0; turn < 3; turn++) {
        await addMemory(her, `person/${turn}`, `note ${turn}`)
        await link(her, 'notes').click()
      }
    }
    await Promise.all([agentWrites(), personWrites()])

    // She looks at what the agent wrote, and merges it from there.
    await link(her, 'Branches').click()
    await link(her, 'Compare').click()
    // What she wrote meanwhile is no change of the branch.
    await her.getByText('thought 10').waitFor()
    expect(await her.locator('.change.removed').count()).toBe(0)
    await link(her, 'Merge into main').click()
    await button(her, 'Merge').click()
    await her.getByRole('list', { name: 'Commits, newest first' }).waitFor()
    const { keys } = await alice.api.call('keys', { cube: 'notes' })
    expect(keys.filter((key: string) => key.startsWith('agent/'))).toHaveLength(writes)
    expect(keys.filter((key: string) => key.startsWith('person/'))).toHaveLength(3)
    expect(keys).toContain('shared')

    // Somebody else's word does not vanish under one's own: the page tells of it before it saves.
    await link(her, 'Memories').click()
    await link(her, 'shared').click()
    await link(her, 'Edit').click()
    // The form is there once it has read what it is to change.
    await her.getByLabel('Text', { exact: true }).waitFor()
    await agent.use('remember', { cube: 'notes', key: 'shared', text: 'the word of the agent' })
    await her.getByLabel('Text', { exact: true }).fill('the word of the person')
    await button(her, 'Save').click()
    await her.getByText('Somebody changed this memory meanwhile').waitFor()
    expect(await alice.api.call('get', { cube: 'notes', key: 'shared' })).toMatchObject({
      body: 'the word of the agent',
    })
    await button(her, 'Save mine').click()
    await her.locator('.memory', { hasText: 'the word of the person' }).waitFor()
  },
)

test.skipIf(noBrowser !== undefined)(
  'what was changed is undone, put back and forgotten, each for one memory',
  long,
  async () => {
    const [her] = pages()
    const text = her.locator('.memory')
    await makeCube(her, 'diary')
    await addMemory(her, 'plan', 'first plan')
    await editMemory(her, 'second plan')
    await editMemory(her, 'third plan')

    // The last change is undone where the memory is read.
    await pressAndConfirm(her, 'Undo last change')
    await text.getByText('second plan').waitFor()

    // Who changed it and when is said beside the words that changed; that change alone is undone there. The list of
    // versions is read after the text: the first one is the undoing only when all four are there.
    const versions = her.getByRole('link', { name: /^Compare the version/ })
    await versions.nth(3).waitFor()
    await versions.first().click()
    await her.getByRole('heading', { level: 1, name: 'Changes' }).waitFor()
    await her.getByText('you', { exact: true }).waitFor()
    await her.getByText('just now').first().waitFor()
    await pressAndConfirm(her, 'Undo this change: plan', 'Undo this change')
    await text.getByText('third plan').waitFor()

    // An older version is looked at, and stands again.
    await link(her, 'add plan').click()
    await text.getByText('first plan').waitFor()
    await pressAndConfirm(her, 'Put this version back')
    await link(her, 'As it is now').waitFor({ state: 'detached' })
    await text.getByText('first plan').waitFor()

    // What keeps a memory out of search is said, for any question and for one.
    await link(her, 'Why does search not find it?').click()
    await her.getByText('Nothing keeps it out.').waitFor()
    await her.getByLabel('What was asked').fill('first plan')
    await button(her, 'Try').click()
    await her.getByText('Search finds it for this question, at place 1.').waitFor()
    await link(her, 'plan').click()

    // Forgetting erases all versions, and says what no node can force.
    await pressAndConfirm(her, 'Forget')
    await her.getByText('3 versions erased here').waitFor()
    await her.getByText('backups, exports and copies that were made before keep it').waitFor()
    expect((await alice.api.call('keys', { cube: 'diary' })).keys).toEqual([])
  },
)

test.skipIf(noBrowser !== undefined)(
  'a link is copied on one page and pulled on another, and the home is written into a backup',
  long,
  async () => {
    const [her, him] = pages()
    await makeCube(her, 'recipes')
    await addMemory(her, 'bread', 'Three parts water to four of flour.')
    await link(her, 'recipes').click()
    await pressAndConfirm(her, 'Publish')
    await button(her, 'Link').click()
    await her.getByRole('img', { name: 'The link as a QR code' }).waitFor()
    const copied = await her.getByRole('region', { name: 'the link' }).innerText()
    expect(copied).toMatch(/^memcube:/)
    await go(him, 'Discover')
    await him.getByLabel('Link, ticket, cube id or name').fill(copied)
    await button(him, 'Pull this').click()
    await him.getByRole('heading', { level: 1, name: 'recipes' }).waitFor()
    await link(him, 'bread').waitFor()

    await go(her, 'Node')
    await her.getByLabel('File to write').fill(join(alice.daemon.home, '..', 'alice.backup'))
    await button(her, 'Make backup').click()
    await her.getByText('The backup is written').waitFor()
    await her.getByText('memcube restore-backup').waitFor()
  },
)

test.skipIf(noBrowser !== undefined)(
  'a swarm is made, joined, filled from a vault and left by one who is removed',
  long,
  async () => {
    const [her, him] = pages()
    // She makes a swarm and an invitation, as a text and as a picture.
    await go(her, 'Swarms')
    await her.getByLabel('Name of the swarm').fill('crew')
    await button(her, 'Make swarm').click()
    await her.getByRole('heading', { level: 1, name: 'crew' }).waitFor()
    await button(her, 'Make invitation').click()
    await her.getByRole('img', { name: 'The invitation as a QR code' }).waitFor()
    const invitation = await her.getByRole('region', { name: 'the invitation' }).innerText()

    // He joins with it, and she sees the name that he gives himself.
    await go(him, 'Swarms')
    await him.getByLabel('Invitation').fill(invitation)
    await button(him, 'Join').click()
    await him.getByRole('heading', { level: 1, name: 'crew' }).waitFor()
    const members = her.getByRole('list', { name: 'Members' })
    await members.getByText('"bob"', { exact: true }).waitFor()

    // A cube for the swarm, filled from an archive of a vault; one note has nothing in it, and the report says so.
    await go(her, 'Cubes')
    await button(her, 'New cube').click()
    await her.getByLabel('Name', { exact: true }).fill('runbook')
    await her.getByLabel('Who reads it').selectOption({ label: 'the members of crew' })
    await button(her, 'Make cube').click()
    await her.getByRole('heading', { level: 1, name: 'crew/runbook' }).waitFor()
    await link(her, 'Import').click()
    const vault = zipArchive([
      { name: 'vault/.obsidian/app.json', bytes: Buffer.from('{}') },
      { name: 'vault/deploy.md', bytes: Buffer.from('# Deploy\n\nSee [[rollback]].') },
      { name: 'vault/rollback.md', bytes: Buffer.from('deploy --to PREVIOUS'), method: 0 },
    ])
    await her
      .getByLabel('Choose files')
      .setInputFiles([{ name: 'vault.zip', mimeType: 'application/zip', buffer: vault }])
    await her.getByRole('heading', { name: '2 memories imported' }).waitFor()
    await her.getByText('1 hidden file of tools').waitFor({ state: 'attached' })
    await link(her, 'See the cube').click()
    await link(her, 'deploy').click()
    await her.getByRole('heading', { level: 2, name: 'Deploy' }).waitFor()
    await link(her, 'rollback').click()
    await her.locator('.memory', { hasText: 'deploy --to PREVIOUS' }).waitFor()
    await link(him, 'runbook').waitFor()

    // She gives him a name of her own, then puts him out: the keys change.
    await go(her, 'People')
    await button(her, 'Name and trust bob').click()
    await her.getByLabel('Name', { exact: true }).fill('Robert')
    await button(her, 'Save').click()
    await her.getByText('Robert', { exact: true }).waitFor()
    await go(her, 'Swarms')
    await link(her, 'crew').click()
    await pressAndConfirm(her, 'Remove bob', 'Remove')
    await her.getByRole('heading', { name: '1 member' }).waitFor()
    await him.getByText('You were removed from this swarm.').waitFor()
    expect((await alice.api.call('swarm-members', { swarm: 'crew' })).members).toHaveLength(1)
  },
)

test.skipIf(noBrowser !== undefined)(
  `no page met a mistake, a refusal of its content policy, or a dialog of the browser${noBrowser === undefined ? '' : ` (${noBrowser})`}`,
  () => {
    expect(mistakes).toEqual([[], []])
  },
)

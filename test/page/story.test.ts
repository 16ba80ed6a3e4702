// Two people with browsers only, each with a daemon: one finds, pulls, searches, forks, edits and proposes; the other accepts.
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { done, startDaemon } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { agentOverHttp } from '../interfaces/mcp-client.ts'
import { button, buildThePage, go, link, noBrowser, openBrowser, openPage } from './browser.ts'

beforeAll(() => {
  if (noBrowser === undefined) buildThePage()
})

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
  `one person finds, forks, edits and proposes, another accepts, all on the page${noBrowser === undefined ? '' : ` (${noBrowser})`}`,
  { timeout: 240_000 },
  async () => {
    const folder = await temporaryFolder()
    const [alice, bob] = [join(folder, 'alice'), join(folder, 'bob')]
    await Promise.all([done(alice, 'init'), done(bob, 'init')])
    const first = await startDaemon(alice)
    await startDaemon(bob, { bootstrap: first.addresses })
    const browser = await openBrowser()
    const { page: hers, mistakes: herMistakes } = await openPage(alice, browser)
    const { page: his, mistakes: hisMistakes } = await openPage(bob, browser)

    // She makes a cube and shares it.
    await button(hers, 'New cube').click()
    await hers.getByLabel('Name', { exact: true }).fill('postgres')
    await hers.getByLabel('Topics').fill('databases')
    await hers.getByLabel('Licence').fill('CC-BY-4.0')
    await button(hers, 'Make cube').click()
    await hers.getByRole('heading', { level: 1, name: 'postgres' }).waitFor()
    await addMemory(hers, 'vacuum', 'Autovacuum thresholds are fine for tables of 12 GB.')
    await link(hers, 'postgres').click()
    await addMemory(hers, 'index', 'A partial index helps where most rows are closed.')
    await link(hers, 'postgres').click()
    await button(hers, 'Publish').click()
    const asked = hers.getByRole('dialog')
    await asked.getByText('3 commits, with older versions and removed memories').waitFor()
    await asked.getByText('Nothing in it looks like a secret.').waitFor()
    await asked.getByRole('button', { name: 'Publish' }).click()
    await button(hers, 'Unpublish').waitFor()

    // What looks like a secret goes out only when she says that it may; a branch is shared and taken back by itself.
    const secret = ['AKIA', 'IOSFODNN7', 'ABCDEFQ'].join('')
    await done(alice, 'branch', 'postgres', 'keys')
    await done(alice, 'add', 'postgres', `aws_access_key_id = ${secret}`, '--key', 'aws', '--branch', 'keys')
    await link(hers, 'Branches').click()
    await button(hers, 'Publish keys').click()
    await asked.getByRole('link', { name: 'aws', exact: true }).waitFor()
    expect(await asked.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true)
    await asked.getByRole('checkbox').check()
    await asked.getByRole('button', { name: 'Publish' }).click()
    await button(hers, 'Unpublish keys').click()
    await asked.getByRole('button', { name: 'Unpublish' }).click()
    await button(hers, 'Publish keys').waitFor()
    await link(hers, 'Memories').click()

    // He finds it, pulls it and searches it.
    await go(his, 'Discover')
    await his.getByLabel('Topic').fill('databases')
    await button(his, 'Discover').click()
    await button(his, 'Pull postgres').click()
    await his.getByRole('heading', { level: 1, name: 'postgres' }).waitFor()
    await go(his, 'Search')
    await his.getByLabel('Look for').fill('partial index for closed rows')
    await his.getByLabel('Trusted as').selectOption('community')
    await button(his, 'Search').click()
    const hit = his.getByRole('list', { name: 'Passages' }).getByRole('listitem').first()
    await hit.getByText('A partial index helps').waitFor()
    expect(await hit.innerText()).toMatch(/by did:key:[\s\S]*community[\s\S]*verified[\s\S]*bafyrei/)

    // He forks it, changes one memory, adds another, and proposes both.
    await hit.getByRole('link', { name: 'postgres' }).click()
    await button(his, 'Fork').click()
    await his.getByLabel('Name of the fork').fill('postgres-fixes')
    await button(his, 'Make fork').click()
    await his.getByRole('heading', { level: 1, name: 'postgres-fixes' }).waitFor()
    await link(his, 'vacuum').click()
    await editMemory(his, 'Autovacuum thresholds are fine for tables of 16 GB.')
    await link(his, 'postgres-fixes').click()
    await addMemory(his, 'wal', 'A larger max_wal_size spreads checkpoints out.')
    await link(his, 'postgres-fixes').click()
    await button(his, 'Propose').click()
    await his.getByLabel('Why').fill('measured on version 16')
    await button(his, 'Send proposal').click()
    await his.getByRole('heading', { level: 1, name: 'Proposal' }).waitFor()

    // Meanwhile she changed the same memory: she is told live, asks to accept, and settles the conflict.
    await link(hers, 'vacuum').click()
    await editMemory(hers, 'Autovacuum thresholds are fine for tables of 14 GB.')
    await hers.getByLabel('1 open').waitFor()
    await go(hers, 'Proposals')
    await link(hers, 'measured on version 16').click()
    await hers.getByText('A larger max_wal_size spreads checkpoints out.').waitFor()

    // She asks him something there, he answers, and each reads the other live.
    await comment(hers, 'Was that with fsync on?')
    await his.getByText('Was that with fsync on?').waitFor()
    await comment(his, 'Yes, on NVMe.')
    await hers.getByText('Yes, on NVMe.').waitFor()
    expect(await textsOfTalk(hers)).toEqual(['Was that with fsync on?', 'Yes, on NVMe.'])

    await button(hers, 'Accept').click()
    await hers.getByRole('heading', { name: '1 conflict to resolve' }).waitFor()
    await hers.getByText('tables of 14 GB').waitFor()
    await hers.getByText('tables of 16 GB').waitFor()
    await hers.getByLabel('Write another').check()
    await hers
      .getByLabel('What is to stand')
      .fill('Autovacuum thresholds are fine for tables of 14 to 16 GB.')
    await button(hers, 'Accept with these decisions').click()
    await hers.getByText('accepted', { exact: true }).waitFor()

    // He is told live, and her cube has both.
    await his.getByText('accepted', { exact: true }).waitFor()
    expect(await done(alice, 'get', 'postgres', 'vacuum')).toMatchObject({
      body: 'Autovacuum thresholds are fine for tables of 14 to 16 GB.',
    })
    expect((await done(alice, 'keys', 'postgres')).keys).toEqual(['index', 'vacuum', 'wal'])
    expect([...herMistakes, ...hisMistakes]).toEqual([])
  },
)

test.skipIf(noBrowser !== undefined)(
  'an agent writes on a branch while a person works on the page, and nothing is lost',
  { timeout: 240_000 },
  async () => {
    const home = join(await temporaryFolder(), 'alice')
    await done(home, 'init')
    const daemon = await startDaemon(home)
    await done(home, 'create', 'notes')
    await done(home, 'add', 'notes', 'the first word', '--key', 'shared')
    await done(home, 'branch', 'notes', 'agent')
    const agent = await agentOverHttp(daemon)
    const { page, mistakes } = await openPage(home, await openBrowser())
    await link(page, 'notes').click()
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
        await addMemory(page, `person/${turn}`, `note ${turn}`)
        await link(page, 'notes').click()
      }
    }
    await Promise.all([agentWrites(), personWrites()])

    await link(page, 'Branches').click()
    await link(page, /^Merge into/).click()
    await button(page, 'Merge').click()
    await page.getByRole('list', { name: 'Commits, newest first' }).waitFor()
    const { keys } = await done(home, 'keys', 'notes')
    expect(keys.filter((key: string) => key.startsWith('agent/'))).toHaveLength(writes)
    expect(keys.filter((key: string) => key.startsWith('person/'))).toHaveLength(3)
    expect(keys).toContain('shared')

    // Somebody else's word does not vanish under one's own: the page tells of it before it saves.
    await link(page, 'Memories').click()
    await link(page, 'shared').click()
    await link(page, 'Edit').click()
    // The form is there once it has read what it is to change.
    await page.getByLabel('Text', { exact: true }).waitFor()
    await agent.use('remember', { cube: 'notes', key: 'shared', text: 'the word of the agent' })
    await page.getByLabel('Text', { exact: true }).fill('the word of the person')
    await button(page, 'Save').click()
    await page.getByText('Somebody changed this memory meanwhile').waitFor()
    expect(await done(home, 'get', 'notes', 'shared')).toMatchObject({ body: 'the word of the agent' })
    await button(page, 'Save mine').click()
    await page.locator('.memory', { hasText: 'the word of the person' }).waitFor()
    expect(mistakes).toEqual([])
  },
)

// The file that says who has a home never names somebody else: `memcube stop` ends whom it names.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { loadHolder, saveHolder } from '../../src/storage/home/holder-file.ts'
import { homePaths } from '../../src/storage/home/home-paths.ts'
import { createHome, lockHome } from '../../src/storage/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

async function emptyHome(): Promise<string> {
  const home = `${await temporaryFolder()}/home`
  await createHome(home)
  return home
}

it('names the process that has the home', async () => {
  const home = await emptyHome()
  const lock = await lockHome(home, 'daemon')
  expect(await loadHolder(home)).toEqual({ pid: process.pid, role: 'daemon' })
  await lock?.release()
  expect(await loadHolder(home)).toBeUndefined()
})

it('does not name the one that was killed before, where the new one cannot write who it is', async () => {
  const home = await emptyHome()
  await saveHolder(home, { pid: process.ppid, role: 'daemon' })
  await mkdir(`${homePaths(home).holder}.${process.pid}.tmp`)
  const lock = await lockHome(home, 'command')
  onTestFinished(async () => lock?.release())
  expect(await loadHolder(home)).toBeUndefined()
})

it.runIf(process.platform === 'linux')(
  'names nobody who has the number of a process that began at another time',
  async () => {
    const home = await emptyHome()
    const file = homePaths(home).holder
    await saveHolder(home, { pid: process.ppid, role: 'daemon' })
    expect(await loadHolder(home)).toEqual({ pid: process.ppid, role: 'daemon' })
    const said = JSON.parse(await readFile(file, 'utf8')) as { began: string }
    expect(said.began).toMatch(/^\d+$/)
    await writeFile(file, JSON.stringify({ ...said, began: `${said.began}1` }))
    expect(await loadHolder(home)).toBeUndefined()
  },
)

it.each([
  '',
  '{',
  'null',
  '[]',
  '{"pid":0,"role":"daemon"}',
  '{"pid":-1,"role":"daemon"}',
  '{"pid":1}',
  '\0',
])('names nobody where it says %j', async (text) => {
  const home = await emptyHome()
  await writeFile(homePaths(home).holder, text)
  expect(await loadHolder(home)).toBeUndefined()
})

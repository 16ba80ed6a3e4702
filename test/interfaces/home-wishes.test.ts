// The wish of a daemon for a home: whose counts, for how long, and who may take it back.
import { mkdir, utimes } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { isHomeWanted } from '../../src/interfaces/cli/home-turn.ts'
import { removeWish, saveWish } from '../../src/home/home-holder.ts'
import { homePaths } from '../../src/storage/index.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'

async function folder(): Promise<string> {
  const home = `${await temporaryFolder()}/home`
  await mkdir(home)
  return home
}

it('a process holds its own wish against nobody, and takes back no other', async () => {
  const home = await folder()
  await saveWish(home, process.pid)
  expect(await isHomeWanted(home)).toBe(false)
  await saveWish(home, process.ppid)
  await removeWish(home, process.pid)
  expect(await isHomeWanted(home)).toBe(true)
  await removeWish(home, process.ppid)
  expect(await isHomeWanted(home)).toBe(false)
})

it.each([-6, 6])('a wish that was not renewed counts no more: seconds from now %i', async (seconds) => {
  const home = await folder()
  await saveWish(home, process.ppid)
  const then = new Date(Date.now() + seconds * 1_000)
  await utimes(homePaths(home).wanted, then, then)
  expect(await isHomeWanted(home)).toBe(false)
})

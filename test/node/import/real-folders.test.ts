import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  importers,
  isFile,
  isLeftOut,
  isSkipped,
  type ImportItem,
} from '../../../src/exchange/import/index.ts'
import { readAll } from './accounting.ts'

/** Folders that other people wrote: packages with documentation, beside code, pictures, licences and whatever else they ship. */
const packages = ['fastify', 'commander', 'zod', 'yaml', '@modelcontextprotocol/sdk', 'axe-core']
const modules = join(import.meta.dirname, '..', '..', '..', 'node_modules')
const markdown = importers.find(({ format }) => format === 'markdown')!

/** All files of a folder, but those that an import passes over: hidden ones and installed packages. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.') || part === 'node_modules'))
}

const textOf = (items: readonly ImportItem[]): string => JSON.stringify(items)
const asJson = (line: string): string => JSON.stringify(line.trimEnd()).slice(1, -1)

describe('a folder as people have it', () => {
  test.each(packages)(
    '%s: each file is a memory, is kept as it is or is named, and no line of a note is lost',
    async (name) => {
      const folder = join(modules, name)
      const items = await readAll(markdown.read(folder))
      const named = items
        .flatMap((item) => (isSkipped(item) || isLeftOut(item) || isFile(item) ? [item.item] : []))
        .join('\n')
      const memories = items.filter((item) => !isSkipped(item) && !isLeftOut(item))
      const kept = textOf(memories)
      const unnamed: string[] = []
      const lost: string[] = []
      for (const path of await filesOf(folder)) {
        if (named.includes(path)) continue
        if (!/\.(md|markdown|txt)$/i.test(path)) unnamed.push(path)
        else {
          const lines = (await readFile(join(folder, path), 'utf8')).replace(/^\ufeff/, '').split(/\r?\n/)
          lost.push(...lines.filter((line) => !kept.includes(asJson(line))).map((line) => `${path}: ${line}`))
        }
      }
      expect(memories.length).toBeGreaterThan(0)
      expect([unnamed.slice(0, 5), lost.slice(0, 5)]).toEqual([[], []])
    },
  )
})

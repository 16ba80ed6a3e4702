// Text that people wrote: paragraphs of the READMEs that the packages here ship.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const modules = join(import.meta.dirname, '..', '..', 'node_modules')

/** Different paragraphs of prose, the same ones in the same order each time. @throws when there are fewer */
export async function realParagraphs(count: number): Promise<string[]> {
  const found = new Set<string>()
  for (const name of await packageNames()) {
    const readme = (await readdir(join(modules, name)).catch(() => [])).find((file) =>
      /^readme\.(md|markdown)$/i.test(file),
    )
    if (readme === undefined) continue
    for (const text of paragraphsOf(await readFile(join(modules, name, readme), 'utf8'))) {
      found.add(text)
      if (found.size === count) return [...found]
    }
  }
  throw new Error(`${found.size} paragraphs were found, ${count} are needed`)
}

async function packageNames(): Promise<string[]> {
  const names: string[] = []
  for (const name of (await readdir(modules)).sort()) {
    if (name.startsWith('.')) continue
    if (!name.startsWith('@')) names.push(name)
    else names.push(...(await readdir(join(modules, name))).sort().map((inner) => `${name}/${inner}`))
  }
  return names
}

/** What is neither code nor a table, a badge or a heading. */
function paragraphsOf(markdown: string): string[] {
  return markdown
    .replaceAll(/```[\s\S]*?```/g, '\n\n')
    .split(/\r?\n\s*\n/)
    .map((text) => text.trim())
    .filter((text) => text.length >= 60 && text.length <= 2_000 && /^[\p{L}`*_]/u.test(text))
}

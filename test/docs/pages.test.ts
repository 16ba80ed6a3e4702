// The pages for people: every link leads somewhere, every page is listed, and every message that they explain exists.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const docs = readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md'))
const pages = ['README.md', ...docs.map((name) => `docs/${name}`)]

/** The targets of links to files, as written. */
function linksOf(text: string): string[] {
  const all = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return all.filter((target) => !/^[a-z]+:/.test(target))
}

/** The anchors that headings give, as code hosts make them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** Why a link of a page leads nowhere; undefined for one that leads to a file and to a heading of it. */
function whyBroken(page: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#')
  const url = path === '' ? new URL(page, root) : new URL(path, new URL(page, root))
  if (!existsSync(url)) return `${target}: no such file`
  if (anchor === undefined) return undefined
  return anchorsOf(readFileSync(url, 'utf8')).includes(anchor) ? undefined : `${target}: no such heading`
}

describe.each(pages)('%s', (page) => {
  it('has links that lead to files and headings', () => {
    const broken = linksOf(read(page)).map((target) => whyBroken(page, target))
    expect(broken.filter((why) => why !== undefined)).toEqual([])
  })
})

it('a link that leads nowhere would be seen', () => {
  expect(linksOf('[a](b.md) and [c](https://example.org/) and [d](#e)')).toEqual(['b.md', '#e'])
  expect(whyBroken('docs/README.md', 'nowhere.md')).toBeDefined()
  expect(whyBroken('docs/README.md', 'measurements.md#nothing')).toBeDefined()
  expect(whyBroken('docs/README.md', 'measurements.md#recall')).toBeUndefined()
})

it('docs/README.md lists every page', () => {
  const listed = linksOf(read('docs/README.md'))
  expect(docs.filter((name) => name !== 'README.md' && !listed.includes(name))).toEqual([])
})

describe('docs/troubleshooting.md', () => {
  const sources = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('page/'))
    .map((name) => read(`src/${name}`))

  /** Whether one file of the program says all fixed parts of a message. */
  const isSaid = (message: string): boolean => {
    const parts = message.split('...').map((part) => part.trim())
    return sources.some((source) => parts.every((part) => source.includes(part)))
  }
  const messages = read('docs/troubleshooting.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, said = '']) => said))

  it('explains messages that the program says', () => {
    expect(messages.length).toBeGreaterThan(25)
    expect(messages.filter((message) => !isSaid(message))).toEqual([])
  })

  it('would be seen to explain another one', () => {
    expect(isSaid('there is no home in ... or anywhere')).toBe(false)
  })
})

describe('npm scripts', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const places = ['README.md', '.ci', 'docs', 'protocols', 'src', 'scripts', 'test', 'clients', 'examples']

  /** All files below a path that is not a dot folder of tools; of a file, itself. */
  function filesUnder(path: string): string[] {
    if (!statSync(new URL(path, root)).isDirectory()) return [path]
    const names = readdirSync(new URL(`${path}/`, root)).filter((name) => name !== 'node_modules')
    return names.flatMap((name) => filesUnder(`${path}/${name}`))
  }

  it('are there when a page, a comment or a command names one', () => {
    const named = places.flatMap(filesUnder).flatMap((path) => {
      const all = [...read(path).matchAll(/npm run (?:--silent )?([a-z][a-z:-]*[a-z])/g)]
      return all.map(([, name = '']) => ({ path, name }))
    })
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter(({ name }) => scripts[name] === undefined)).toEqual([])
  })
})

/**
 * Questions with known answers out of manual pages: the line that says what a page is about is the question, and the rest of
 * the page, without that line, is the answer. Nothing of it is part of memcube: the packages are fetched with
 * `apt-get download` and unpacked under `.cache/`, once.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const packages = ['manpages', 'manpages-dev', 'coreutils', 'git-man']
const cache = join(import.meta.dirname, '..', '..', '..', '.cache', 'man-pages')
/** Words that a question has at least: of "the end" nobody can tell which page is meant. */
const leastWords = 3

export interface ManPage {
  /** Such as `fopen.3`. */
  name: string
  /** What stands behind the dash of its NAME; undefined where another page says the same, or hardly anything. */
  question: string | undefined
  /** From its description on, as markdown. */
  text: string
}

/** Always in the same order. @throws where the packages cannot be had */
export function manPages(): ManPage[] {
  const pages = packages.flatMap((name) => pagesIn(unpacked(name)))
  const asked = new Map<string, number>()
  for (const { question = '' } of pages) asked.set(question, (asked.get(question) ?? 0) + 1)
  return pages.map((page) => (asked.get(page.question ?? '') === 1 ? page : { ...page, question: undefined }))
}

function unpacked(name: string): string {
  const folder = join(cache, name)
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  execFileSync('apt-get', ['download', '-qq', name], { cwd: cache, stdio: ['ignore', 'ignore', 'inherit'] })
  const archive = readdirSync(cache).find((one) => one.startsWith(`${name}_`) && one.endsWith('.deb'))
  if (archive === undefined) throw new Error(`apt-get brought no package ${name}`)
  execFileSync('dpkg', ['-x', archive, `${folder}.tmp`], { cwd: cache })
  renameSync(`${folder}.tmp`, folder)
  return folder
}

function pagesIn(folder: string): ManPage[] {
  const man = join(folder, 'usr', 'share', 'man')
  const entries = readdirSync(man, { withFileTypes: true, recursive: true })
  const files = entries
    .filter((entry) => entry.isFile() && /\/man\d$/.test(entry.parentPath) && entry.name.endsWith('.gz'))
    .map((entry) => join(entry.parentPath, entry.name))
  return files.sort().flatMap((path) => pageOf(basename(path, '.gz'), gunzipSync(readFileSync(path))))
}

/** A page that only points at another is none. */
function pageOf(name: string, bytes: Uint8Array): ManPage[] {
  const sections = sectionsOf(new TextDecoder().decode(bytes))
  const said = sections.find(({ title }) => title === 'NAME')?.text ?? ''
  const rest = sections.filter(({ title }) => !['NAME', 'LIBRARY', 'SYNOPSIS'].includes(title))
  const text = rest.map((section) => `## ${section.title}\n\n${section.text}`).join('\n\n')
  if (said === '' || text.length < 200) return []
  const question = said.replace(/^.*?\s[-–]+\s+/s, '').trim()
  const isQuestion = question !== said && question.split(' ').length >= leastWords
  return [{ name, question: isQuestion ? question : undefined, text: `# ${name}\n\n${text}` }]
}

interface Section {
  title: string
  text: string
}

/** Its sections as plain text: requests of roff are taken out, what they print stays. */
function sectionsOf(roff: string): Section[] {
  const sections: { title: string; lines: string[] }[] = []
  for (const line of roff.split('\n')) {
    const [, request, rest = ''] = /^[.']\s*([A-Za-z\\"]+)\s*(.*)$/.exec(line) ?? []
    const lines = sections.at(-1)?.lines ?? []
    if (request === 'SH') sections.push({ title: plain(rest).toUpperCase(), lines: [] })
    else if (request === undefined) lines.push(plain(line))
    else if (/^(PP|LP|P|TP|IP|sp|br|RS|RE|SS)$/.test(request)) lines.push('', plain(rest))
    else if (/^(B|I|BR|BI|RB|RI|IB|IR|SM|SB)$/.test(request))
      lines.push(plain(rest, /^[BIR]{2}$/.test(request)))
  }
  return sections.map(({ title, lines }) => ({ title, text: paragraphs(lines) }))
}

/** @param isJoined the words of a request that changes the font between them stand without spaces */
function plain(text: string, isJoined = false): string {
  const words = isJoined
    ? text.replace(/"((?:[^"]|"")*)"|(\s+)/g, (_, quoted: string | undefined) => quoted ?? '')
    : text.replace(/"/g, '')
  return words
    .replace(/\\f(\[[^\]]*\]|\(..|.)/g, '')
    .replace(/\\s[-+]?\d/g, '')
    .replace(/\\\(?(aq|cq|oq|rq|lq|dq)/g, "'")
    .replace(/\\\((em|en)/g, '-')
    .replace(/\\\(../g, ' ')
    .replace(/\\\[[^\]]*\]/g, ' ')
    .replace(/\\[,/&|^:]/g, '')
    .replace(/\\(.)/g, (_, one: string) => (one === 'e' ? '\\' : one === '"' ? '' : one))
    .trim()
}

function paragraphs(lines: readonly string[]): string {
  return lines
    .join('\n')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

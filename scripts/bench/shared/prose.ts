/**
 * Real prose for benchmarks: paragraphs of the documentation of Linux and Rust, as Debian packages them. Nothing of it is part
 * of memcube: the packages are fetched with `apt-get download` and unpacked under `.cache/`, once.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { join } from 'node:path'

const packages = ['linux-doc-6.1', 'rust-doc']
/** Characters of a passage: paragraphs are put together until they have so many, and cut at a sentence. */
const [leastLength, mostLength] = [500, 900]
const cache = join(import.meta.dirname, '..', '..', '..', '.cache', 'prose')

/** Different passages of 500 to 900 characters, always in the same order. @throws where the packages cannot be had */
export function proseOf(count: number): string[] {
  const file = join(cache, 'passages.jsonl')
  if (!existsSync(file)) makePassages(file)
  const lines = readFileSync(file, 'utf8').split('\n', count)
  const passages = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as string)
  if (passages.length < count)
    throw new Error(`expected ${count} passages of prose, the packages have ${passages.length}`)
  return passages
}

/** Sentences of 8 to 16 words out of passages, as questions that somebody might ask. */
export function questionsFrom(passages: readonly string[], count: number): string[] {
  const step = Math.max(1, Math.floor(passages.length / (count * 2)))
  const found: string[] = []
  for (let at = 3; at < passages.length && found.length < count; at += step) {
    const sentence = passages[at]!.split(/(?<=[.!?])\s+/).find((one) => {
      const words = one.split(' ').length
      return words >= 8 && words <= 16
    })
    if (sentence !== undefined) found.push(sentence)
  }
  return found
}

function makePassages(file: string): void {
  mkdirSync(cache, { recursive: true })
  const seen = new Set<string>()
  for (const name of packages) {
    const folder = join(cache, name)
    if (!existsSync(folder)) unpack(name, folder)
    for (const page of pagesIn(folder)) for (const passage of passagesOf(page)) seen.add(passage)
  }
  writeFileSync(`${file}.tmp`, Array.from(seen, (passage) => JSON.stringify(passage)).join('\n'))
  renameSync(`${file}.tmp`, file)
}

function unpack(name: string, folder: string): void {
  execFileSync('apt-get', ['download', '-qq', name], { cwd: cache, stdio: ['ignore', 'ignore', 'inherit'] })
  const archive = readdirSync(cache).find((one) => one.startsWith(`${name}_`) && one.endsWith('.deb'))
  if (archive === undefined) throw new Error(`apt-get brought no package ${name}`)
  execFileSync('dpkg', ['-x', archive, `${folder}.tmp`], { cwd: cache })
  renameSync(`${folder}.tmp`, folder)
}

function* pagesIn(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const path of files.sort()) {
    if (path.endsWith('.html')) yield htmlText(readFileSync(path, 'utf8'))
    else if (path.endsWith('.gz')) yield gunzipSync(readFileSync(path)).toString('utf8')
    else if (path.endsWith('.rst')) yield readFileSync(path, 'utf8')
  }
}

/** The paragraphs of a page, with empty lines between them. Scripts and navigation are left out. */
function htmlText(html: string): string {
  return html
    .replace(/<(script|style|nav|head)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<(p|li|dd|dt|h[1-6]|div|section|td)\b[^>]*>/gi, '\n\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#(?:39|x27);/g, "'")
    .replace(/&nbsp;|&#160;/g, ' ')
    .replace(/&amp;/g, '&')
}

function* passagesOf(page: string): Generator<string> {
  let passage = ''
  for (const paragraph of page.split(/\n\s*\n/)) {
    const words = paragraph.replace(/\s+/g, ' ').trim()
    if (!/[a-z]{3,} [a-z]{2,}/.test(words)) continue
    passage = passage === '' ? words : `${passage} ${words}`
    while (passage.length >= leastLength) {
      const end = passage.length <= mostLength ? passage.length : cutAt(passage)
      yield passage.slice(0, end).trim()
      passage = passage.slice(end).trim()
    }
  }
}

function cutAt(text: string): number {
  const sentence = text.lastIndexOf('. ', mostLength)
  return sentence >= leastLength ? sentence + 1 : mostLength
}

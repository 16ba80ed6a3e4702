/** A folder of markdown notes of invented words, a hundred to a folder; the same seed gives the same bytes. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRandom } from './random.ts'

const SYLLABLES = 'ka lo mi ren tu sha vo pel dra qui nor est al fi zem bo'.split(' ')
const VOCABULARY = 5_000
const NOTES_PER_FOLDER = 100

/** @param noteBytes size of each file */
export async function writeNotes(
  folder: string,
  count: number,
  noteBytes: number,
  seed: number,
): Promise<void> {
  const random = createRandom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const word = (): string =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(SYLLABLES)).join('')
  const words = Array.from({ length: VOCABULARY }, word)
  for (let first = 0; first < count; first += NOTES_PER_FOLDER) {
    const at = join(folder, `topic-${first / NOTES_PER_FOLDER}`)
    await mkdir(at, { recursive: true })
    const notes = Array.from({ length: Math.min(NOTES_PER_FOLDER, count - first) }, (_, i) => {
      let text = `# ${pick(words)} ${pick(words)}\n\n`
      while (text.length < noteBytes) text += `${pick(words)} `
      return writeFile(join(at, `note-${first + i}.md`), `${text.slice(0, noteBytes - 1)}\n`)
    })
    await Promise.all(notes)
  }
}

/** Vaults as people have them, as files and bytes. */
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

export type Files = Record<string, string | Buffer>

export async function writeFolder(root: string, files: Files): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
    await utimes(file, 1_700_000_000, 1_700_000_000)
  }
  return root
}

/** Every file below a folder by its path, each byte a character. */
export async function readFolder(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const read = await Promise.all(
    files.map(async (file) => [relative(root, file), await readFile(file)] as const),
  )
  return Object.fromEntries(read.map(([path, bytes]) => [path, bytes.toString('latin1')]))
}

export function bytesOf(files: Files): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [path, Buffer.from(content).toString('latin1')]),
  )
}

export const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(40_000, 7)])
const line = 'What was said in the meeting, and who will do it until when. '

/** What comes back byte for byte. */
export const vault: Files = {
  'Welcome.md': '# Welcome\n\nSee [[Projects/Shop|the shop]] and ![[img/plan.png]] #start/here\n',
  'Daily/2026-11-30.md':
    '---\ntags: [daily, work/shop]\naliases:\n  - Monday\n---\n\n- [ ] call ![[voice.mp3]]\n',
  'Daily/crlf.md': '---\r\ntags:\r\n- a\r\n- b/c\r\n---\r\n# Windows\r\n\r\nlines\r\n',
  'Daily/mark.md': '\uFEFF---\ntitle: with a mark\n---\ntext',
  'Daily/mark-only.md': '\uFEFFtext after a mark\n',
  'Daily/two-marks.md': '\uFEFF\uFEFFtext',
  'Projects/Shop.md':
    '---\ntitle: "Shop: part two"\nrelated: [[A]], [[B]]\nstatus: >\n  folded\n  text\nnotes: |\n  one\n  two\ndone: false\nrating: 4.50\nzip: 007\nnested: {a: [1, 2], b: ~}\n# a comment\ncreated: 2024-05-01\n---\nBody\n',
  'Projects/source.md': '---\nsource: https://example.org/a\nlicence: CC-BY-4.0\n---\nfrom elsewhere\n',
  'Projects/no yaml.md': '---\n- a\n- list\n---\ntext',
  'Projects/open.md': '---\ntitle: never closed\n\ntext',
  'Projects/rule.md': '---\n\n---\nan empty block',
  'Projects/spaces   and tabs.md': 'text with trailing spaces   \n\n\n',
  'Empty.md': '',
  'Blank.md': '\n\n',
  'only matter.md': '---\ntags: x\n---\n',
  'U\u0308ber uns/Ma\u0308rz.md': 'a name as a Mac writes it',
  'Ünicode.md': 'a name as others write it',
  'note.md': 'small',
  'Note.md': 'large',
  'same.txt': 'a text',
  'same.md': 'a note',
  'a.markdown': 'another ending',
  '👩\u200d💻 ideas ❤️.md': 'emoji',
  'What? "why": <so>|*.md': 'a name that Windows has not',
  'archive.tar.gz': Buffer.from([31, 139, 8, 0, 1]),
  'img/plan.png': png,
  'img/tiny.jpg': Buffer.from([255, 216, 255, 0, 13, 10]),
  'img/drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg">${'<path d="M0 0"/>'.repeat(2_000)}</svg>`,
  'img/plan.png.md': 'about the plan',
  'img/empty.png': '',
  'doc.pdf': Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(2_000_000, 9)]),
  'board.canvas': '{\n\t"nodes":[{"id":"1","type":"text","text":"a card"}],\n\t"edges":[]\n}',
  'table.csv': `a,b\n${'1,2\n'.repeat(80_000)}`,
  'no ending': 'a file without one',
  'Long.md': `---\ntags: [long]\n---\n${Array.from({ length: 90 }, (_, n) => `# Part ${n}\n\n${line.repeat(380)}\n`).join('')}`,
  'One line.md': line.repeat(10_000),
  '.cursorrules': 'be short',
}

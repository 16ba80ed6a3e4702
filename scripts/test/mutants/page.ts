import { inFile, type Room } from './mutant.ts'

const markdown = ['test/interfaces/page/markdown.test.ts']
const lists = ['test/interfaces/page/lists.test.ts']

export const page: Room = {
  folder: 'src/page/',
  mutants: [
    ...inFile('src/page/markdown/inlines.ts', markdown, [
      {
        fault: 'an address may name one host and lead to another',
        text: "hostname === '' || username !== '' || password !== ''",
        replacement: "hostname === ''",
      },
      {
        fault: 'any address may be followed',
        text: '!/^https?:\\/\\//i.test(to)',
        replacement: 'to === ""',
      },
      {
        fault: 'emphasis in emphasis has no end',
        text: 'if (depth + this.depth > deepest) return left',
        replacement: 'if (depth + this.depth > 1e9) return left',
      },
      {
        fault: 'names with underscores are torn apart',
        text: "!isSpace(after) && (of !== '_' || !isWord(before))",
        replacement: '!isSpace(after)',
      },
    ]),
    ...inFile('src/page/markdown/blocks.ts', markdown, [
      {
        fault: 'quotes in quotes have no end',
        text: 'if (this.depth >= deepest || !isQuote(line)) return undefined',
        replacement: 'if (!isQuote(line)) return undefined',
      },
    ]),
    ...inFile('src/page/snippet.ts', lists, [
      {
        fault: 'the first word that was asked for is shown, wherever the others stand',
        text: 'if (weight > best.weight) best',
        replacement: 'if (best.weight === 0) best',
      },
    ]),
    ...inFile('src/page/plain-text.ts', lists, [
      {
        fault: 'a list shows what has one of the wanted words',
        text: 'return words.every((word)',
        replacement: 'return words.some((word)',
      },
    ]),
    ...inFile(
      'src/page/branch-in-link.ts',
      ['test/interfaces/page/branch-in-link.test.ts'],
      [
        {
          fault: 'a branch whose name has a # is lost in its link',
          text: "branch.includes('#') ? undefined : `",
          replacement: "branch === '' ? undefined : `",
        },
      ],
    ),
    ...inFile(
      'src/page/why-no-cube.ts',
      ['test/interfaces/page/why-no-cube.test.ts'],
      [
        {
          fault: 'nodes that did not answer are not told of',
          text: 'const silent = asked - answered',
          replacement: 'const silent = answered - asked',
        },
        {
          fault: 'cubes of blocked people are missing without a word',
          text: '...(blocked > 0',
          replacement: '...(blocked > 1',
        },
      ],
    ),
    ...inFile('src/page/send-files.ts', lists, [
      {
        fault: 'a call holds any number of bytes',
        text: ' || bytes > mostBytes) {',
        replacement: ') {',
      },
    ]),
  ],
}

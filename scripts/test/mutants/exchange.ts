import { inFile, type Room } from './mutant.ts'

const split = ['test/node/import/split-text.test.ts']
const matter = ['test/node/import/front-matter.test.ts']
const fields = ['test/exchange/fields.test.ts']

export const exchange: Room = {
  folder: 'src/exchange/',
  mutants: [
    ...inFile('src/exchange/import/split-text.ts', split, [
      {
        fault: 'a part may be one byte longer',
        text: 'if (openBytes + bytes > maxBytes) close()',
        replacement: 'if (openBytes + bytes > maxBytes + 1) close()',
      },
      {
        fault: 'a pair of units is parted',
        text: 'const next = isInPair ? end + 1 : end',
        replacement: 'const next = end',
      },
      {
        fault: 'what came before a long piece comes after it',
        text: '      close()\n      parts.push(...smaller)\n',
        replacement: '      parts.push(...smaller)\n      close()\n',
      },
      {
        fault: 'the end of a line is lost',
        text: 'if (start < text.length) yield text.slice(start)',
        replacement: 'if (start < text.length - 1) yield text.slice(start)',
      },
      {
        fault: 'a text that just fits is split',
        text: 'if (byteLength(text) <= maxBytes) return [text]',
        replacement: 'if (byteLength(text) < maxBytes) return [text]',
        survives: 'a text that just fits is joined again to one part',
      },
    ]),
    ...inFile('src/exchange/import/front-matter.ts', matter, [
      {
        fault: 'a version is a number',
        text: 'isOther && source !== undefined && String(value) !== source',
        replacement: 'isOther && source !== undefined && String(value) === source',
      },
      {
        fault: 'marks of YAML are obeyed',
        text: "if (tag !== undefined || anchor !== undefined) throw new TypeError('a mark of YAML')",
        replacement: "if (tag !== undefined && anchor !== undefined) throw new TypeError('a mark of YAML')",
      },
      { fault: 'a year is a date', text: 'const leastMs = 1e11', replacement: 'const leastMs = 1e3' },
      { fault: 'a tag keeps its mark', text: ".trim().replace(/^#/, '')", replacement: '.trim()' },
    ]),
    ...inFile('src/exchange/import/fields.ts', fields, [
      {
        fault: 'seconds are milliseconds',
        text: 'value > 0 && value < 1e11 ? Math.round(value * 1000)',
        replacement: 'value > 0 && value < 1 ? Math.round(value * 1000)',
      },
      {
        fault: 'a name of another tool leads out of its folder',
        text: "short === '' || short === '.' || short === '..' ? '-' : short",
        replacement: "short === '' ? '-' : short",
      },
      {
        fault: 'a name of another tool is a path',
        text: '.replace(/[\\p{C}/\\\\]+/gu',
        replacement: '.replace(/[\\p{C}\\\\]+/gu',
      },
      {
        fault: 'a number that a block cannot hold is rounded',
        text: '!Number.isInteger(value) || Number.isSafeInteger(value)',
        replacement: '!Number.isInteger(value) || Number.isFinite(value)',
      },
      {
        fault: 'what nests too deep stays',
        text: 'if (depth >= maxStoredDepth) return JSON.stringify(value)',
        replacement: 'if (depth > maxStoredDepth * 2) return JSON.stringify(value)',
      },
    ]),
    ...inFile(
      'src/exchange/import/count-left-out.ts',
      ['test/node/count-left-out.test.ts'],
      [
        {
          fault: 'a file may name any number of reasons',
          text: 'byReason.has(leftOut) || byReason.size < maxReasons',
          replacement: 'byReason.has(leftOut) || byReason.size >= 0',
        },
        {
          fault: 'one example more is kept',
          text: 'counted.examples.length < maxExamples',
          replacement: 'counted.examples.length <= maxExamples',
        },
      ],
    ),
    ...inFile(
      'src/exchange/import/json/json-size.ts',
      ['test/node/import/json-size.test.ts'],
      [
        {
          fault: 'a quote behind a backslash ends a text',
          text: 'if (byte === backslash) at++',
          replacement: 'if (byte === backslash) at += 0',
        },
      ],
    ),
    ...inFile('src/exchange/import/relation.ts', fields, [
      {
        fault: 'a relation goes the other way',
        text: 'body: `${from} ${relation} ${to}`',
        replacement: 'body: `${to} ${relation} ${from}`',
      },
    ]),
    ...inFile(
      'src/exchange/import/place-files.ts',
      ['test/exchange/place-files.test.ts'],
      [
        {
          fault: 'a file that was sent may lie above the folder',
          text: "      part !== '..' &&\n",
          replacement: '',
        },
        {
          fault: 'the files of a call that was refused stay',
          text: '    await placed[Symbol.asyncDispose]()\n    throw error',
          replacement: '    throw error',
          survives: 'names are looked at before a folder is made; a disk that is full is not tried',
        },
      ],
    ),
    ...inFile(
      'src/exchange/import/compose-file.ts',
      ['test/node/import/vault.test.ts'],
      [
        {
          fault: 'a file of the same size is taken for the same',
          text: ' && before?.created === item.createdGuess',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/exchange/export/front-matter-text.ts',
      ['test/exchange/front-matter-text.test.ts'],
      [
        {
          fault: 'front matter says when a memory held before it was changed',
          text: '    isDeepStrictEqual({ ...fields.valid }, { ...memory.valid }) &&\n',
          replacement: '',
        },
      ],
    ),
  ],
}

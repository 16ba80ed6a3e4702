import { inFile, type Room } from './mutant.ts'

const pages = ['test/interfaces/mcp-pages.test.ts']
const wire = ['test/interfaces/mcp-wire.test.ts']

export const mcp: Room = {
  folder: 'src/interfaces/mcp/',
  mutants: [
    ...inFile(
      'src/interfaces/mcp/mark-answer.ts',
      ['test/interfaces/mark-answer.test.ts'],
      [
        {
          fault: 'any text in a field of ids stands bare',
          text: 'return idFields.has(field) && idShape.test(text)',
          replacement: 'return idFields.has(field)',
        },
        {
          fault: 'any text of the shape of an id stands bare',
          text: 'return idFields.has(field) && idShape.test(text)',
          replacement: 'return idShape.test(text)',
        },
        {
          fault: 'names of fields that strangers nest stand bare',
          text: 'if (opaqueFields.has(field)) return inMarks(JSON.stringify(value), mark)',
          replacement: '',
        },
        {
          fault: 'texts of a list stand bare',
          text: 'value.map((one) => markAnswer(one, mark, field))',
          replacement: "value.map((one) => (typeof one === 'string' ? one : markAnswer(one, mark, field)))",
        },
        {
          fault: 'a key that a model copied keeps its marks',
          text: '?.[2] ?? value',
          replacement: '?.[0] ?? value',
        },
        {
          fault: 'a ticket may end in words',
          text: '/^memcube:[a-z2-7]+$/',
          replacement: '/^memcube:[a-z2-7]+/',
        },
      ],
    ),
    ...inFile('src/interfaces/mcp/page.ts', pages, [
      {
        fault: 'the cursor of another list is taken',
        text: 'if (of !== list) throw unknown()',
        replacement: '',
      },
      {
        fault: 'an item is left out when the one before it went',
        text: 'Math.max(0, Math.min(index, ids.length) - 1)',
        replacement: 'Math.max(0, Math.min(index, ids.length))',
      },
      {
        fault: 'a page begins with the item that the last one ended with',
        text: 'ids.length) - 1) : at + 1',
        replacement: 'ids.length) - 1) : at',
      },
      {
        fault: 'the last page has a next one',
        text: 'end < all.length && { next',
        replacement: 'end <= all.length && { next',
      },
      {
        fault: 'a page of long items does not end early',
        text: 'if (page.length > 0 && chars > maxChars) break',
        replacement: '',
      },
      {
        fault: 'lists within an answer are not cut',
        text: 'value.length <= maxNested) return',
        replacement: 'value.length <= maxNested + 1) return',
      },
      {
        fault: 'what was cut off is counted wrongly',
        text: 'more[field] = value.length - maxNested',
        replacement: 'more[field] = value.length',
      },
    ]),
    ...inFile('src/interfaces/mcp/line-transport.ts', wire, [
      {
        fault: 'a line may be twice as long',
        text: 'rest.length <= maxLineChars',
        replacement: 'rest.length <= 2 * maxLineChars',
      },
      {
        fault: 'the rest of a line that was refused is a message',
        text: 'if (skipping) skipping = false\n      else onLine(line)',
        replacement: 'skipping = false\n      onLine(line)',
      },
      {
        fault: 'batches are dropped without a word',
        text: 'if (Array.isArray(value))',
        replacement: 'if (Array.isArray(value) && value.length > 0)',
      },
    ]),
    ...inFile('src/interfaces/mcp/serve-tools.ts', pages, [
      {
        fault: 'a call may have as many arguments as it likes',
        text: 'countElements(given) > maxInputElements',
        replacement: 'Object.keys(given).length > maxInputElements',
      },
      {
        fault: 'a client that ends a call does not end its work',
        text: 'node.call(name, input, { signal, progress })',
        replacement: 'node.call(name, input, { progress, ...(signal.aborted && { signal }) })',
      },
      {
        fault: 'a refusal stands bare',
        text: "content: [{ type: 'text', text: tellError(known, mark) }]",
        replacement: "content: [{ type: 'text', text: known.message }]",
      },
    ]),
    ...inFile('src/interfaces/mcp/tell-error.ts', pages, [
      {
        fault: 'a hint names verbs of the command line',
        text: 'inMarks(hintForTools(hint), mark)',
        replacement: 'inMarks(hint, mark)',
      },
      {
        fault: 'what others wrote into a message stands bare',
        text: '${code}: ${inMarks(message, mark)}${told}',
        replacement: '${code}: ${message}${told}',
      },
    ]),
  ],
}

import { inFile, type Room } from './mutant.ts'

const rank = ['test/recall/rank.test.ts']
const compare = ['test/recall/compare-texts.test.ts']

export const recall: Room = {
  folder: 'src/recall/',
  mutants: [
    ...inFile('src/recall/rank/pack.ts', rank, [
      {
        fault: 'the budget may be passed by one token',
        text: 'used + tokens > budget',
        replacement: 'used + tokens > budget + 1',
      },
      {
        fault: 'what fills the budget to the last token is left out',
        text: 'used + tokens > budget',
        replacement: 'used + tokens >= budget',
      },
      {
        fault: 'the same words are packed twice',
        text: 'if (of !== undefined) leftOut',
        replacement: 'if (of === memory) leftOut',
      },
      {
        fault: 'tokens are counted by characters',
        text: 'Buffer.byteLength(text) / BYTES_PER_TOKEN',
        replacement: 'text.length / BYTES_PER_TOKEN',
      },
    ]),
    ...inFile('src/recall/rank/ranker.ts', rank, [
      {
        fault: 'what is added at the end has more than what was ranked',
        text: 'Math.min(last, item.score)',
        replacement: 'item.score',
      },
      {
        fault: 'memories are added that were ranked already',
        text: '.filter(({ memory }) => !present.has(memory))',
        replacement: '.filter(({ memory }) => memory > 0 || !present.has(memory))',
      },
      {
        fault: 'what shares nothing with the question is an answer',
        text: 'filter(({ score }) => score > 0)',
        replacement: 'filter(({ score }) => score >= 0)',
      },
      {
        fault: 'neighbours that may not answer are shown',
        text: 'if (at > 0 && filter.passes(at)) all.add(at)',
        replacement: 'if (at > 0) all.add(at)',
      },
    ]),
    ...inFile('src/recall/rank/diversify.ts', rank, [
      {
        fault: 'the least alike of those chosen counts',
        text: 'Math.max(nearest[place]!, similarity',
        replacement: 'Math.min(nearest[place]!, similarity',
      },
      {
        fault: 'what was chosen leaves its likeness to another',
        text: '    nearest.splice(best, 1)\n',
        replacement: '    nearest.pop()\n',
      },
    ]),
    ...inFile('src/recall/rank/fuse.ts', rank, [
      {
        fault: 'who stands alone ranks below for it',
        text: 'weight += (before > 0 ? share : 0) + (after > 0 ? share : 0)',
        replacement: 'weight += 2 * share',
      },
      {
        fault: 'the last of what is near is nothing',
        text: '  least -= (most - least) / 99\n',
        replacement: '',
      },
    ]),
    ...inFile('src/recall/vectors/best.ts', rank, [
      {
        fault: 'of equal scores the larger id wins',
        text: 'score === otherScore && passage > otherPassage',
        replacement: 'score === otherScore && passage < otherPassage',
      },
      {
        fault: 'the worst kept is not at the root',
        text: 'if (!this.#below(at, parent)) return',
        replacement: 'if (this.#below(at, parent)) return',
      },
    ]),
    ...inFile(
      'src/recall/embedding-queue.ts',
      ['test/recall/embedding-queue.test.ts'],
      [
        {
          fault: 'texts that could not be asked for are never asked for again',
          text: '      for (const [, ticket] of wanted) this.#fetched.delete(ticket)\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/recall/vectors/links.ts',
      ['test/recall/links.test.ts'],
      [
        {
          fault: 'what does not pass leads nowhere',
          text: 'if (!(score > best.least)) return',
          replacement: 'if (!(score > best.least) || !passes(label)) return',
        },
        {
          fault: 'the way down reads the links of another level',
          text: '[level - 1]',
          replacement: '[level]',
        },
        {
          fault: 'a search has seen what the one before saw',
          text: 'this.#search = (this.#search + 1) >>> 0',
          replacement: 'this.#search = 1',
        },
      ],
    ),
    ...inFile(
      'src/recall/vectors/vector-index.ts',
      ['test/recall/graph-file.test.ts'],
      [
        {
          fault: 'what was removed answers while only the links of the graph are kept',
          text: 'this.#inGraph.get(label) === ALIVE && (filter',
          replacement: '(filter',
        },
      ],
    ),
    ...inFile(
      'src/recall/store/memory-store.ts',
      ['test/recall/texts-elsewhere.test.ts'],
      [
        {
          fault: 'a text stays in the index although its block has it',
          text: 'if (!keepsTexts) removeText.run(id)',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/recall/search.ts',
      ['test/recall/texts-elsewhere.test.ts'],
      [
        {
          fault: 'what cannot be read any more is an answer without a text',
          text: 'text === undefined ? [] :',
          replacement: "text === undefined ? [{ ...one, text: '', spans: [] }] :",
        },
      ],
    ),
    ...inFile(
      'src/recall/catalogue.ts',
      ['test/recall/filters.test.ts'],
      [
        {
          fault: 'a memory answers in the moment in which it expires',
          text: 'nowMs >= (times.expires ?? Infinity)',
          replacement: 'nowMs > (times.expires ?? Infinity)',
        },
        {
          fault: 'a memory answers before it is valid',
          text: 'nowMs >= (times.validFrom ?? -Infinity) && ',
          replacement: '',
        },
        {
          fault: 'one of several tags is enough',
          text: 'tags.every((tag) => set.has(tag))',
          replacement: 'tags.some((tag) => set.has(tag))',
        },
      ],
    ),
    ...inFile(
      'src/recall/filter.ts',
      ['test/recall/filters.test.ts', 'test/recall/by-content.test.ts'],
      [
        {
          fault: 'a copy in a cube that was not asked speaks',
          text: '(cubes === undefined || cubes.has(catalogue.cubeOf(place))) &&',
          replacement: '(cubes === undefined || cubes.size > 0) &&',
        },
        {
          fault: 'the least trusted voice speaks',
          text: 'rankOf(a) - rankOf(b) || a - b',
          replacement: 'rankOf(b) - rankOf(a) || a - b',
        },
      ],
    ),
    ...inFile(
      'src/recall/words/postings.ts',
      ['test/recall/word-index.test.ts'],
      [
        {
          fault: 'a number that was cut counts',
          text: 'if (byte < 128) visit(passage, count)',
          replacement: 'visit(passage, count)',
        },
      ],
    ),
    ...inFile(
      'src/recall/words/score-words.ts',
      ['test/recall/word-index.test.ts'],
      [
        {
          fault: 'a passage that was written again counts as in old lists',
          text: 'if (flush >= low && flush <= high)',
          replacement: 'if (flush >= low)',
        },
        {
          fault: 'scores stay for the next question',
          text: '      this.#scores[passage] = 0\n',
          replacement: '',
        },
      ],
    ),
    ...inFile('src/recall/overlap/compare-texts.ts', compare, [
      {
        fault: 'rows of one table with other numbers are the same',
        text: 'haveOtherNumbers(a.words, b.words) ? undefined :',
        replacement: "a.text === '' ? undefined :",
      },
      {
        fault: 'texts that contradict each other are the same',
        text: "{ kind: 'contradicts', score } : undefined",
        replacement: "{ kind: 'same', score } : undefined",
      },
    ]),
    ...inFile('src/recall/overlap/value-difference.ts', compare, [
      { fault: 'a denial that is denied is a denial', text: '.length % 2 === 1', replacement: '.length > 0' },
      {
        fault: 'names count where nothing says that it is one thing',
        text: 'isNumber || (isOneThing && isName)',
        replacement: 'isNumber || isName',
      },
    ]),
    ...inFile(
      'src/recall/overlap/says-anew.ts',
      ['test/recall/says-anew.test.ts'],
      [
        {
          fault: 'a text that speaks of something else says it anew',
          text: 'shared > 0 && shared >= minShared',
          replacement: 'shared >= 0 || shared >= minShared',
        },
        {
          fault: 'a text says anew without saying that something changed',
          text: 'if (!words.some((word) => changes.has(word))) return false',
          replacement: 'if (words.length === 0) return false',
        },
      ],
    ),
    ...inFile(
      'src/recall/vectors/vectors.ts',
      ['test/recall/vectors.test.ts'],
      [
        {
          fault: 'a graph that was replaced meanwhile is recorded',
          text: '    if (this.#index !== index || index.graph !== graph) return removeGraph(this.#folder, record)\n',
          replacement: '',
        },
        {
          fault: 'a graph of the same vectors that was given up is recorded',
          text: 'this.#index !== index || index.graph !== graph',
          replacement: 'this.#index !== index',
        },
        {
          fault: 'a graph of vectors that were read back is recorded',
          text: 'this.#index !== index || index.graph !== graph',
          replacement: 'this.#index === index && index.graph !== graph',
        },
      ],
    ),
  ],
}

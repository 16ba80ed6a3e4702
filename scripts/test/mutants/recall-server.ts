/** Faults of an index whose parts are at a server, and of the edges of ranking. */
import { inFile, type Room } from './mutant.ts'

const says = ['test/recall/recall-server.test.ts']
const place = ['test/recall/server-place.test.ts']
const meaning = ['test/recall/meaning-away.test.ts']
const rank = ['test/recall/rank-edges.test.ts', 'test/recall/rank.test.ts']

export const recallServer: Room = {
  folder: 'src/recall/',
  mutants: [
    ...inFile('src/recall/server/judge.ts', says, [
      {
        fault: 'a list of another segment is taken',
        text: '!known.has(row.segment) || ',
        replacement: '',
      },
      {
        fault: 'a list may come twice',
        text: ' || seen.has(name)',
        replacement: '',
      },
      {
        fault: 'a prefix is found anywhere in a term',
        text: 'row.term.startsWith(asked.term)',
        replacement: 'row.term.includes(asked.term)',
      },
      {
        fault: 'another term is taken for the one asked',
        text: 'asked.isPrefix ? row.term.startsWith(asked.term) : row.term === asked.term',
        replacement: 'row.term.startsWith(asked.term)',
      },
      {
        fault: 'a list says more passages than it has bytes',
        text: ' && passages <= body.length',
        replacement: '',
      },
      {
        fault: 'a list of nothing is taken',
        text: 'Number.isInteger(passages) && passages > 0',
        replacement: 'Number.isInteger(passages)',
      },
      {
        fault: 'a vector of another length is taken',
        text: ' || cells.length !== dimensions',
        replacement: '',
      },
      {
        fault: 'a vector that is left over is taken',
        text: 'generationOf(passage) === generation',
        replacement: 'generationOf(passage) > 0',
      },
      {
        fault: 'a vector may be as long as it likes',
        text: 'scale > 0 && scale <= 1',
        replacement: 'scale > 0',
      },
    ]),
    ...inFile('src/recall/server/target.ts', says, [
      {
        fault: 'a password is taken',
        text: "if (url.password !== '')",
        replacement: 'if (false)',
      },
      {
        fault: 'a server elsewhere is spoken to in the clear',
        text: 'isEncrypted: !/',
        replacement: 'isEncrypted: /',
      },
      {
        fault: 'another option is passed over',
        text: 'if (more !== undefined)',
        replacement: 'if (false)',
      },
      {
        fault: 'the name of a schema may hold anything',
        text: "    ['schema', schema],\n",
        replacement: '',
      },
      {
        fault: 'what is behind the schema is passed over',
        text: "if (url.hash !== '')",
        replacement: 'if (false)',
      },
    ]),
    ...inFile('src/recall/server/place.ts', place, [
      {
        fault: 'another server is taken for the one that was set',
        text: 'this.#recorded?.target === this.#deps.wanted',
        replacement: 'this.#recorded !== undefined',
      },
      {
        fault: 'after a failure it is not compared again',
        text: '      this.#claiming = undefined\n      throw error\n    }\n  }',
        replacement: '      throw error\n    }\n  }',
      },
      {
        fault: 'a server that lost something is asked on',
        text: "if (standing === 'lost') throw this.lose()",
        replacement: '',
      },
      {
        fault: 'a lost index is claimed again',
        text: 'if (this.#isLost || recorded === undefined)',
        replacement: 'if (recorded === undefined)',
      },
      {
        fault: 'a claim is no new session',
        text: '    this.#session++\n    const { connect',
        replacement: '    const { connect',
      },
      {
        fault: 'a restart is no new session',
        text: '    this.#session++\n    this.#claiming = undefined\n  }',
        replacement: '    this.#claiming = undefined\n  }',
      },
      {
        fault: 'a connection that broke is not compared again',
        text: '() => (this.#claiming = undefined))',
        replacement: '() => undefined)',
      },
      {
        fault: 'it is said again and again that a part is away',
        text: 'if (!isKnown) this.#deps.placed(true)',
        replacement: 'this.#deps.placed(true)',
      },
      {
        fault: 'the length of vectors is not written down',
        text: 'if (isKnown && dimensions === recorded.dimensions) return',
        replacement: 'if (isKnown) return',
      },
      {
        fault: 'the place stays when all is here',
        text: '    this.#deps.meta.removeMeta(metaName)\n',
        replacement: '',
      },
      {
        fault: 'two claims go on at once',
        text: 'this.#claiming ??= this.#claim()',
        replacement: 'this.#claiming = this.#claim()',
      },
    ]),
    ...inFile('src/recall/server/meaning-away.ts', meaning, [
      {
        fault: 'a question of other dimensions is sent',
        text: 'if (query.length !== dimensions) return []',
        replacement: '',
      },
      {
        fault: 'vectors in memory are asked for at the server',
        text: 'if (isHere(passage) || known',
        replacement: 'if (known',
      },
      {
        fault: 'what is known is fetched again',
        text: 'known.get(passage)?.generation === generationOf(passage)',
        replacement: 'false',
      },
      {
        fault: 'what is known of a passage that changed is taken',
        text: 'known.get(passage)?.generation === generationOf(passage)',
        replacement: 'known.has(passage)',
      },
      {
        fault: 'a passage that may not be found is found',
        text: 'filter?.passes(passage) !== false && !scores',
        replacement: '!scores',
      },
      {
        fault: 'the server decides on what is in memory',
        text: ' && !scores.has(passage)',
        replacement: '',
      },
      {
        fault: 'where a mask brings too few, nobody looks again',
        text: 'const isShort =\n',
        replacement: 'const isShort = false &&\n',
      },
      {
        fault: 'vectors that are gone are had',
        text: 'isHere(passage) || generationOf(passage) > 0',
        replacement: 'isHere(passage) || generationOf(passage) >= 0',
      },
      {
        fault: 'a mask has the bits of a byte the other way round',
        text: '1 << (passage & 7)',
        replacement: '128 >> (passage & 7)',
      },
      {
        fault: 'the last passage is not in the mask',
        text: ', 0) >>> 3) + 1)',
        replacement: ', 0) >>> 3))',
      },
      {
        fault: 'all vectors are fetched at once',
        text: 'first += step)\n        learn(await server.vectorsOf(wanted.slice(first, first + step)))',
        replacement: 'first += wanted.length)\n        learn(await server.vectorsOf(wanted))',
      },
    ]),
    ...inFile('src/recall/rank/fuse.ts', rank, [
      {
        fault: 'the last by meaning counts for nothing',
        text: 'least -= (most - least) / 99',
        replacement: 'least -= 0',
      },
      {
        fault: 'one passage alone has no meaning',
        text: 'most > 0 ? 1 : 0',
        replacement: '0',
      },
      {
        fault: 'words are not measured by the best',
        text: 'words > 0 ? item.words / words : 0',
        replacement: 'item.words',
      },
      {
        fault: 'a passage that stands alone is ranked lower',
        text: 'weight += (before > 0 ? share : 0) + (after > 0 ? share : 0)',
        replacement: 'weight += 2 * share',
      },
      {
        fault: 'a neighbour at distance two counts as one next to it',
        text: 'if (before > 0) before = beside.previous(before)',
        replacement: 'if (before === passage) before = beside.previous(before)',
      },
    ]),
    ...inFile('src/recall/rank/diversify.ts', rank, [
      {
        fault: 'only the last choice is looked at',
        text: 'Math.max(nearest[place]!, similarity(item!.passage, other.passage))',
        replacement: 'similarity(item!.passage, other.passage)',
      },
      {
        fault: 'of equal ones the last is chosen',
        text: 'if (value > bestValue)',
        replacement: 'if (value >= bestValue)',
      },
      {
        fault: 'likeness stays with the place of who was chosen',
        text: '    nearest.splice(best, 1)\n',
        replacement: '',
      },
    ]),
    ...inFile('src/recall/rank/neighbours.ts', rank, [
      {
        fault: 'a memory is its own neighbour',
        text: 'other === NONE || other === memory ? NONE : this.#catalogue.lastPassage(other)',
        replacement: 'other === NONE ? NONE : this.#catalogue.lastPassage(other)',
      },
      {
        fault: 'before a memory stands the beginning of another',
        text: 'this.#catalogue.lastPassage(other)',
        replacement: 'this.#catalogue.firstPassage(other)',
      },
      {
        fault: 'the database is asked again and again',
        text: '      this.#after.set(place, found.next ?? NONE)\n',
        replacement: '',
      },
      {
        fault: 'what was written is not seen',
        text: '    this.#after.fill(UNKNOWN)\n',
        replacement: '',
      },
    ]),
  ],
}

/** Faults of comparing what two peers have, and of asking them. */
import { inFile, type Room } from './mutant.ts'

const ranges = ['test/protocols/compare/ranges.test.ts', 'test/protocols/compare/comparison.test.ts']
const watched = ['test/protocols/compare/watched-states.test.ts', 'test/protocols/compare/watched.test.ts']
const messages = ['test/protocols/compare/messages.test.ts']
const questions = ['test/protocols/announce/questions.test.ts', 'test/protocols/announce/state.test.ts']
const rosters = ['test/protocols/announce/rosters.test.ts', 'test/protocols/announce/questions.test.ts']

export const comparing: Room = {
  folder: 'src/protocols/',
  mutants: [
    ...inFile('src/protocols/compare/range-set.ts', ranges, [
      {
        fault: 'a range that ends before it begins has less than nothing',
        text: 'Math.max(first, this.#indexOf(to))',
        replacement: 'this.#indexOf(to)',
      },
      {
        fault: 'the sum of a range has what is before it',
        text: '(this.#sums[end]! - this.#sums[first]!) & MODULUS_MASK',
        replacement: 'this.#sums[end]! & MODULUS_MASK',
      },
      {
        fault: 'a sum is not kept below 2^256',
        text: '(this.#sums[end]! - this.#sums[first]!) & MODULUS_MASK',
        replacement: 'this.#sums[end]! - this.#sums[first]!',
      },
      {
        fault: 'a small sum is shorter than 32 bytes',
        text: "padStart(64, '0')",
        replacement: "padStart(2, '0')",
      },
      {
        fault: 'a range begins behind the cube that it names',
        text: 'this.entries[middle]!.id < bound',
        replacement: 'this.entries[middle]!.id <= bound',
      },
      {
        fault: 'states are not added but mixed',
        text: 'sums.at(-1)! + asNumber(state)',
        replacement: 'sums.at(-1)! ^ asNumber(state)',
      },
      {
        fault: 'sums that are the same are enough, however many cubes',
        text: 'a.count === b.count && bytesEqual(a.sum, b.sum)',
        replacement: 'bytesEqual(a.sum, b.sum)',
      },
      {
        fault: 'as many cubes are enough, whatever their states',
        text: 'a.count === b.count && bytesEqual(a.sum, b.sum)',
        replacement: 'a.count === b.count',
      },
    ]),
    ...inFile('src/protocols/compare/answer-range.ts', ranges, [
      {
        fault: 'what both sides have is told again',
        text: 'if (isSameSum(set.sumOf(first, end), asked)) return {}',
        replacement: '',
      },
      {
        fault: 'a range of as many cubes as may be listed is split',
        text: 'end - first <= COMPARE_LIMITS.maxListed',
        replacement: 'end - first < COMPARE_LIMITS.maxListed',
      },
      {
        fault: 'bounds are as long as ids',
        text: 'let length = 2',
        replacement: 'let length = 64',
      },
      {
        fault: 'the last part does not reach the end',
        text: 'if (next === undefined) return set.sumOf(start, end)',
        replacement: 'if (next === undefined) return set.sumOf(start, end - 1)',
      },
      {
        fault: 'a range falls into too many parts',
        text: 'Math.min(COMPARE_LIMITS.maxParts, ',
        replacement: 'Math.max(COMPARE_LIMITS.maxParts, ',
      },
    ]),
    ...inFile('src/protocols/compare/comparison.ts', ranges, [
      {
        fault: 'a liar is asked without end',
        text: 'COMPARE_LIMITS.spareRanges + watched.size',
        replacement: 'Infinity',
      },
      {
        fault: 'more answers than questions are taken',
        text: 'answers.length !== asked.length',
        replacement: 'answers.length < asked.length',
      },
      {
        fault: 'a range of one part is asked for again',
        text: 'parts.length < 2',
        replacement: 'parts.length < 1',
      },
      {
        fault: 'a part may be empty',
        text: 'start < end)',
        replacement: 'start <= end)',
      },
      {
        fault: 'the last part may say where it ends',
        text: 'isLast === (part.to === undefined)',
        replacement: 'isLast || part.to !== undefined',
      },
      {
        fault: 'a part that says no end counts as the rest of the range',
        text: 'isLast === (part.to === undefined)',
        replacement: '!isLast || part.to === undefined',
      },
      {
        fault: 'parts that agree are asked for too',
        text: 'if (!isSameSum(this.#set.sumWithin(bounds), part)) this.#open',
        replacement: 'this.#open',
      },
      {
        fault: 'a cube may be told twice',
        text: 'id <= before',
        replacement: 'id < before',
      },
      {
        fault: 'a cube before the range is taken',
        text: 'id < from || ',
        replacement: '',
      },
      {
        fault: 'a cube at the end of the range is taken',
        text: 'id >= to',
        replacement: 'id > to',
      },
      {
        fault: 'a cube that is not compared is taken',
        text: '!this.#watched.has(id)',
        replacement: 'false',
      },
      {
        fault: 'a cube that only the other side has is not found',
        text: 'for (const [id, state] of theirs) this.found.set(id, state)',
        replacement: '',
      },
      {
        fault: 'a cube that only this side has is not found',
        text: 'if (their === undefined || !bytesEqual(their, state)) this',
        replacement: 'if (their !== undefined && !bytesEqual(their, state)) this',
      },
      {
        fault: 'what is answered twice counts twice',
        text: 'this.#asked = []\n',
        replacement: '\n',
      },
    ]),
    ...inFile('src/protocols/compare/digest-of-statements.ts', watched, [
      {
        fault: 'the order of statements counts',
        text: '.sort((a, b) => Buffer.compare(a, b))',
        replacement: '',
      },
      {
        fault: 'a digest does not say of which cube',
        text: 'Buffer.concat([PREFIX, cube.bytes, ...hashes])',
        replacement: 'Buffer.concat([PREFIX, ...hashes])',
      },
      {
        fault: 'a state is the same between any two peers',
        text: 'sha256(Buffer.concat([agreement, digest]))',
        replacement: 'sha256(digest)',
      },
      {
        fault: 'nothing said has a digest',
        text: 'if (statements.length === 0) return undefined',
        replacement: '',
      },
    ]),
    ...inFile('src/protocols/compare/messages.ts', messages, [
      {
        fault: 'parts and cubes may come together',
        text: 'if (parts !== undefined && cubes !== undefined)',
        replacement: 'if (false)',
      },
      {
        fault: 'a question may have no range',
        text: 'if (ranges.length === 0)',
        replacement: 'if (false)',
      },
      {
        fault: 'parts are not bounded',
        text: 'asList(given, `${path}.parts`, maxParts, parsePart)',
        replacement: 'asList(given, `${path}.parts`, 9_999, parsePart)',
      },
      {
        fault: 'cubes are not bounded',
        text: 'asList(given, `${path}.cubes`, maxListed, parseCube)',
        replacement: 'asList(given, `${path}.cubes`, 9_999, parseCube)',
      },
      {
        fault: 'ranges are not bounded',
        text: "asList(fields['ranges'], 'ranges', COMPARE_LIMITS.rangesPerQuestion,",
        replacement: "asList(fields['ranges'], 'ranges', 9_999,",
      },
      {
        fault: 'answers are not bounded',
        text: "asList(fields['answers'], 'answers', COMPARE_LIMITS.rangesPerQuestion,",
        replacement: "asList(fields['answers'], 'answers', 9_999,",
      },
      {
        fault: 'a watch is not bounded',
        text: "asList(fields['cubes'], 'cubes', cubesPerWatch,",
        replacement: "asList(fields['cubes'], 'cubes', 9_999,",
      },
      {
        fault: 'a state may be short',
        text: "state: asBytes(fields['state'], `${path}.state`, 32, 32)",
        replacement: "state: asBytes(fields['state'], `${path}.state`, 0, 32)",
      },
      {
        fault: 'a sum may be long',
        text: "sum: asBytes(fields['sum'], `${path}.sum`, 32, 32)",
        replacement: "sum: asBytes(fields['sum'], `${path}.sum`, 32, 64)",
      },
      {
        fault: 'a bound may be empty',
        text: 'asBytes(value, `${path}.${name}`, 1, 32)',
        replacement: 'asBytes(value, `${path}.${name}`, 0, 32)',
      },
    ]),
    ...inFile('src/protocols/compare/watched.ts', watched, [
      {
        fault: 'what was named before stays',
        text: 'if (anew) this.forget(peerId)',
        replacement: '',
      },
      {
        fault: 'who has gone is counted on',
        text: 'forget(peerId: string): void {\n    this.#watchers.delete(peerId)',
        replacement: 'forget(peerId: string): void {\n    void peerId',
      },
      {
        fault: 'another number of cubes is no other set',
        text: 'watcher.cubes.size !== cubes',
        replacement: 'false',
      },
      {
        fault: 'a new comparison is of the states of the last one',
        text: 'isBeginning || watcher.set === undefined',
        replacement: 'watcher.set === undefined',
      },
      {
        fault: 'each question is of states of its own',
        text: 'isBeginning || watcher.set === undefined',
        replacement: 'true',
      },
      {
        fault: 'all peers together have no bound',
        text: 'if (held + cubes <= maxWatchedByAll) return',
        replacement: 'if (held >= 0) return',
      },
      {
        fault: 'one peer has no bound',
        text: 'if (cubes > maxWatched) throw tooManyCubes()',
        replacement: '',
      },
      {
        fault: 'more ranges are asked for than one comparison can need',
        text: 'if (watcher.rangesLeft < 0)',
        replacement: 'if (false)',
      },
      {
        fault: 'cubes of another agreement stay',
        text: 'known !== undefined && bytesEqual(known.agreement, agreement)',
        replacement: 'known !== undefined',
      },
      {
        fault: 'a state that changed is told as it was',
        text: 'before !== undefined && bytesEqual(before.digest, digest)',
        replacement: 'before !== undefined',
      },
      {
        fault: 'comparisons come as fast as they like',
        text: 'if (!this.#pace.begin(peerId, this.#standing(peerId), watcher.cubes.size, nowMs)) throw tooFast()',
        replacement: '',
      },
      {
        fault: 'watches come as fast as they like',
        text: 'if (!this.#pace.watch(peerId, nowMs)) throw tooFast()',
        replacement: '',
      },
      {
        fault: 'a cube that the peer may not see has a state',
        text: 'if (digest !== undefined) entries.push({ id, state: stateOf(watcher, id, digest) })',
        replacement:
          'entries.push({ id, state: digest === undefined ? new Uint8Array(32) : stateOf(watcher, id, digest) })',
      },
    ]),
    ...inFile('src/protocols/compare/compare-over.ts', messages, [
      {
        fault: 'it is not noticed that the peer compares other cubes',
        text: 'watching !== undefined && watching !== count',
        replacement: 'watching === undefined',
      },
      {
        fault: 'the watches are not sent',
        text: 'for (const watch of watches) watching = await stream.watch(watch)',
        replacement: '',
      },
    ]),
    ...inFile('src/protocols/announce/comparing.ts', questions, [
      {
        fault: 'one cube less is too many',
        text: 'state.cubes.size <= COMPARE_LIMITS.maxWatched',
        replacement: 'state.cubes.size < COMPARE_LIMITS.maxWatched',
      },
      {
        fault: 'what was hashed for another agreement stays',
        text: 'if (!isSame) Object.assign',
        replacement: 'if (false) Object.assign',
      },
      {
        fault: 'a cube that is no longer followed is not taken back',
        text: '[...before.keys()].some((id) => !followed.has(id))',
        replacement: 'false',
      },
      {
        fault: 'all cubes are named at each comparison',
        text: 'anew || !before.has(id)',
        replacement: 'true',
      },
      {
        fault: 'what was not understood counts as understood',
        text: '  comparing.watched = undefined\n  comparing.planned',
        replacement: '  comparing.planned',
      },
      {
        fault: 'what a peer has is not remembered',
        text: 'told === undefined ? own : (told ?? undefined)',
        replacement: 'own',
      },
      {
        fault: 'who has nothing of a cube is believed to have it',
        text: 'told === undefined ? own : (told ?? undefined)',
        replacement: 'told ?? own',
      },
      {
        fault: 'own states are never hashed again',
        text: 'before !== undefined && bytesEqual(before.digest, digest)',
        replacement: 'before !== undefined',
      },
      {
        fault: 'who has nothing is asked what',
        text: 'if (state === undefined) comparing.told.set(id, null)\n    else {',
        replacement: '{',
      },
      {
        fault: 'questions of the last comparison stay',
        text: '  comparing.questions.clear()\n',
        replacement: '',
      },
      {
        fault: 'a new head is forgotten for an old one behind it',
        text: 'isKnown && question.isSettled !== false',
        replacement: 'isKnown',
      },
      {
        fault: 'a peer that said nothing is not asked again',
        text: 'question.isTrue && question.isSettled === true',
        replacement: 'question.isTrue && question.isSettled !== false',
      },
      {
        fault: 'statements that it does not compare settle it',
        text: 'question.isTrue && question.isSettled === true',
        replacement: 'question.isSettled === true',
      },
      {
        fault: 'nothing is named anew where nothing is followed',
        text: 'if (anew && pages.length === 0) pages.push([])',
        replacement: '',
      },
      {
        fault: 'each page forgets the one before',
        text: 'anew: anew && i === 0',
        replacement: 'anew',
      },
      {
        fault: 'a belief stays that has come true',
        text: '    comparing.told.delete(id)\n',
        replacement: '    void 0\n',
      },
      {
        fault: 'heads of those who may no longer sign count',
        text: 'keysOf(authors.standing).flatMap((key) => marks.get(authorId(key))?.head ?? [])',
        replacement: '[...marks.values()].map(({ head }) => head)',
      },
    ]),
    ...inFile('src/protocols/announce/questions.ts', questions, [
      {
        fault: 'a peer that is back at once is asked again',
        text: 'nowMs - askedMs < ANNOUNCE_LIMITS.askAgainMs',
        replacement: 'false',
      },
      {
        fault: 'who compares is asked as seldom as others',
        text: 'compares ? compareEveryMs : askEveryMs',
        replacement: 'askEveryMs',
      },
      {
        fault: 'who does not compare is asked as often as others',
        text: 'compares ? compareEveryMs : askEveryMs',
        replacement: 'compareEveryMs',
      },
      {
        fault: 'a peer that failed once is never compared with again',
        text: "why === 'unable'",
        replacement: "why !== 'busy'",
      },
      {
        fault: 'a peer that refuses is asked to compare again',
        text: '  delete peer.comparing\n',
        replacement: '',
      },
      {
        fault: 'who refuses to compare is asked about nothing',
        text: 'delete peer.comparing\n    return asks(peerId, followedCubes(state))',
        replacement: 'delete peer.comparing\n    return []',
      },
      {
        fault: 'nobody is asked about a cube that is followed from now on',
        text: 'return [...state.peers.keys()].flatMap((peerId) => asks(peerId, [cube]))',
        replacement: 'return []',
      },
      {
        fault: 'a head that is older counts as something new',
        text: "seen === 'current' || seen === 'rollback'",
        replacement: "seen === 'current'",
      },
      {
        fault: 'a head that is known counts as something new',
        text: "seen === 'current' || seen === 'rollback'",
        replacement: "seen === 'rollback'",
      },
      {
        fault: 'a peer is asked at every tick',
        text: '    peer.askedMs = nowMs\n',
        replacement: '',
      },
      {
        fault: 'a peer is compared with where nothing is followed',
        text: 'if (state.cubes.size === 0) return []',
        replacement: '',
      },
      {
        fault: 'one question has all cubes',
        text: 'i * cubesPerAsk, (i + 1) * cubesPerAsk',
        replacement: '0, cubes.length',
      },
      {
        fault: 'too many cubes are compared all the same',
        text: 'comparing !== undefined && isComparable(state)',
        replacement: 'comparing !== undefined',
      },
    ]),
    ...inFile('src/protocols/announce/followed.ts', rosters, [
      {
        fault: 'a shorter chain of rosters is read',
        text: 'if (rosters.length <= followed.rosters.length) return',
        replacement: '',
        survives: 'what is read and is not ahead changes nothing: it only costs',
      },
      {
        fault: 'a chain that does not contain the one known is taken',
        text: "if (relateAuthors(followed.authors, authors) !== 'behind') return",
        replacement: '',
      },
      {
        fault: 'a head that is accepted is not compared',
        text: '  followed.marks.set(id, mark)\n  followed.digest = undefined',
        replacement: '  followed.marks.set(id, mark)',
      },
      {
        fault: 'new authors are not compared',
        text: '    followed.rosters = rosters\n    followed.digest = undefined',
        replacement: '    followed.rosters = rosters',
      },
      {
        fault: 'bytes that are no statement end the node',
        text: 'if (error instanceof MemCubeError) return undefined\n',
        replacement: 'if (error instanceof RangeError) return undefined\n',
      },
    ]),
  ],
}

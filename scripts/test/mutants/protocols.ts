import { inFile, type Room } from './mutant.ts'

const announce = ['test/protocols/announce/state.test.ts']
const syncStates = ['test/protocols/sync/states.test.ts']
const proposals = ['test/protocols/proposals/states.test.ts', 'test/protocols/proposals/vectors.test.ts']

const part = ['test/protocols/sync/part.test.ts']

export const protocols: Room = {
  folder: 'src/protocols/',
  mutants: [
    ...inFile(
      'src/protocols/announce/questions.ts',
      ['test/protocols/announce/state.test.ts'],
      [
        {
          fault: 'a comparison that fails hides the news of a peer',
          text: 'if (failures < maxFailures) return undefined',
          replacement: 'if (failures > 0) return undefined',
        },
        {
          fault: 'what a peer claims need not be true',
          text: 'if (!wasTrue) return',
          replacement: 'if (wasTrue === undefined) return',
        },
      ],
    ),
    ...inFile(
      'src/protocols/compare/watched.ts',
      ['test/protocols/compare/watched.test.ts'],
      [
        {
          fault: 'ranges are asked for without end',
          text: 'if (watcher.rangesLeft < 0)',
          replacement: 'if (watcher.rangesLeft < -1e9)',
        },
        {
          fault: 'who comes first has all that may be compared',
          text: 'if (givesWay === undefined) throw tooManyCubes()',
          replacement: 'if (givesWay === undefined || givesWay.length > 0) throw tooManyCubes()',
        },
      ],
    ),
    ...inFile(
      'src/protocols/compare/comparing-pace.ts',
      ['test/protocols/compare/watched.test.ts'],
      [
        {
          fault: 'each name of a network has its cubes looked up',
          text: 'if (useful) return true',
          replacement: 'if (useful || network !== undefined) return true',
        },
      ],
    ),
    ...inFile('src/protocols/sync/plan-pack.ts', part, [
      {
        fault: 'memories beside a part are sent',
        text: 'known.has(id) || !within.has(view.keys[i]!)',
        replacement: 'known.has(id)',
      },
      {
        fault: 'nodes beside a part are sent',
        text: 'childrenOf(node).filter((child) => within.meets(child))',
        replacement: 'childrenOf(node)',
      },
    ]),
    ...inFile('src/protocols/sync/closure.ts', part, [
      {
        fault: 'memories beside a part are waited for',
        text: 'this.within.has(key) ? [view.valueId(i)] : []',
        replacement: '[view.valueId(i)]',
      },
    ]),
    ...inFile('src/protocols/sync/base-tree.ts', part, [
      {
        fault: 'nodes of the older state beside the part are read',
        text: '.filter((subtree) => this.#within.meets(subtree))',
        replacement: '',
      },
    ]),
    ...inFile('src/protocols/sync/local-blocks.ts', part, [
      {
        fault: 'a part is to be as large as the whole says',
        text: '    if (this.#closure.isPart) return tip.count\n',
        replacement: '',
      },
    ]),
    ...inFile(
      'src/protocols/sync/plan-pack.ts',
      ['test/protocols/sync/readable-commits.test.ts'],
      [
        {
          fault: 'what the puller names in have tells what is here',
          text: 'for (const one of await amongPublished(reader, tips, ofCube)) usable.add(one)',
          replacement: 'if (tips.length >= 0) for (const one of ofCube) usable.add(one)',
        },
        {
          fault: 'commits behind the published ones of another cube may be read',
          text: 'new AncestorWalk(reader, [...tips], first.commit.cube)',
          replacement: 'new AncestorWalk(reader, [...tips])',
        },
        {
          fault: 'a commit that is not published is served',
          text: 'if (wanted.length === 0) throw refusalError(NOT_FOUND)',
          replacement: 'if (wanted.length < 0) throw refusalError(NOT_FOUND)',
        },
      ],
    ),
    ...inFile(
      'src/protocols/sync/verify-heads.ts',
      ['test/protocols/sync/heads-work.test.ts'],
      [
        {
          fault: 'more heads come than were asked for',
          text: 'page.items.length > query.limit',
          replacement: 'page.items.length > query.limit + 1',
        },
        {
          fault: 'heads of cubes that nobody asked for are taken',
          text: 'asked?.has(cube.toString()) === false',
          replacement: 'asked?.has(cube.toString()) === undefined',
        },
        {
          fault: 'a head lies beside the genesis of another cube',
          text: 'if (!named.equals(cube))',
          replacement: 'if (named === undefined)',
        },
        {
          fault: 'heads are not verified',
          text: '        verifyStatement(statement, genesis, authors)\n',
          replacement: '',
        },
        {
          fault: 'one new key more is proven',
          text: 'this.#keysLeft-- <= 0',
          replacement: 'this.#keysLeft-- < 0',
        },
        {
          fault: 'answers about heads are proven in one go',
          text: 'if (this.#work.turns.isOver()) await this.#work.turns.next()',
          replacement: 'this.#work.turns.isOver()',
        },
      ],
    ),
    ...inFile('src/protocols/sync/client-state.ts', syncStates, [
      {
        fault: 'a later offer may have fewer blocks',
        text: 'if (blocks < state.offered.blocks || bytes < state.offered.bytes)',
        replacement: 'if (bytes < state.offered.bytes)',
      },
      {
        fault: 'a later offer may have fewer bytes',
        text: 'if (blocks < state.offered.blocks || bytes < state.offered.bytes)',
        replacement: 'if (blocks < state.offered.blocks)',
      },
      {
        fault: 'a pack may go one byte beyond its offer',
        text: 'state.got.bytes > state.offered.bytes)',
        replacement: 'state.got.bytes > state.offered.bytes + 1)',
      },
      {
        fault: 'the end of a pack is not counted',
        text: 'blocks !== state.got.blocks || bytes !== state.got.bytes',
        replacement: 'blocks < state.got.blocks || bytes < state.got.bytes',
      },
    ]),
    ...inFile('src/protocols/sync/server-state.ts', syncStates, [
      {
        fault: 'one request more than allowed is served',
        text: '++state.requests > SYNC_LIMITS.maxRequests',
        replacement: '++state.requests > SYNC_LIMITS.maxRequests + 1',
      },
      {
        fault: 'another agreement opens a stream',
        text: 'state.agreement === undefined || !bytesEqual(message.agreement, state.agreement)',
        replacement: 'state.agreement === undefined',
      },
      {
        fault: 'the peer says how much memory this side spends',
        text: 'Math.min(credit, state.maxCredit)',
        replacement: 'Math.max(credit, state.maxCredit)',
      },
      {
        fault: 'acknowledgements may come without end',
        text: '++state.credits > CREDITS_PER_FRAME * state.frames + SPARE_CREDITS',
        replacement: '++state.credits < 0',
      },
      {
        fault: 'a request is refused twice',
        text: "if (state.refused) return outOfTurn(state, 'refused')",
        replacement: '',
      },
    ]),
    ...inFile(
      'src/protocols/sync/messages.ts',
      ['test/protocols/sync/messages.test.ts'],
      [
        {
          fault: 'a credit is taken with which a large block would never come',
          text: "asUint(fields['credit'], 'credit', SYNC_LIMITS.minCreditBytes, MAX_COUNT)",
          replacement: "asUint(fields['credit'], 'credit', SYNC_LIMITS.chunkBytes, MAX_COUNT)",
        },
      ],
    ),
    ...inFile(
      'src/protocols/sync/later-version.ts',
      ['test/protocols/sync/pull.test.ts'],
      [
        {
          fault: 'a record of a later version makes its author false',
          text: "if (code !== 'ERR_INCOMPATIBLE') return undefined",
          replacement: "if (code !== 'ERR_CORRUPT') return undefined",
        },
      ],
    ),
    ...inFile(
      'src/protocols/sync/closure.ts',
      ['test/protocols/sync/hostile.test.ts'],
      [
        {
          fault: 'a block that nothing links to is stored',
          text: 'if (entry === undefined)\n      throw falsePack',
          replacement: "if (entry === undefined) return false\n    if (id === '')\n      throw falsePack",
        },
        {
          fault: 'a commit that somebody else signed is taken',
          text: '    verifyCommit(commit, genesis, authors)\n',
          replacement: '',
        },
        { fault: 'the level of keys is not checked', text: 'depths: true,', replacement: 'depths: false,' },
      ],
    ),
    ...inFile(
      'src/protocols/sync/verify-received.ts',
      ['test/protocols/sync/hostile.test.ts'],
      [
        {
          fault: 'the hash of a block is not checked',
          text: '|| !bytesEqual(sha256(bytes), cid.multihash.digest)) {',
          replacement: ') {',
        },
      ],
    ),
    ...inFile(
      'src/protocols/sync/closure.ts',
      ['test/protocols/sync/part.test.ts'],
      [
        {
          fault: 'a part brings memories of others',
          text: '(this.within.has(key) ? [view.valueId(i)] : [])',
          replacement: '(key.length > 0 ? [view.valueId(i)] : [])',
        },
        {
          fault: 'of a part nodes of others are expected',
          text: '.filter((child) => this.within.meets(child))',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/protocols/sync/base-tree.ts',
      ['test/protocols/sync/part.test.ts'],
      [
        {
          fault: 'what is outside of a part counts as held',
          text: '(this.#within.has(key) ? [view.valueId(i)] : [])',
          replacement: '(key.length > 0 ? [view.valueId(i)] : [])',
        },
      ],
    ),
    ...inFile(
      'src/protocols/sync/local-blocks.ts',
      ['test/protocols/sync/hostile.test.ts', 'test/protocols/sync/pull.test.ts'],
      [
        {
          fault: 'a commit may say any count',
          text: 'if (count !== tip.count)',
          replacement: 'if (count < 0)',
        },
        {
          fault: 'a pack need not be complete',
          text: 'if (missing > 0) {',
          replacement: 'if (missing > 1_000_000) {',
        },
      ],
    ),
    ...inFile(
      'src/protocols/sync/pack-places.ts',
      ['test/protocols/sync/pack-places.test.ts'],
      [
        {
          fault: 'a place goes to who has most',
          text: 'own(b) < own(a) ? b : a',
          replacement: 'own(b) > own(a) ? b : a',
        },
        {
          fault: 'a peer may have one pack more',
          text: 'own(entry) < this.#limits.packsPerPeer',
          replacement: 'own(entry) <= this.#limits.packsPerPeer',
        },
      ],
    ),
    ...inFile('src/protocols/announce/judge.ts', announce, [
      {
        fault: 'of an older head the numbers are told the wrong way round',
        text: '      have: mark.seq,\n      got: seq,',
        replacement: '      have: seq,\n      got: mark.seq,',
      },
      {
        fault: 'a head that has expired is passed on',
        text: 'statement.head.expires <= nowMs',
        replacement: 'statement.head.expires <= 0',
      },
      {
        fault: 'a withdrawal with the number of the head counts',
        text: 'seq <= mark.seq) return seen',
        replacement: 'seq < mark.seq) return seen',
      },
      {
        fault: 'what has another topic is taken',
        text: 'if (topic !== undefined && topic !== topicOf(state.networkName, cube))',
        replacement: "if (topic === '')",
      },
      {
        fault: 'a passing head is passed on without a look at its signature',
        text: "if (!isSelfSigned(statement)) return { verdict: 'reject'",
        replacement: "if (seq < 0) return { verdict: 'reject'",
      },
    ]),
    ...inFile('src/protocols/announce/followed.ts', announce, [
      {
        fault: 'a mark is lowered',
        text: 'known !== undefined && mark.seq <= known.seq) return',
        replacement: 'known !== undefined && mark.seq === known.seq) return',
      },
    ]),
    ...inFile('src/protocols/announce/quotas.ts', announce, [
      {
        fault: 'a peer has one check more',
        text: 'return span.used <= most',
        replacement: 'return span.used <= most + 1',
      },
      {
        fault: 'all peers together have no share of new keys',
        text: ' && spend(quotas, ALL, nowMs, quotaAllFreshKeys)',
        replacement: '',
      },
    ]),
    ...inFile('src/protocols/announce/fetching.ts', announce, [
      {
        fault: 'a peer that gave false bytes is asked again',
        text: "if (outcome === 'failed') candidate.peers.push(first)",
        replacement: 'candidate.peers.push(first)',
      },
      {
        fault: 'one pull more is under way',
        text: 'return maxFetches - (under',
        replacement: 'return maxFetches + 1 - (under',
      },
    ]),
    ...inFile(
      'src/protocols/sync/serve.ts',
      ['test/protocols/sync/unused-offers.test.ts'],
      [
        {
          fault: 'packs are planned without end for who takes none',
          text: '    if (this.#deps.unused?.isSpent(peerId, this.#deps.now()) === true) return this.#refuse(TOO_OFTEN)\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/protocols/sync/serve.ts',
      ['test/protocols/never-reads.test.ts'],
      [
        {
          fault: 'who reads nothing is answered further',
          text: '    if (this.#pack === undefined) await isTaken(this.#sending, this.#done.signal)\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/protocols/proposals/serve.ts',
      ['test/protocols/never-reads.test.ts'],
      [
        {
          fault: 'who reads nothing of proposals is answered further',
          text: '    await isTaken(this.#sending, this.#done.signal)\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/protocols/taken.ts',
      ['test/protocols/never-reads.test.ts'],
      [
        {
          fault: 'what is left is waited for without end',
          text: '() => late.abort()',
          replacement: '() => {}',
        },
      ],
    ),
    ...inFile(
      'src/protocols/proposals/judge-comment.ts',
      ['test/protocols/proposals/judge-comment.test.ts', 'test/protocols/proposals/vectors.test.ts'],
      [
        {
          fault: 'comments about all cubes have no end',
          text: 'return count < commentsInAll ? []',
          replacement: 'return count < Infinity ? []',
        },
        {
          fault: 'a comment may be made on a proposal that is not here',
          text: 'if (about.length === 0) return',
          replacement: 'if (about.length < 0) return',
        },
        {
          fault: 'one person may say more than is kept of him',
          text: 'ofFork.filter(isSame).length >= commentsPerAuthor',
          replacement: 'ofFork.filter(isSame).length > commentsPerAuthor',
        },
        {
          fault: 'one person may say as much in an hour as he likes',
          text: 'if (recent.length >= commentsInTime)',
          replacement: 'if (recent.length >= commentsInTime && nowMs < 0)',
        },
        {
          fault: 'who is known gives way to a comment of a stranger',
          text: 'comments.filter(({ isStranger }) => isStranger)',
          replacement: 'comments.filter(({ id }) => id !== undefined)',
        },
        {
          fault: 'the stranger who has said least gives way',
          text: 'b.length > a.length ? b : a',
          replacement: 'a.length > 0 && b.length > a.length ? a : b',
        },
        {
          fault: 'what is said of open proposals gives way before what is closed',
          text: 'const pool = closed.length > 0 ? closed : strangers',
          replacement: 'const pool = strangers',
        },
        {
          fault: 'the proposer may not answer',
          text: '[...view.authors, ...about.map(({ proposal }) => proposal.author)]',
          replacement: '[...view.authors]',
        },
      ],
    ),
    ...inFile(
      'src/protocols/proposals/make-room.ts',
      ['test/protocols/proposals/states.test.ts'],
      [
        {
          fault: 'a stranger may have one more open',
          text: 'ofAuthor.length >= openPerStranger',
          replacement: 'ofAuthor.length > openPerStranger',
        },
        {
          fault: 'proposals of all cubes have no end',
          text: 'here.length + others.length >= proposalsInAll',
          replacement: 'here.length >= proposalsInAll',
        },
        {
          fault: 'content of other cubes does not count',
          text: 'const bytes = [...here, ...others].reduce',
          replacement: 'const bytes = here.reduce',
        },
        {
          fault: 'the network with fewest proposals gives way',
          text: 'one.length > most.length ? one : most',
          replacement: 'most.length > 0 && one.length > most.length ? most : one',
        },
        {
          fault: 'what is open gives way before what is closed',
          text: 'if (closed.length > 0) return oldest(closed)',
          replacement: '',
        },
        {
          fault: 'one more proposal may be open',
          text: 'open.length >= openPerCube',
          replacement: 'open.length > openPerCube',
        },
        {
          fault: 'the newest make room first',
          text: '.toSorted((a, b) => a.receivedMs - b.receivedMs)',
          replacement: '.toSorted((a, b) => b.receivedMs - a.receivedMs)',
        },
        {
          fault: 'who is known gives way to a stranger',
          text: 'return isStranger === true',
          replacement: 'return isStranger !== undefined || true',
        },
      ],
    ),
    ...inFile(
      'src/protocols/handshake/agree.ts',
      ['test/protocols/handshake/agree.test.ts'],
      [
        {
          fault: 'peers of different networks agree',
          text: 'if (a.network !== b.network) {',
          replacement: 'if (a.network.length !== b.network.length) {',
        },
        {
          fault: 'what one side relies on need not be known to the other',
          text: 'crit.filter((name) => !features.includes(name))',
          replacement: 'crit.filter((name) => features === undefined && name)',
        },
        {
          fault: 'versions are compared as texts',
          text: '.sort(compareVersions).at(-1)',
          replacement: '.sort().at(-1)',
        },
        {
          fault: 'the larger of two credits counts',
          text: 'creditBytes: Math.min(',
          replacement: 'creditBytes: Math.max(',
        },
        {
          fault: 'the hash of an agreement leaves out a hello',
          text: 'b.peerId, b.bytes]))',
          replacement: 'b.peerId]))',
        },
      ],
    ),
    ...inFile(
      'src/protocols/handshake/agree-schemas.ts',
      ['test/protocols/handshake/agree.test.ts'],
      [
        {
          fault: 'who reads one way reads both ways',
          text: 'if (aReads && bReads)',
          replacement: 'if (aReads || bReads)',
        },
        {
          fault: 'the wrong side is called the reader',
          text: 'reader: aReads ? a.peerId : b.peerId',
          replacement: 'reader: aReads ? b.peerId : a.peerId',
        },
        {
          fault: 'peers without a common kind of key read each other',
          text: "if (common.keys.length === 0) return { result: 'store-only' }",
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/protocols/handshake/dealings.ts',
      ['test/protocols/dealings.test.ts'],
      [
        {
          fault: 'a peer is pulled from that reads and is not read',
          text: "(result === 'read-only' && reader !== peerId)",
          replacement: "result === 'read-only'",
        },
        {
          fault: 'a peer that does not know cubes is given blocks',
          text: "givesBlocks: result !== 'none'",
          replacement: 'givesBlocks: true',
        },
      ],
    ),
    ...inFile(
      'src/protocols/sync/service.ts',
      ['test/protocols/dealings.test.ts'],
      [
        {
          fault: 'a peer that is not read is asked for heads',
          text: 'if (!dealings(agreement, peerId).reads) throw refusalError(outsideAgreement(agreement))',
          replacement: '',
        },
        {
          fault: 'heads are given to a peer that does not read them',
          text: 'heads: isRead ? undefined : refusal',
          replacement: 'heads: undefined',
        },
        {
          fault: 'a peer is asked for a part that would send the whole',
          text: '  if (!features.includes(feature.name)) throw',
          replacement: '  if (features.length < 0) throw',
        },
      ],
    ),
    ...inFile(
      'src/protocols/proposals/service.ts',
      ['test/protocols/dealings.test.ts'],
      [
        {
          fault: 'proposals are taken from a peer that is not read',
          text: 'offer: reads ? undefined : refusal',
          replacement: 'offer: undefined',
        },
      ],
    ),
    ...inFile(
      'src/protocols/handshake/earlier-version.ts',
      ['test/protocols/earlier-version.test.ts'],
      [
        {
          fault: 'a node of version 1 gets no answer',
          text: '  await channel.write(encodeRefusal(VERSION_1_REFUSAL), { signal })\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/protocols/handshake/state.ts',
      ['test/protocols/handshake/state.test.ts'],
      [
        {
          fault: 'a stray failure takes an agreement back',
          text: "if (peer.phase.name === 'agreed' && verdict.refusal.class === 'transient') return []",
          replacement: '',
        },
      ],
    ),
    ...inFile('src/protocols/proposals/judge.ts', proposals, [
      {
        fault: 'somebody who is blocked may propose',
        text: 'if (!view.serves || view.isBlocked)',
        replacement: 'if (!view.serves)',
      },
      {
        fault: 'an older proposal of a fork replaces a newer one',
        text: 'sameFork.some((known) => !isNewer(proposal, id, known))',
        replacement: 'sameFork.some((known) => isNewer(proposal, id, known))',
      },
      {
        fault: 'a verdict need not be signed',
        text: '  verifyVerdict(record, record.upstream, view.authors)\n',
        replacement: '',
      },
      {
        fault: 'an approval of another commit is kept',
        text: 'if (!record.commit.equals(proposal.commit))',
        replacement: 'if (record.commit === undefined)',
      },
    ]),
    ...inFile('src/protocols/proposals/rates.ts', proposals, [
      {
        fault: 'a peer may ask once more',
        text: 'return span.count <= most',
        replacement: 'return span.count <= most + 1',
      },
    ]),
    ...inFile(
      'src/protocols/swarm/pace.ts',
      ['test/protocols/swarm/pace.test.ts'],
      [
        {
          fault: 'one message more is read at once',
          text: 'return messages >= 0 ? 0',
          replacement: 'return messages >= -1 ? 0',
        },
        {
          fault: 'a silence gives more than the burst',
          text: 'Math.min(this.#burst, grown) - 1',
          replacement: 'grown - 1',
        },
      ],
    ),
  ],
}

import { inFile, type Room } from './mutant.ts'

const following = ['test/sharing/decide-following.test.ts']
const pull = ['test/sharing/decide-pull.test.ts']
const partial = ['test/sharing/part-to-pull.test.ts']
const rights = ['test/sharing/decide-rights.test.ts']
const settling = ['test/sharing/decide-settling.test.ts']
const shared = ['test/sharing/decide-shared-pull.test.ts']

export const sharing: Room = {
  folder: 'src/sharing/',
  mutants: [
    ...inFile(
      'src/sharing/newest-given.ts',
      ['test/sharing/newest-given.test.ts'],
      [
        {
          fault: 'heads without end are tried',
          text: 'tried.length >= MAX_TRIED',
          replacement: 'tried.length < 0',
        },
        {
          fault: 'a head is tried again',
          text: '!tried.includes(one)',
          replacement: 'one !== offer || tried.length > 1',
        },
      ],
    ),
    ...inFile(
      'src/sharing/pull-cube.ts',
      ['test/node/hostile/newest-not-given.test.ts'],
      [
        {
          fault: 'the newest head hides older ones, though nobody gives it',
          text: "if (asked !== 'all') return pull(step.offer)",
          replacement: "if (asked !== 'connected' || refusalOf !== undefined) return pull(step.offer)",
        },
      ],
    ),
    ...inFile(
      'src/sharing/cube-states.ts',
      ['test/node/network/cube-states.test.ts'],
      [
        {
          fault: 'a damaged cube hides all others',
          text: 'unreadable(cube, error))',
          replacement: '(unreadable(cube, error), Promise.reject(error)))',
        },
      ],
    ),
    ...inFile(
      'src/sharing/published-view.ts',
      ['test/interfaces/gateway/gateway.test.ts'],
      [
        {
          fault: 'the gateway gives blocks of private cubes',
          text: '(await servable.mayServe(cid)) ? node.store.get(cid) : undefined',
          replacement: 'node.store.get(cid)',
        },
        {
          fault: 'the pages show private cubes',
          text: 'if (!isPublic(record, await node.authors.get(record.author))) return undefined',
          replacement: 'if (isPublic(record, undefined) === undefined) return undefined',
        },
      ],
    ),
    ...inFile(
      'src/sharing/choose-asked.ts',
      ['test/sharing/choose-asked.test.ts'],
      [
        {
          fault: 'who has many names in one network is asked in place of others',
          text: '.toSorted((a, b) => a.turn - b.turn)',
          replacement: '',
        },
        { fault: 'the same are asked again', text: 'a.askedAt - b.askedAt ||', replacement: '' },
      ],
    ),
    ...inFile(
      'src/sharing/candidates.ts',
      ['test/sharing/dial-told.test.ts'],
      [
        {
          fault: 'a link makes the node dial its own house',
          text: "const learnt = reachOf(parseAddress(address)) !== 'public'",
          replacement: 'const learnt = false',
        },
      ],
    ),
    ...inFile('src/sharing/decide-following.ts', following, [
      {
        fault: 'a head that is not newer is pulled',
        text: 'Math.max(known.seq, mark?.seq ?? 0) >= head.seq ?',
        replacement: 'Math.max(known.seq, mark?.seq ?? 0) > head.seq ?',
      },
      {
        fault: 'others say what this home signed',
        text: 'if (commit === undefined || known.own) return',
        replacement: 'if (commit === undefined) return',
      },
      {
        fault: 'a head that the key of this home signed elsewhere is taken',
        text: "if (isOwn) return ended('refused')",
        replacement: '',
      },
      {
        fault: 'the mark of an author does not keep an older head away',
        text: '(mark?.seq ?? 0) >= seq',
        replacement: '(mark?.seq ?? 0) > seq',
      },
      {
        fault: 'a head of an author who is blocked is pulled',
        text: "return author?.blocked === true ? ended('failed')",
        replacement: "return author?.blocked === false ? ended('failed')",
      },
      {
        fault: 'a head that was proved false is asked for again',
        text: "breaksPolicy || code === 'ERR_UNVERIFIABLE')",
        replacement: 'breaksPolicy)',
      },
      {
        fault: 'a withdrawal that is not newer withdraws',
        text: 'seen.seq <= seen.have',
        replacement: 'seen.seq < seen.have',
      },
      {
        fault: 'one of several authors withdraws the cube of all',
        text: 'return { withdrawn: seen.others === 0 }',
        replacement: 'return { withdrawn: seen.others >= 0 }',
      },
      {
        fault: 'cubes of a blocked author are followed',
        text: 'return !record.own && author?.blocked !== true && (',
        replacement: 'return !record.own && (',
      },
    ]),
    ...inFile('src/sharing/decide-pull.ts', pull, [
      {
        fault: 'what was evicted does not come back',
        text: "return held === undefined ? { type: 'pull', offer: choice.offer }",
        replacement: "return held !== undefined ? { type: 'pull', offer: choice.offer }",
      },
      {
        fault: 'who is on a private branch is moved by a pull',
        text: 'const isBeside = known !== undefined && isOnLocalBranch(known)',
        replacement: 'const isBeside = known !== undefined && !isOnLocalBranch(known)',
      },
      { fault: 'the name of a stranger is a path', text: '[\\p{C}/\\\\:~]', replacement: '[\\p{C}\\\\:~]' },
    ]),
    ...inFile('src/sharing/part-to-pull.ts', partial, [
      {
        fault: 'a part of a cube of a swarm is pulled',
        text: 'if (asked !== undefined && team !== undefined)',
        replacement: 'if (asked === undefined && team !== undefined)',
      },
      {
        fault: 'a filter is not written as keys are',
        text: "prefix.normalize('NFC')",
        replacement: "prefix.normalize('NFD')",
      },
    ]),
    ...inFile(
      'src/sharing/give-up-part.ts',
      ['test/sharing/give-up-part.test.ts'],
      [
        {
          fault: 'a part that becomes whole is pinned no more',
          text: 'const record = { ...now, name, followed, pinned }',
          replacement: 'const record = { ...now, name, followed }',
        },
        {
          fault: 'a part that becomes whole has the name that others give it',
          text: 'const record = { ...now, name, followed, pinned }',
          replacement: 'const record = { ...now, followed, pinned }',
        },
        {
          fault: 'what was held whole is written again',
          text: '  if (before?.part === undefined) return now\n',
          replacement: '  if (before === undefined) return now\n',
        },
      ],
    ),
    ...inFile(
      'src/sharing/choose-named.ts',
      ['test/sharing/choose-named.test.ts'],
      [
        {
          fault: 'a stranger gets in the way of who is known, under the same name',
          text: "['known', 'stranger', 'blocked']",
          replacement: "['stranger', 'known', 'blocked']",
        },
      ],
    ),
    ...inFile('src/sharing/choose-head.ts', pull, [
      {
        fault: 'an older head is told of before one that is held',
        text: 'rollback: 3,',
        replacement: 'rollback: 1,',
      },
      {
        fault: 'the oldest head that may follow is taken',
        text: '.sort((a, b) => b.head.seq - a.head.seq)',
        replacement: '.sort((a, b) => a.head.seq - b.head.seq)',
      },
      {
        fault: 'heads of two authors are rivals',
        text: "bytesEqual(author, head.author) && decideHead(mark, head).type === 'forked'",
        replacement: "decideHead(mark, head).type === 'forked'",
      },
      {
        fault: 'a peer that offers the same head is forgotten',
        text: 'else group.peers.push(peerId)',
        replacement: 'else group.peers = [peerId]',
      },
    ]),
    ...inFile('src/sharing/choose-sources.ts', pull, [
      {
        fault: 'a newer head of somebody else is enough',
        text: 'offer.head.seq > seq && bytesEqual(offer.head.author, key)',
        replacement: 'offer.head.seq > seq',
      },
      {
        fault: 'dials that fail count against the others',
        text: 'dials - failed < maxProviders',
        replacement: 'dials < maxProviders',
      },
    ]),
    ...inFile('src/sharing/decide-rights.ts', rights, [
      {
        fault: 'a ref of others is measured by anybody',
        text: 'return at !== undefined && maySign(standing, other.author, branch) ? [at] : []',
        replacement: 'return at !== undefined ? [at] : []',
      },
      {
        fault: 'a branch of others may be moved on',
        text: "one === 'same' || one === 'behind'",
        replacement: "one === 'same' || one === 'behind' || one === 'ahead'",
      },
      {
        fault: 'only the first ref of a head is looked at',
        text: 'const moved = refs.find(',
        replacement: 'const moved = refs.slice(0, 1).find(',
      },
    ]),
    ...inFile('src/sharing/decide-settling.ts', settling, [
      {
        fault: 'who may not sign a branch stays on what nobody has any more',
        text: 'return maySign ? undefined : at.commit',
        replacement: 'return undefined',
      },
      {
        fault: 'a branch goes back behind what is held',
        text: "here !== undefined && relation === 'ahead' ? here : at.commit",
        replacement: 'at.commit',
      },
      {
        fault: 'a branch of this home is moved where that loses something',
        text: "if (own === undefined || relation === 'behind') return at.commit",
        replacement: "if (own === undefined || relation !== 'same') return at.commit",
      },
      {
        fault: 'a branch that was not published is moved',
        text: "if (at.type !== 'at' || isLocal) return undefined",
        replacement: "if (at.type !== 'at') return undefined",
      },
      {
        fault: 'who is to sign waits until others agree',
        text: "if (at.type === 'none' && !isSigner) return",
        replacement: "if (at.type === 'none') return",
      },
      {
        fault: 'what others have beside is not merged',
        text: "relation === 'behind' || relation === 'diverged'",
        replacement: "relation === 'behind'",
      },
      {
        fault: 'a branch that is not decided is dropped',
        text: "at.type === 'at' ? at.commit : refOf(before, name)",
        replacement: "at.type === 'at' ? at.commit : undefined",
      },
    ]),
    ...inFile('src/sharing/decide-shared-pull.ts', shared, [
      {
        fault: 'of two chains of authors the one of a stranger wins',
        text: "if (relation === 'diverged') return 'disputed'",
        replacement: "if (relation === 'diverged') return 'theirs'",
      },
      {
        fault: 'heads of strangers count',
        text: '!isInForce(standing, head.author)',
        replacement: 'isInForce(standing, head.author)',
      },
      {
        fault: 'a branch that its author may not sign is pulled',
        text: '(isSigner || name === branch || name === mainBranch) && maySign(standing, head.author, name)',
        replacement: 'isSigner || name === branch || name === mainBranch',
      },
      {
        fault: 'the number of a mark is lowered',
        text: 'return Math.max(mark?.seq ?? 0, head.seq)',
        replacement: 'return head.seq',
      },
    ]),
    ...inFile(
      'src/sharing/receiver.ts',
      ['test/node/network/receiver.test.ts'],
      [
        {
          fault: 'a pull may take the room that the disk needs',
          text: 'bytes * diskFactor + reserveBytes',
          replacement: 'bytes * diskFactor',
        },
        {
          fault: 'a pull needs no more than it weighs',
          text: 'bytes * diskFactor + reserveBytes',
          replacement: 'bytes + reserveBytes',
        },
        {
          fault: 'a pull is taken on a full disk',
          text: 'if (readOnly)',
          replacement: 'if (readOnly && free > 0)',
        },
        {
          fault: 'what a pull wrote counts for the next one too',
          text: '      staged.delete(cube)\n',
          replacement: '',
        },
        {
          fault: 'of what a pull wrote the last blocks alone count',
          text: '(staged.get(cube) ?? 0) + written',
          replacement: 'written',
        },
      ],
    ),
    ...inFile(
      'src/sharing/seeding.ts',
      ['test/node/network/seeding.test.ts'],
      [
        {
          fault: 'a topic that another cube has is taken back',
          text: 'if (left > 0) return void wishes.set(id, left)',
          replacement: 'if (left > 1) return void wishes.set(id, left)',
        },
        {
          fault: 'a private cube is provided',
          text: 'const now = isPublic ? [',
          replacement: 'const now = isPublic || info.topics.length >= 0 ? [',
        },
      ],
    ),
    ...inFile(
      'src/sharing/decide-sources.ts',
      ['test/sharing/decide-sources.test.ts'],
      [
        {
          fault: 'a slow source is kept beside a fast one',
          text: '  if (racing.some(({ isSlow }) => isSlow === false)) return { leave: told, begin: 0 }\n',
          replacement: '',
        },
        {
          fault: 'any number of sources are asked at once',
          text: 'Math.min(waiting, MAX_RACING - racing.length)',
          replacement: 'waiting',
        },
        {
          fault: 'one source after another is tried, however many are slow',
          text: 'room > 0 ? { begin: room }',
          replacement: 'room > 0 ? { begin: 1 }',
        },
        {
          fault: 'a source that was not looked at yet is left as the worst',
          text: 'racing.filter(({ isSlow }) => isSlow !== undefined)',
          replacement: 'racing',
        },
      ],
    ),
    ...inFile(
      'src/sharing/source-race.ts',
      ['test/sharing/pull-from-any.test.ts'],
      [
        {
          fault: 'nobody is asked beside a slow source',
          text: '    for (let i = 0; i < begin; i++) this.#begin()\n',
          replacement: '',
        },
        {
          fault: 'a slow source that is left counts as failed',
          text: 'if (runner.leaving.signal.aborted) return void this.#left.push(runner)',
          replacement: '',
        },
        {
          fault: 'who was left is not asked again where nobody else is there',
          text: 'this.#waiting.shift() ?? this.#bestOfLeft()',
          replacement: 'this.#waiting.shift()',
        },
      ],
    ),
    ...inFile(
      'src/sharing/rank-discovered.ts',
      ['test/sharing/rank-discovered.test.ts'],
      [
        {
          fault: 'who offers a thousand cubes pushes out who offers one',
          text: '        a.one.turn - b.one.turn ||\n',
          replacement: '',
        },
        {
          fault: 'names count in place of networks',
          text: 'new Set([...one.seeds].map(networkOf)).size',
          replacement: 'one.seeds.size',
        },
        {
          fault: 'an answer has no end',
          text: 'ranked.slice(0, maxDiscovered)',
          replacement: 'ranked.slice(0)',
        },
      ],
    ),
    ...inFile(
      'src/sharing/choose-kept.ts',
      ['test/sharing/choose-kept.test.ts'],
      [
        {
          fault: 'what went well pushes out what was refused',
          text: '.slice(-maxEvidence)',
          replacement: '.slice(0, 0)',
        },
        {
          fault: 'strangers push out who was asked',
          text: "!entries.some(({ side }) => side === 'asked')",
          replacement: "entries.some(({ side }) => side === 'asked')",
        },
        {
          fault: 'peers have no end',
          text: 'if (kept.size - gone.size <= maxPeers) break',
          replacement: 'if (kept.size - gone.size <= Infinity) break',
        },
      ],
    ),
    ...inFile(
      'src/sharing/hint-of.ts',
      ['test/node/network/hint-of.test.ts'],
      [
        {
          fault: 'a hint may be one byte too long',
          text: 'Buffer.byteLength(text) <= most',
          replacement: 'Buffer.byteLength(text) <= most + 1',
        },
      ],
    ),
    ...inFile(
      'src/sharing/evidence.ts',
      ['test/sharing/evidence.test.ts'],
      [
        {
          fault: 'a cube that comes after the evidence against its author is not marked',
          text: 'if (isKept && (record === undefined || record.forked === true)) return',
          replacement: 'if (isKept) return',
        },
        {
          fault: 'evidence is written again and again',
          text: '[kept.known, kept.other].some((one) => bytesEqual(one, head))',
          replacement: 'kept.known === head',
        },
        {
          fault: 'evidence against one author takes the place of that against another',
          text: 'const key = `${prefix}${cube}/${did}/${seq}`',
          replacement: 'const key = `${prefix}${cube}/${seq}`',
        },
      ],
    ),
    ...inFile(
      'src/sharing/fetch-branches.ts',
      ['test/sharing/fetch-branches.test.ts'],
      [
        {
          fault: 'rules do not bind a branch that moves',
          text: 'requireMoveAllowed(node, { name: record.name, branch: name, from: held, to: commit })',
          replacement: 'Promise.resolve()',
        },
        {
          fault: 'what is held of a branch is fetched again',
          text: 'bring(commit, [beside, held]',
          replacement: 'bring(commit, [beside]',
        },
        {
          fault: 'who asks for a branch that cannot be had is told nothing',
          text: '  if (failure !== undefined && names.length > 0) throw failure\n',
          replacement: '',
        },
        {
          fault: 'rules do not bind a branch that comes for the first time',
          text: '  await judgeFirstState(node, first, (state) => bring(state, [commit, beside], async () => undefined))\n',
          replacement: '',
        },
        {
          fault: 'what rules refuse stays staged',
          text: 'if (error instanceof PolicyRefused) await receiver.discard(cube)',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/sharing/judge-first-state.ts',
      ['test/sharing/fetch-branches.test.ts'],
      [
        {
          fault: 'a branch from an older state is judged by nothing',
          text: '    await bring(state)\n',
          replacement: '',
        },
        {
          fault: 'a state is brought where there are no rules',
          text: 'authors.rosters.length > 0 || (await hasRules(node, beside, commit))',
          replacement: 'authors.rosters.length >= 0 || (await hasRules(node, beside, commit))',
        },
        {
          fault: 'who withholds a state keeps a branch away',
          text: '    if (!(error instanceof MemCubeError)) throw error\n',
          replacement: '    throw error\n',
        },
      ],
    ),
    ...inFile(
      'src/sharing/fetch-telling-states.ts',
      ['test/sharing/fetch-telling-states.test.ts'],
      [
        {
          fault: 'what was not told to its end is not looked for again',
          text: 'known?.told === true ? [known.commit] : []',
          replacement: 'known !== undefined ? [known.commit] : []',
        },
        {
          fault: 'one pull fetches states without end',
          text: ' || done.fetched >= maxStates',
          replacement: '',
        },
        {
          fault: 'a state is compared with one far away',
          text: '      near = state\n',
          replacement: '',
        },
        {
          fault: 'what nobody could give is not asked for again',
          text: 'if (laterCodes.has(error.code)) return { ...done, isDone: false }',
          replacement: '',
        },
        {
          fault: 'a mistake of ours is passed over',
          text: '      if (!(error instanceof MemCubeError)) throw error\n      if (later',
          replacement: '      if (later',
        },
        {
          fault: 'states that are here are fetched',
          text: ' && !(await hasState(node, cid)))',
          replacement: ')',
        },
        {
          fault: 'states of other cubes are fetched',
          text: 'if (of.equals(cube) && ',
          replacement: 'if (',
        },
        {
          fault: 'the oldest state is fetched first',
          text: '(a.rev < b.rev ? 1 : -1)',
          replacement: '(a.rev < b.rev ? -1 : 1)',
        },
      ],
    ),
    ...inFile(
      'src/sharing/proposals/proposal-view.ts',
      ['test/sharing/take-record.test.ts'],
      [
        {
          fault: 'what is kept is read for who is refused anyway',
          text: 'const isRead = !isBlocked && (isServed || mayBeAboutMine)',
          replacement: 'const isRead = true',
        },
        {
          fault: 'all that is kept is read for each record',
          text: 'heldProposals(node.store, node.nowMs(), upstream)',
          replacement: 'heldProposals(node.store, node.nowMs())',
        },
      ],
    ),
  ],
}

import { inFile, type Room } from './mutant.ts'

const evict = ['test/care/plan-eviction.test.ts']
const roots = ['test/care/roots.test.ts']
const seeding = ['test/care/decide-seeding.test.ts']
const rounds = ['test/care/seeds-between-nodes.test.ts', 'test/care/seed-round.test.ts']

export const care: Room = {
  folder: 'src/care/',
  mutants: [
    ...inFile('src/care/cache/plan-eviction.ts', evict, [
      {
        fault: 'a cache that is just full gives up a cube',
        text: 'if (left + needed <= max) break',
        replacement: 'if (left + needed < max) break',
      },
      {
        fault: 'what was used last goes first',
        text: 'a.usedMs - b.usedMs ||',
        replacement: 'b.usedMs - a.usedMs ||',
      },
      {
        fault: 'what is mirrored for others goes before what nobody asked for',
        text: 'Number(a.isSeeded ?? false) - Number(b.isSeeded ?? false) ||',
        replacement: '',
      },
      { fault: 'what may stay is given up', text: '.filter(({ evictable }) => evictable)', replacement: '' },
      {
        fault: 'cubes go for what does not fit even then',
        text: 'if (used - freeable + needed > max) return',
        replacement: 'if (needed > max) return',
      },
      {
        fault: 'what fits to the last byte is refused',
        text: 'if (used - freeable + needed > max) return',
        replacement: 'if (used - freeable + needed >= max) return',
      },
    ]),
    ...inFile('src/care/seeds/fair-shares.ts', seeding, [
      {
        fault: 'a budget is exceeded',
        text: 'item.bytes > left ||',
        replacement: '',
      },
      {
        fault: 'one large cube takes what many are owed',
        text: '=> network.bytes + bytes <= networkShare,',
        replacement: '=> true,',
      },
      {
        fault: 'many keys of one network take what others are owed',
        text: 'const networks = bidsOf(items)',
        replacement: 'const networks = bidsOf(items.map((one) => ({ ...one, networks: [one.author] })))',
      },
      {
        fault: 'one author takes what the others of a network are owed',
        text: '=> author.bytes + bytes <= networkShare / network.authors.length,',
        replacement: '=> network.bytes + bytes <= networkShare,',
      },
      {
        fault: 'what is held goes after what is not',
        text: 'b.held - a.held ||',
        replacement: 'a.held - b.held ||',
      },
    ]),
    ...inFile('src/care/seeds/decide-seeding.ts', seeding, [
      {
        fault: 'what the owner keeps is let go for a seed',
        text: '(isKept || here.wasHere ?',
        replacement: '(here.wasHere ?',
      },
      {
        fault: 'what the owner had before is let go for a seed',
        text: '(isKept || here.wasHere ?',
        replacement: '(isKept ?',
      },
      {
        fault: 'a shunned author is mirrored',
        text: '!isKept && !isShunned).map',
        replacement: '!isKept).map',
      },
      {
        fault: 'seeds take more than there is room for',
        text: 'Math.min(seed.maxBytes, room)',
        replacement: 'seed.maxBytes',
      },
      {
        fault: 'one cube takes from two budgets',
        text: 'open.delete(cube)',
        replacement: '',
      },
      {
        fault: 'an older state goes because the newer one does not fit',
        text: 'if (here === undefined || growsBy === 0) return [item]',
        replacement: 'return [{ ...item, bytes: bytes + growsBy }]',
      },
      {
        fault: 'what is no newer is fetched again',
        text: 'if (offeredSeq > here.seq && isRoom)',
        replacement: 'if (offeredSeq >= here.seq && isRoom)',
      },
    ]),
    ...inFile(
      'src/care/seeds/choose-seed.ts',
      ['test/care/choose-seed.test.ts'],
      [
        {
          fault: 'what could be two things is taken for one',
          text: 'if (kinds.length > 1) return',
          replacement: 'if (kinds.length > 2) return',
        },
        {
          fault: 'a cube id is taken for a topic',
          text: 'isTopicHere && !isPlain ?',
          replacement: 'isTopicHere ?',
        },
      ],
    ),
    ...inFile(
      'src/care/seeds/fetch-for-seeds.ts',
      ['test/care/seed-round.test.ts'],
      [
        {
          fault: 'a network whose cubes take their time takes it again and again',
          text: 'if (offering.length > 0 && offering.every((name) => slow.has(name))) continue',
          replacement: '',
        },
        {
          fault: 'what failed pulls leave is kept of every cube',
          text: 'if (given !== undefined) await node.cache.discard(given)',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/care/seeds/seed-candidates.ts',
      ['test/care/seed-round.test.ts'],
      [
        {
          fault: 'a newer state that never comes is asked for in every round',
          text: 'isWaiting ? 0 : ',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/care/cache/create-cache.ts',
      ['test/care/allowance.test.ts'],
      [
        {
          fault: 'what a pull for a seed left takes the room of cubes that are whole',
          text: 'one.isCube !== true && !isUnfinishedSeed(one)',
          replacement: 'one.isCube !== true',
        },
        {
          fault: 'what the owner began to pull gives way to a seed',
          text: '!plan.evict.every((name) => unfinished.has(name))',
          replacement: 'unfinished.size < 0',
        },
      ],
    ),
    ...inFile(
      'src/care/seeds/seed-memory.ts',
      ['test/care/seed-memory.test.ts'],
      [
        {
          fault: 'the size of an older state is taken for that of a newer one',
          text: 'seq > known.seq ?',
          replacement: 'seq < known.seq ?',
        },
        {
          fault: 'what could not be fetched is asked for ever as often',
          text: 'Math.min(2 * waitMs, longestWaitMs)',
          replacement: 'waitMs',
        },
        {
          fault: 'what was learnt grows for ever',
          text: 'map.size > most &&',
          replacement: 'map.size < 0 &&',
        },
      ],
    ),
    ...inFile('src/care/seeds/fetch-for-seeds.ts', rounds, [
      {
        fault: 'what a pull for a seed brings is here before a seed is responsible',
        text: 'if (candidate.here === undefined) await node.store.commit(',
        replacement: 'if (candidate.here !== undefined) await node.store.commit(',
      },
      {
        fault: 'peers that offered nothing are asked for a cube',
        text: 'from: undefined, among,',
        replacement: 'from: undefined, among: among.length < 0 ? among : undefined as never,',
      },
      {
        fault: 'what was too large counts as what could not be fetched',
        text: '    else memory.noteFailure(cube, node.nowMs())\n    if (isHere)',
        replacement: '    memory.noteFailure(cube, node.nowMs())\n    if (isHere)',
      },
      {
        fault: 'what was too large is fetched again',
        text: 'memory.noteSize(cube, candidate.offeredSeq ?? 0, refused)',
        replacement: 'memory.forgetSize(cube)',
      },
      {
        fault: 'a cube that changed its topic after it was taken stays without a budget',
        text: 'if (!entry.wasHere) await evictCube',
        replacement: 'if (candidate.here === undefined) await evictCube',
      },
      {
        fault: 'what somebody had before goes with the topic',
        text: 'if (!entry.wasHere) await evictCube',
        replacement: 'await evictCube',
      },
      {
        fault: 'what is about something else is fetched again',
        text: '    if (wish !== undefined) memory.noteMisfit(cube, record.seq)\n',
        replacement: '',
      },
      {
        fault: 'a cube whose seed is gone stays',
        text: 'const wish = (await listSeeds(node)).find((one) => seedId(one) === seed)',
        replacement:
          "const wish = (await listSeeds(node)).find((one) => seedId(one) === seed) ?? { kind: 'cube', what: cube }",
      },
      {
        fault: 'several cubes have the whole budget each',
        text: '(begun.used.get(seed) ?? 0) + allowance.used()',
        replacement: 'begun.used.get(seed) ?? 0',
      },
      {
        fault: 'the rest of what is to fetch waits for a minute',
        text: 'isMore: taken > 0 && all.length > mostFetched',
        replacement: 'isMore: false',
      },
    ]),
    ...inFile('src/care/seeds/seed-round.ts', rounds, [
      {
        fault: 'what had to go is fetched again',
        text: 'for (const cube of gone) noteGone(memory, byCube.get(cube))',
        replacement: 'void noteGone',
      },
      {
        fault: 'where nobody tells of anything, nothing was left out',
        text: 'if (seed.look !== undefined && !isNews.some((one) => isAbout(seed, one))) return []',
        replacement: 'void isAbout',
      },
      {
        fault: 'the first topics are looked for alone',
        text: 'state.nextSeed += mostQueries',
        replacement: 'state.nextSeed += 0',
      },
      {
        fault: 'what is here is not looked for again',
        text: '  if (page.length > 0)\n',
        replacement: '  if (page.length < 0)\n',
      },
    ]),
    ...inFile('src/care/seeds/seed-candidates.ts', rounds, [
      {
        fault: 'a part is mirrored as if it were whole',
        text: ' || record.part !== undefined) continue',
        replacement: ') continue',
      },
      {
        fault: 'what could not be fetched is asked for in each round',
        text: 'memory.isWaiting(cube, node.nowMs()) || ',
        replacement: '',
      },
      {
        fault: 'the size that is known is not believed',
        text: 'memory.sizeOf(cube, offeredSeq) ?? expectedPerCube',
        replacement: 'expectedPerCube',
      },
    ]),
    ...inFile('src/care/seeds/settle-seeds.ts', rounds, [
      {
        fault: 'a record of what never came stays',
        text: '[...release, ...lost].map',
        replacement: '[...release].map',
      },
      {
        fault: 'what was here before goes with its seed',
        text: 'here !== undefined && (here.seed === undefined || here.wasHere)',
        replacement: 'here !== undefined && here.seed !== undefined && here.wasHere',
      },
    ]),
    ...inFile('src/care/gc/roots.ts', roots, [
      {
        fault: 'other branches are collected',
        text: 'const commits = [record.commit, ...Object.values(branchesOf(record)), ...wanted]',
        replacement: 'const commits = [record.commit]',
      },
      {
        fault: 'the history of an own cube is collected',
        text: "return isWritable(record) || isTold(record) ? 'all' : 'state'",
        replacement: "return record.rosters !== undefined ? 'all' : 'state'",
      },
      {
        fault: 'the states that tell who wrote what are collected',
        text: "return isWritable(record) || isTold(record) ? 'all' : 'state'",
        replacement: "return isWritable(record) ? 'all' : 'state'",
      },
      {
        fault: 'what a merge has decided is collected',
        text: 'const decided = settled.flatMap(({ value }) => value ?? [])',
        replacement: 'const decided = settled.slice(0, 0).flatMap(({ value }) => value ?? [])',
      },
      {
        fault: 'the genesis of a proposed fork is collected',
        text: "    { cid: fork, reach: 'block' },\n",
        replacement: '',
      },
      {
        fault: 'evidence against an author is collected',
        text: 'headRoots([known, other], cube)',
        replacement: 'headRoots([known], cube)',
      },
      {
        fault: 'records that are put meanwhile keep nothing',
        text: 'if (kind.space === space && key.startsWith(kind.prefix))',
        replacement: "if (kind.space === space && kind.prefix !== '' && key.startsWith(kind.prefix))",
      },
    ]),
    ...inFile(
      'src/care/gc/staging-marks.ts',
      ['test/care/staging-marks.test.ts'],
      [
        {
          fault: 'a pull that goes on is abandoned',
          text: 'if (!hasChanged && node.nowMs()',
          replacement: 'if (seen !== undefined && node.nowMs()',
        },
        {
          fault: 'a pull is abandoned a moment too soon',
          text: 'seen.sinceMs > abandonedAfterMs',
          replacement: 'seen.sinceMs >= abandonedAfterMs',
        },
        {
          fault: 'what is staged is not kept',
          text: 'for await (const cid of store.stagedBlocks(id)) keep(cid)',
          replacement: 'for await (const cid of store.stagedBlocks(id)) if (hasChanged) keep(cid)',
        },
        {
          fault: 'a pull that came to its end is remembered',
          text: 'if (!ids.includes(key.slice(prefix.length))) del',
          replacement: 'if (ids.includes(key)) del',
        },
      ],
    ),
    ...inFile(
      'src/care/cache/evict.ts',
      ['test/care/is-evictable.test.ts'],
      [
        {
          fault: 'the upstream of an own fork gives way',
          text: 'record.pinned === true || needed.has(record.cube)) return true',
          replacement: 'record.pinned === true) return true',
        },
        {
          fault: 'a cube that is being written gives way',
          text: 'return !node.exclusive.isBusy(record.cube) && !(await',
          replacement: 'return !(await',
        },
        {
          fault: 'a cube that was pinned meanwhile gives way',
          text: '|| record.pinned === true || record.followed) return false',
          replacement: '|| record.followed) return false',
        },
      ],
    ),
  ],
}

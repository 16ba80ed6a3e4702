import { inFile, type Room } from './mutant.ts'

const evict = ['test/care/plan-eviction.test.ts']
const roots = ['test/care/roots.test.ts']

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
          text: 'record.pinned === true || needed.has(record.cube)) return false',
          replacement: 'record.pinned === true) return false',
        },
        {
          fault: 'a cube that is being written gives way',
          text: 'if (node.exclusive.isBusy(record.cube)) return false',
          replacement: '',
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

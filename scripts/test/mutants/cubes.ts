import { inFile, type Room } from './mutant.ts'

const voice = ['test/cubes/decide-voice.test.ts']
const shelf = ['test/cubes/forgotten-shelf.test.ts']
const publish = ['test/node/plan-publish.test.ts']
const secrets = ['test/cubes/secrets.test.ts']

export const cubes: Room = {
  folder: 'src/cubes/',
  mutants: [
    ...inFile(
      'src/cubes/behind-upstream.ts',
      ['test/node/behind-upstream.test.ts'],
      [
        {
          fault: 'a fork is told of its upstream as it was at the first look',
          text: 'if (before?.tips === tips)',
          replacement: 'if (before !== undefined)',
        },
        {
          fault: 'what an upstream has and a fork has too is counted',
          text: 'if (had.has(id))',
          replacement: 'if (id === fork.cube)',
        },
      ],
    ),
    ...inFile(
      'src/cubes/signed-history.ts',
      ['test/node/signed-history.test.ts'],
      [
        {
          fault: 'what was found under other keys is believed',
          text: 'return signers !== undefined && bytesEqual(digestOf(signers), said.keys)',
          replacement: 'return signers !== undefined',
        },
        {
          fault: 'a walk that ended before the first commit is kept',
          text: 'if (ahead.size > 0 || asked < passed || checked < dearWalk) return',
          replacement: 'if (checked < dearWalk) return',
        },
        {
          fault: 'a commit above the mark is not checked',
          text: 'const isKnown = isBelow && (await covers(commit.cube))',
          replacement: 'const isKnown = await covers(commit.cube)',
        },
        {
          fault: 'a history in which a signature does not hold is kept',
          text: 'holds: holds && found.get(id)?.holds !== false',
          replacement: 'holds: true',
        },
      ],
    ),
    ...inFile(
      'src/cubes/revision.ts',
      ['test/node/revision-by-date.test.ts'],
      [
        { fault: 'a day is meant from its beginning', text: 'time + dayMs - 1', replacement: 'time' },
        {
          fault: 'a date names the commit after it',
          text: 'if (time <= until)',
          replacement: 'if (time >= until)',
        },
      ],
    ),
    ...inFile(
      'src/cubes/decide-offered.ts',
      ['test/cubes/decide-offered.test.ts'],
      [
        {
          fault: 'what this home signed leaves it before it is published',
          text: 'published || author !== self',
          replacement: 'published || author !== undefined',
        },
        {
          fault: 'what others signed is held back',
          text: 'published || author !== self',
          replacement: 'published',
        },
      ],
    ),
    ...inFile('src/cubes/decide-voice.ts', voice, [
      {
        fault: 'a cube that is followed raises whoever wrote in it',
        text: 'from?.author === author && from.followed',
        replacement: 'from?.followed === true',
      },
      {
        fault: 'a record of others says whose word it is',
        text: 'origin?.author === self ? inputs',
        replacement: 'origin !== undefined ? inputs',
      },
      {
        fault: 'the most trusted of several counts',
        text: 'tier !== undefined && isAtLeast(lowest, tier) ? tier : lowest',
        replacement: 'tier !== undefined && isAtLeast(tier, lowest) ? tier : lowest',
      },
      {
        fault: 'who signs a cube too is a stranger in it',
        text: '...(isCoAuthor && { signs: [] })',
        replacement: '...(!isCoAuthor && { signs: [] })',
      },
      {
        fault: 'what was said at an import is not its word',
        text: '...(stated === undefined ? [] : [stated])',
        replacement: '...(stated !== undefined ? [] : [stated])',
      },
    ]),
    ...inFile(
      'src/cubes/tier.ts',
      ['test/cubes/tier.test.ts'],
      [
        {
          fault: 'who is blocked is trusted as before',
          text: "if (author?.blocked === true) return 'quarantined'",
          replacement: "if (author?.blocked === true) return author.tier ?? 'quarantined'",
        },
        {
          fault: 'a tier is less than itself',
          text: 'tiers.indexOf(tier) <= tiers.indexOf(lowest)',
          replacement: 'tiers.indexOf(tier) < tiers.indexOf(lowest)',
        },
        {
          fault: 'a followed author is a stranger',
          text: 'record.followed || author?.followed === true',
          replacement: 'record.followed',
        },
      ],
    ),
    ...inFile(
      'src/cubes/stated-tier.ts',
      ['test/cubes/tier.test.ts'],
      [
        {
          fault: 'a file says of itself that it is own',
          text: "said === undefined || said === 'own' ? undefined",
          replacement: 'said === undefined ? undefined',
        },
      ],
    ),
    ...inFile(
      'src/cubes/is-public.ts',
      ['test/cubes/tier.test.ts'],
      [
        {
          fault: 'an own cube is public before it is published',
          text: 'if (record.own) return record.published',
          replacement: 'if (record.own) return record.withdrawn !== true',
        },
        {
          fault: 'what a blocked author wrote is passed on',
          text: 'record.withdrawn !== true && author?.blocked !== true',
          replacement: 'record.withdrawn !== true',
        },
      ],
    ),
    ...inFile(
      'src/cubes/part.ts',
      ['test/sharing/part-to-pull.test.ts'],
      [
        {
          fault: 'of a prefix around what is held nobody is told',
          text: 'if (!isOver) requireHeldKey(record, prefix)',
          replacement: 'requireHeldKey(record, prefix)',
        },
        {
          fault: 'a key beside the part is said to be missing',
          text: 'if (keysHeld(record).has(key)) return',
          replacement: 'if (keysHeld(record).has(key) || key !== undefined) return',
        },
      ],
    ),
    ...inFile('src/cubes/forgotten/shelf.ts', shelf, [
      {
        fault: 'a memory that was lifted is refused',
        text: 'one?.lifted === true ? undefined : one',
        replacement: 'one',
      },
      {
        fault: 'the text of a memory that was lifted is refused',
        text: 'if (record.print !== undefined && record.lifted !== true)',
        replacement: 'if (record.print !== undefined)',
      },
      {
        fault: 'a memory that was lifted may not be pulled',
        text: 'one.cube === cube && one.lifted !== true',
        replacement: 'one.cube === cube',
      },
      {
        fault: 'what one cube forgot is refused in all',
        text: 'current(byMemory.get(memory.toString())?.get(cube))',
        replacement: 'current(byMemory.get(memory.toString())?.values().next().value)',
      },
      {
        fault: 'the same text with blanks around it is another',
        text: ".update(body.normalize('NFC').trim())",
        replacement: ".update(body.normalize('NFC'))",
      },
    ]),
    ...inFile(
      'src/cubes/forgotten/decide-honour.ts',
      ['test/cubes/decide-honour.test.ts'],
      [
        {
          fault: 'what was forgotten here alone comes back with a state',
          text: 'tombstone !== undefined && !signed.has(memory)',
          replacement: '!signed.has(memory)',
        },
        {
          fault: 'a tombstone is obeyed again and again',
          text: '?.tombstone === undefined,',
          replacement: '?.tombstone !== null,',
        },
        {
          fault: 'a state that never saw a tombstone lifts it',
          text: 'withoutTombstone(known, signed).filter(isLater)',
          replacement: 'withoutTombstone(known, signed)',
        },
      ],
    ),
    ...inFile(
      'src/cubes/write-head.ts',
      ['test/cubes/require-newest.test.ts'],
      [
        {
          fault: 'a home that lost its newest head signs over an older state',
          text: 'if (mark === undefined || mark.seq <= seq) return',
          replacement: 'if (mark === undefined || mark.seq >= 0) return',
        },
        {
          fault: 'a home that lost one head signs over an older state',
          text: 'if (mark === undefined || mark.seq <= seq) return',
          replacement: 'if (mark === undefined || mark.seq <= seq + 1) return',
        },
      ],
    ),
    ...inFile('src/cubes/publishing/plan-publish.ts', publish, [
      {
        fault: 'what a private head named becomes public with main',
        text: '(record.published || ofOthers.has(name))',
        replacement: '(record.published || name !== mainBranch || ofOthers.has(name))',
      },
      {
        fault: 'a branch that was taken back is published again',
        text: 'Object.hasOwn(before, name) && !isHeldBack(record, name) && (',
        replacement: 'Object.hasOwn(before, name) && (',
      },
      {
        fault: 'main is taken back alone',
        text: 'if (taken.has(mainBranch))',
        replacement: 'if (taken.size > 1 && taken.has(mainBranch))',
      },
    ]),
    ...inFile('src/cubes/publishing/secrets/is-placeholder.ts', secrets, [
      {
        fault: 'a key that ends in digits in a row is a placeholder',
        text: 'steps / (text.length - 1) > 0.8',
        replacement: 'steps / (text.length - 1) > 0.08',
      },
      {
        fault: 'a key of one kind of characters is none',
        text: '![0, 1, 2, 4].includes(kinds) && different',
        replacement: '![0, 1, 2, 4, 5].includes(kinds) && different',
      },
    ]),
    ...inFile('src/cubes/publishing/secrets/readings.ts', secrets, [
      {
        fault: 'a key in base64 in base64 is not seen',
        text: 'const depth = 2',
        replacement: 'const depth = 1',
      },
      {
        fault: 'a key with characters that nobody sees is not seen',
        text: "text.replace(unseen, '')",
        replacement: 'text',
      },
      {
        fault: 'hexadecimal is read as base64',
        text: "isHex.test(encoded) ? 'hex' : 'base64'",
        replacement: "'base64'",
      },
    ]),
    ...inFile(
      'src/cubes/kept-fields.ts',
      ['test/node/kept-fields.test.ts'],
      [
        {
          fault: 'what was taken back is kept',
          text: 'const keeps = (field: ClearableField): boolean => !clear.includes(field)',
          replacement:
            "const keeps = (field: ClearableField): boolean => field === 'tags' || !clear.includes(field)",
        },
        {
          fault: 'the media type of a text is that of a file',
          text: 'before !== undefined && isTextMemory(before) === isText',
          replacement: 'before !== undefined',
        },
      ],
    ),
    ...inFile(
      'src/cubes/restored.ts',
      ['test/node/mark-restored.test.ts', 'test/node/restored.test.ts'],
      [
        {
          fault: 'the marks of others jump',
          text: 'if (key.slice(at + 1) !== author) continue',
          replacement: 'if (at < 0) continue',
        },
        {
          fault: 'what nobody else can have waits',
          text: '...((record.published || isSwarm || isOffered(record)) && { restored: { createdMs } }),',
          replacement: 'restored: { createdMs },',
        },
        {
          fault: 'a co-author uses a number again',
          text: '...(record.rosters !== undefined && { leastSeq: restoredJump }),',
          replacement: '',
        },
        {
          fault: 'the mark goes back to what others had',
          text: 'seq: Math.max(mark.seq, next.seq) }',
          replacement: 'seq: next.seq }',
        },
      ],
    ),
    ...inFile(
      'src/cubes/ledger.ts',
      ['test/node/ledger.test.ts'],
      [
        {
          fault: 'one plan whose blocks were hashed speaks for all',
          text: 'verified: plans.every(',
          replacement: 'verified: plans.some(',
        },
        {
          fault: 'who listens is told before the index',
          text: '  const waiting = plans.map((plan) => tellIndex(index, plan))\n',
          replacement:
            '  const waiting = plans.map((plan) => Promise.resolve().then(() => tellIndex(index, plan)))\n',
        },
        {
          fault: 'of a damaged author nobody is told',
          text: "if (isDamaged && space === 'authors') events",
          replacement: "if (!isDamaged && space === 'authors') events",
        },
      ],
    ),
    ...inFile(
      'src/cubes/lineage/last-change.ts',
      ['test/node/revert-key.test.ts'],
      [
        {
          fault: 'a state that is not held is looked into',
          text: "if (parent !== undefined && !(await hasState(node, parent))) return 'not-held'\n",
          replacement: '\n',
        },
      ],
    ),
    ...inFile(
      'src/cubes/policies/judge-commit.ts',
      ['test/cubes/judge-commit.test.ts'],
      [
        {
          fault: 'a policy that cannot be read is set',
          text: '  await requireReadable(reader, before, after)\n',
          replacement: '',
        },
        {
          fault: 'rules on commits are not asked',
          text: "const verdict = judge.commit()\n  if (verdict.type === 'refused') return verdict\n",
          replacement: '',
        },
        {
          fault: 'what is removed counts as changed',
          text: "after === undefined ? 'remove' : 'change'",
          replacement: "after === undefined ? 'change' : 'change'",
        },
        {
          fault: 'a change is judged by what was there before',
          text: '(after ?? before) as CID',
          replacement: '(before ?? after) as CID',
        },
        {
          fault: 'what was forgotten hides what comes after it',
          text: 'if (memory === undefined) continue',
          replacement: 'if (memory === undefined) return undefined',
        },
        {
          fault: 'every other batch of changes is passed over',
          text: 'from += batchChanges',
          replacement: 'from += 2 * batchChanges',
        },
        {
          fault: 'approvals without end are read',
          text: '    .slice(0, maxApprovalsRead)\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/cubes/policies/judge-step.ts',
      ['test/cubes/judge-step.test.ts'],
      [
        {
          fault: 'rules that are new may change themselves',
          text: 'change.key === POLICY_KEY ? byOld : byAny',
          replacement: 'byAny',
        },
        {
          fault: 'only the old rules allow anything',
          text: 'isSame || now === undefined ? [old.policy] : [old.policy, now.policy]',
          replacement: '[old.policy]',
        },
        {
          fault: 'changes are judged by rules that went on the way',
          text: 'now === undefined ? changes.filter(({ key }) => key === POLICY_KEY) : changes',
          replacement: 'changes',
        },
        {
          fault: 'rules may be taken away by anybody',
          text: 'changes.filter(({ key }) => key === POLICY_KEY) : changes',
          replacement: '[] : changes',
        },
        {
          fault: 'rules on commits are asked of none',
          text: '(now === undefined ? [] : gained).entries()',
          replacement: '[...gained].slice(0, 0).entries()',
        },
        {
          fault: 'the oldest commit of an author is not asked',
          text: '[found[0] ?? one, ...(found.length === 0 ? [] : [one])]',
          replacement: '[found[0] ?? one]',
        },
        {
          fault: 'any number of authors is asked',
          text: '[...byAuthor.values()].slice(0, maxMakers)',
          replacement: '[...byAuthor.values()]',
        },
      ],
    ),
  ],
}

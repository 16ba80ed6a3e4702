import { inFile, type Room } from './mutant.ts'

const grants = ['test/node/grants.test.ts']

export const node: Room = {
  folder: 'src/node/',
  mutants: [
    ...inFile(
      'src/node/names.ts',
      ['test/node/names.test.ts'],
      [
        {
          fault: 'a claim reads as a name that the owner gave',
          text: 'given ? name : `"${name.replaceAll(\'"\', "\'")}"`',
          replacement: 'name',
        },
        {
          fault: 'two names that sound alike stand without their keys',
          text: "    .normalize('NFKC')\n",
          replacement: '',
        },
        {
          fault: 'members of two swarms are mixed up',
          text: 'one.given || other.given || one.circle === other.circle',
          replacement: 'one.given || other.given || one.circle !== undefined',
        },
        {
          fault: 'the keys of this home are two people',
          text: '|| (one.own === true && other.own === true)) return false',
          replacement: ') return false',
        },
        {
          fault: 'a claim takes the place of a nickname',
          text: 'if (!byDid.has(one.did)) byDid.set(one.did, one)',
          replacement: 'byDid.set(one.did, one)',
        },
      ],
    ),
    ...inFile(
      'src/node/name-people.ts',
      ['test/node/name-people.test.ts'],
      [
        {
          fault: 'an error names nobody',
          text: 'if (names !== undefined) error.message',
          replacement: 'if (names === undefined) error.message',
        },
        {
          fault: 'a key that goes on is taken for the one it begins with',
          text: '(?![1-9A-HJ-NP-Za-km-z])',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/node/put-names.ts',
      ['test/node/names.test.ts'],
      [
        {
          fault: 'an answer itself is changed',
          text: 'const named: Record<string, unknown> = { ...value }',
          replacement: 'const named = value as Record<string, unknown>',
        },
        {
          fault: 'names of one form of an answer alone are added',
          text: 'puts.reduce((now, put) => put(now, names), value)',
          replacement: 'puts[1]?.(value, names) ?? value',
        },
      ],
    ),
    ...inFile(
      'src/node/settings/change-settings.ts',
      ['test/node/settings/config.test.ts'],
      [
        {
          fault: 'a setting that no daemon starts with is saved',
          text: 'requireStarts(next)',
          replacement: 'void requireStarts',
        },
      ],
    ),
    ...inFile(
      'src/node/settings/network-of.ts',
      ['test/node/settings/network-of.test.ts'],
      [
        {
          fault: 'what the home keeps wins over what is asked',
          text: '{ ...kept, ...asked }',
          replacement: '{ ...asked, ...kept }',
        },
      ],
    ),
    ...inFile('src/node/grants.ts', grants, [
      {
        fault: 'a folder beside a granted one is within it',
        text: 'path.startsWith(folder.endsWith(sep) ? folder : folder + sep)',
        replacement: 'path.startsWith(folder)',
      },
      {
        fault: 'agents may read the keys of the home',
        text: 'if (isWithin(real, await realpath(home)))',
        replacement: "if (real === '' && isWithin(real, await realpath(home)))",
      },
      {
        fault: 'a link may lead elsewhere later',
        text: 'const real = await realpath(folder).catch(() => undefined)',
        replacement:
          'const real = await realpath(folder).then(\n    () => folder,\n    () => undefined,\n  )',
      },
      {
        fault: 'a grant that was taken back stays',
        text: "if (name !== 'files') held.names.delete(name)",
        replacement: "if (name !== 'files') held.names.delete('files')",
      },
      {
        fault: 'files are granted without a folder',
        text: "else held.names.delete('files')",
        replacement: "else held.names.add('files')",
      },
      {
        fault: 'a file is granted as a folder',
        text: '!(await stat(real)).isDirectory()',
        replacement: '(await stat(real)).size < 0',
      },
    ]),
    ...inFile('src/node/agents/needed-grants.ts', grants, [
      {
        fault: 'agents write what others read without a grant',
        text: "(await look(input, 'branch')) === 'private' ? []",
        replacement: "(await look(input, 'branch')) !== 'public' ? []",
      },
      {
        fault: 'a branch is judged by its cube',
        text: "(await look(input, 'branch')) === 'private'",
        replacement: "(await look(input, 'cube')) === 'private'",
      },
    ]),
    ...inFile(
      'src/node/agents/agent-node.ts',
      ['test/node/agent-node.test.ts'],
      [
        {
          fault: 'a grant of another kind is enough',
          text: 'needs.includes(grant) && !names.has(grant)',
          replacement: 'needs.includes(grant) && names.size === 0',
        },
        {
          fault: 'agents give any field',
          text: '      requireKnownFields(name, known, input)\n',
          replacement: '',
        },
        {
          fault: 'a branch of a public cube is public',
          text: "if (what === 'cube' || visibility !== 'public') return visibility",
          replacement: "if (what === 'cube' || visibility === 'public') return visibility",
        },
        {
          fault: 'another branch than the one named is judged',
          text: "typeof branch === 'string' ? name === branch.normalize('NFC') : current",
          replacement: 'current',
        },
        {
          fault: 'a new branch is public',
          text: "return found?.published === true ? 'public' : 'private'",
          replacement: "return found?.published === false ? 'private' : 'public'",
        },
      ],
    ),
    ...inFile(
      'src/node/answered.ts',
      ['test/node/answered.test.ts'],
      [
        {
          fault: 'an answer is known for ever when the clock went back',
          text: 'Math.abs(nowMs - time) < keptMs',
          replacement: 'nowMs - time < keptMs',
        },
        {
          fault: 'an answer is known a moment too long',
          text: 'Math.abs(nowMs - time) < keptMs',
          replacement: 'Math.abs(nowMs - time) <= keptMs',
        },
        {
          fault: 'long answers are kept',
          text: 'if (write.body.length > maxAnswerChars) return',
          replacement: 'if (write.body.length > 2 * maxAnswerChars) return',
        },
        {
          fault: 'the newest give way',
          text: 'kept.sort((a, b) => b.time - a.time)',
          replacement: 'kept.sort((a, b) => a.time - b.time)',
        },
        {
          fault: 'names are never tidied',
          text: 'const del = untidy === 0 ?',
          replacement: 'const del = untidy < 0 ?',
        },
      ],
    ),
    ...inFile(
      'src/node/route.ts',
      ['test/node/route.test.ts'],
      [
        {
          fault: 'a reader of a swarm signs for a cube',
          text: "=== 'cube') requireWriter(space.team)",
          replacement: "=== 'home') requireWriter(space.team)",
        },
        {
          fault: 'mirrors are asked about what is not stored',
          text: "sealed === undefined || useCase.spans !== 'stores'",
          replacement: 'sealed === undefined',
        },
        {
          fault: 'a call that names two swarms goes to one',
          text: 'if (found.space === space) return found.text',
          replacement: 'if (found.text !== text) return found.text',
        },
        {
          fault: 'each life is asked about the cubes of all',
          text: '[useCase.placedBy as string]: inIt }',
          replacement: '[useCase.placedBy as string]: cubes }',
        },
        {
          fault: 'what is asked of all is asked of public life alone',
          text: "useCase.spans === 'all' || useCase.spans === 'stores'",
          replacement: "useCase.spans === 'stores'",
        },
      ],
    ),
    ...inFile(
      'src/node/use-cases/recalled.ts',
      ['test/node/recalled.test.ts'],
      [
        {
          fault: 'the worst of several lives come first',
          text: '.sort((a, b) => b.score - a.score)\n  const packs',
          replacement: '.sort((a, b) => a.score - b.score)\n  const packs',
        },
        {
          fault: 'what the lives left out is not counted',
          text: '{ budget: before + left.budget }',
          replacement: '{ budget: left.budget }',
        },
        {
          fault: 'less trusted tiers are counted in the last life alone',
          text: 'sums.set(tier, (sums.get(tier) ?? 0) + count)',
          replacement: 'sums.set(tier, count)',
        },
        {
          fault: 'one passage passes the budget',
          text: 'if (joined.tokens + tokens > budget) {',
          replacement: 'if (joined.tokens > budget) {',
        },
      ],
    ),
    ...inFile(
      'src/node/use-cases/accept.ts',
      ['test/node/proposals.test.ts'],
      [
        {
          fault: 'what is said with an acceptance may hold a secret',
          text: 'if (request.message !== undefined) await',
          replacement: 'if (request.message?.length === 0) await',
        },
      ],
    ),
    ...inFile(
      'src/node/use-cases/forget-elsewhere.ts',
      ['test/node/where-else.test.ts'],
      [
        {
          fault: 'the memory that goes hides the same one in another life',
          text: 'life === node ? gone : new Set()',
          replacement: 'gone',
        },
      ],
    ),
    ...inFile(
      'src/node/use-cases/revert-key.ts',
      ['test/node/revert-key.test.ts'],
      [
        {
          fault: 'a memory that is not held is put back',
          text: '  if (back !== undefined) await requireHeld(node, record, back)\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/node/use-cases/who-fetched.ts',
      ['test/node/who-fetched.test.ts'],
      [
        {
          fault: 'who was only asked is said to have fetched',
          text: "side === 'served' && ",
          replacement: '',
        },
        {
          fault: 'who was refused is said to have fetched',
          text: "outcome === 'done' && ",
          replacement: '',
        },
      ],
    ),
  ],
}

import { inFile, type Room } from './mutant.ts'

const pack = ['test/finding/packing.test.ts']

export const finding: Room = {
  folder: 'src/finding/',
  mutants: [
    ...inFile('src/finding/packing/pack-context.ts', pack, [
      {
        fault: 'what was chosen does not count against the budget',
        text: '      used += tokens\n      chosen.push',
        replacement: '      used += 0\n      chosen.push',
      },
      {
        fault: 'the whole text may pass the budget',
        text: 'while (chosen.length > 0 && counter.count(textOf(chosen)) > budget) {',
        replacement: 'while (chosen.length > 100 && counter.count(textOf(chosen)) > budget) {',
      },
      {
        fault: 'the claim of a stranger takes the place of what is trusted',
        text: 'if (!isAtLeast(newer.tier, older.tier)) return false',
        replacement: 'if (!isAtLeast(older.tier, newer.tier)) return false',
      },
      {
        fault: 'strangers take the place of each other',
        text: "newer.tier !== older.tier || isAtLeast(newer.tier, 'team')",
        replacement: 'true',
      },
      {
        fault: 'of two that say the same the less trusted stays',
        text: 'if (!isAtLeast(one.tier, other.tier)) return second',
        replacement: 'if (!isAtLeast(other.tier, one.tier)) return second',
      },
      {
        fault: 'what was believed before stands alone',
        text: 'older === place && noRoom.has(newer)',
        replacement: 'older === place && noRoom.has(older)',
      },
      {
        fault: 'the older of two comes first',
        text: 'const isANewer = statements[one.a]!.created > statements[one.b]!.created',
        replacement: 'const isANewer = statements[one.a]!.created < statements[one.b]!.created',
      },
      {
        fault: 'nobody is told that two say otherwise',
        text: 'return other === undefined || at < 0 ? [] : [at + 1]',
        replacement: 'return other === undefined || at < 0 ? [] : [at]',
      },
      {
        fault: 'the same is packed twice',
        text: "gone.set(stays === first ? second : first, { by: stays, reason: 'duplicate' })",
        replacement: "if (stays < 0) gone.set(second, { by: stays, reason: 'duplicate' })",
      },
    ]),
    ...inFile('src/finding/packing/few-left-out.ts', pack, [
      {
        fault: 'one more is named',
        text: 'named.length < most) named.push',
        replacement: 'named.length <= most) named.push',
      },
      {
        fault: 'what is not named is counted wrongly',
        text: 'left_out_more: all.length - named.length',
        replacement: 'left_out_more: all.length - most',
      },
    ]),
    ...inFile('src/finding/packing/within-budget.ts', pack, [
      {
        fault: 'the budget may be passed',
        text: 'if (used + tokens > budget) return false',
        replacement: 'if (used > budget) return false',
      },
      {
        fault: 'what fills the budget is left out',
        text: 'if (used + tokens > budget) return false',
        replacement: 'if (used + tokens >= budget) return false',
      },
    ]),
    ...inFile(
      'src/finding/feed-queue.ts',
      ['test/node/feed-queue.test.ts'],
      [
        {
          fault: 'commits with a gap between them are one change',
          text: 'news?.previous !== undefined && waiting.record.commit.equals(news.previous)',
          replacement: 'news?.previous !== undefined',
        },
        {
          fault: 'a commit that does not say its changes has none',
          text: "typeof news.changes === 'function' || !(waiting.changes instanceof Map)) return undefined",
          replacement:
            "typeof news.changes === 'function') return undefined\n  if (!(waiting.changes instanceof Map)) return byKey(news.changes)",
        },
        {
          fault: 'the oldest change of a key counts',
          text: 'for (const change of news.changes) waiting.changes.set(change.key, change)',
          replacement:
            'for (const change of news.changes)\n    if (!waiting.changes.has(change.key)) waiting.changes.set(change.key, change)',
        },
        {
          fault: 'what was taken still waits',
          text: 'this.#added -= waiting?.added ?? 0',
          replacement: 'this.#added -= 0',
        },
        {
          fault: 'a commit without changes does not wait',
          text: 'Math.max(news.changes.length, 1) : 1',
          replacement: 'news.changes.length : 1',
        },
      ],
    ),
    ...inFile(
      'src/finding/map/project-to-plane.ts',
      ['test/finding/map.test.ts'],
      [
        {
          fault: 'both directions of the picture are the same',
          text: 'b[i] = (b[i] ?? 0) - overlap * (across[i] ?? 0)',
          replacement: 'b[i] = b[i] ?? 0',
        },
        {
          fault: 'the middle of the vectors is not taken off',
          text: 'const mean = meanOf(vectors, dimensions)',
          replacement: 'const mean = new Float64Array(dimensions)',
        },
      ],
    ),
    ...inFile(
      'src/finding/find-same-text.ts',
      ['test/node/where-else.test.ts'],
      [
        {
          fault: 'a word that is in every text is named',
          text: 'const minQuotedChars = 12',
          replacement: 'const minQuotedChars = 1',
        },
      ],
    ),
  ],
}

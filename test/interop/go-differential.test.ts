/**
 * Two programs that share no code, this one and the reader in Go, on random and mutated inputs: they must take the same
 * ones and make the same of them. MEMCUBE_DIFFERENTIAL=FACTOR:SEED runs more, or others.
 */
import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { chains, merges } from './differential/histories.ts'
import { canonicalBytes, keys, records, signatures, type Judged } from './differential/inputs.ts'
import { kinds } from './differential/kinds.ts'
import {
  announcements,
  doorMessages,
  entries,
  offers,
  proposalMessages,
  teamMessages,
} from './differential/frames.ts'
import { hellos, messages } from './differential/messages.ts'
import { charters, invitations, logs, membershipEvents } from './differential/membership.ts'
import { policies, verdicts } from './differential/policies.ts'
import { randomFrom, type Random } from './differential/random.ts'
import { checkpoints, links, requests } from './differential/words.ts'
import { buildGo, goIsMissing, pathOf, GO_PROGRAMS } from './go-program.ts'

const [FACTOR = 1, SEED = 20_261_130] = (process.env['MEMCUBE_DIFFERENTIAL'] ?? '1').split(':').map(Number)

interface Report {
  file: string
  passed: number
  failed: string[]
}

/** Puts the inputs where vectors would be, and lets the other program read them. */
async function compare(folder: string, file: string, { valid, invalid, shared }: Judged): Promise<Report[]> {
  const protocols = await temporaryFolder()
  for (const [part, cases] of Object.entries({ valid, invalid })) {
    if (cases.length === 0) continue
    const path = join(protocols, folder, 'vectors', dirname(file), part, basename(file))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, JSON.stringify({ about: 'Random inputs.', ...shared, cases }))
  }
  const run = spawnSync(pathOf(GO_PROGRAMS.checker), [protocols, folder], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const reports = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Report)
  const passed = reports.reduce((sum, report) => sum + report.passed, 0)
  process.stdout.write(
    `${folder}/${file}: ${valid.length} taken, ${invalid.length} refused, ${passed} alike\n`,
  )
  return reports
}

/** What is compared, how many by default, and how many of each verdict there have to be at least. */
const KINDS: [
  folder: string,
  file: string,
  count: number,
  make: (random: Random, count: number) => Judged | Promise<Judged>,
][] = [
  ['cube', 'bytes.json', 6_000, canonicalBytes],
  ['cube', 'records.json', 1_500, records],
  ['cube', 'version-2/kinds.json', 600, kinds],
  ['cube', 'keys.json', 2_000, keys],
  ['cube', 'verdicts.json', 400, signatures],
  ['sync', 'messages.json', 400, messages],
  ['handshake', 'hellos.json', 400, hellos],
  ['policy', 'policies.json', 400, policies],
  ['policy', 'verdicts.json', 200, verdicts],
  ['swarm', 'logs.json', 40, logs],
  ['swarm', 'charters.json', 200, charters],
  ['swarm', 'events.json', 300, membershipEvents],
  ['swarm', 'invitations.json', 300, invitations],
  ['swarm', 'team.json', 200, teamMessages],
  ['swarm', 'door.json', 100, doorMessages],
  ['announce', 'announcements.json', 150, announcements],
  ['proposals', 'messages.json', 300, proposalMessages],
  ['proposals', 'offers.json', 150, offers],
  ['audit', 'entries.json', 400, entries],
  ['audit', 'checkpoints.json', 150, checkpoints],
  ['audit', 'requests.json', 400, requests],
  ['link', 'links.json', 800, links],
  ['merge', 'merges.json', 150, merges],
  ['authors', 'chains.json', 250, chains],
]

/** Where there is always an answer, and nothing to refuse. */
const ALL_TAKEN: ReadonlySet<string> = new Set([
  'announce/announcements.json',
  'merge/merges.json',
  'policy/verdicts.json',
  'proposals/offers.json',
  'swarm/logs.json',
])

describe.skipIf(goIsMissing !== undefined)(
  `two implementations on the same inputs${goIsMissing ? ` (${goIsMissing})` : ''}`,
  () => {
    beforeAll(() => buildGo(GO_PROGRAMS.checker))

    test.each(KINDS)('give the same verdicts: %s/%s', async (folder, file, count, make) => {
      const judged = await make(randomFrom(SEED), count * FACTOR)
      const reports = await compare(folder, file, judged)
      expect(reports.flatMap(({ failed }) => failed)).toEqual([])
      // A generator that makes one kind of verdict alone compares nothing.
      expect(judged.valid.length).toBeGreaterThan(count / 20)
      if (!ALL_TAKEN.has(`${folder}/${file}`)) expect(judged.invalid.length).toBeGreaterThan(count / 20)
      expect(reports.reduce((sum, { passed }) => sum + passed, 0)).toBe(
        judged.valid.length + judged.invalid.length,
      )
    })
  },
)

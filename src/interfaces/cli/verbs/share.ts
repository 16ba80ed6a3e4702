import type { AnswerOf } from '../../../node/index.ts'
import { countOf, memoriesOf } from '../../../home/count-of.ts'
import { formatBytes } from '../format-bytes.ts'
import { bold, type Output } from '../output.ts'
import { nameAndKey, nameOf } from '../person.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { branchInLink } from '../branch-in-link.ts'
import { memoriesOfPart } from '../part-line.ts'
import { showBranches } from '../branch-lines.ts'
import { callVerb } from '../verb.ts'

type Source = NonNullable<AnswerOf<'pull'>['sources']>[number]
type Leaving = NonNullable<AnswerOf<'publish'>['leaving']>

export const publish = callVerb({
  name: 'publish',
  group: 'share',
  summary: 'advertise a cube, or a branch of it, and let others pull it',
  call: 'publish',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [
    {
      flags: '--branch <branch>',
      about: 'this branch, with its history; the current one when none is named; may be given several times',
      many: true,
    },
    {
      flags: '--as-restored',
      about: 'after restore-backup: go on from the backup, even if other nodes hold newer changes',
    },
    {
      flags: '--allow-secret <key>',
      about: 'publish what is under this key although it looks like a secret; may be given several times',
      many: true,
    },
    { flags: '--dry-run', about: 'show what would leave, and publish nothing' },
  ],
  examples: [
    ['memcube publish field-notes --dry-run', 'what would leave, and what in it looks like a secret'],
    [
      'memcube publish field-notes',
      'the current branch, history included, can be read by anybody from now on; prints the link to send',
    ],
    [
      'memcube publish field-notes --branch draft',
      'others get it with `memcube pull field-notes --branch draft`, beside main',
    ],
  ],
  input: ([cube], { branch: branches, asRestored, allowSecret, dryRun }) => ({
    cube,
    branches,
    asRestored,
    allowSecret,
    dryRun,
  }),
  show({ link: short, providers, branches, swarm, leaving }, { out }, { dryRun, branch }) {
    if (leaving !== undefined) showLeaving(leaving, out)
    const names = branches.map((name) => plainLine(name)).join(', ')
    if (dryRun === true)
      return out.note(
        leaving === undefined && swarm === undefined
          ? `nothing more would leave: others read ${names} already`
          : `nothing was published; others would read ${names}`,
      )
    const readers = swarm === undefined ? '' : `; read by members of ${plainLine(swarm, 64)} alone`
    out.line(`published: ${names}${readers}`)
    out.line(
      providers === 0
        ? 'no daemon runs: others find it once you start `memcube daemon`'
        : providers === 1
          ? 'this node provides it'
          : `${countOf(providers, 'node')} are known to provide it, this one counted; some may be away`,
    )
    const [only, ...more] = (branch ?? []) as string[]
    const leadsTo = only === 'main' || only?.includes('#') || more.length > 0 ? undefined : only
    out.line(plainLine(leadsTo === undefined ? short : `${short}#${leadsTo}`, 400))
    const beside = branches.filter((name) => name !== 'main').map((name) => plainLine(name))
    if (leadsTo !== undefined) out.note(`the link leads to ${plainLine(leadsTo)}, beside main`)
    else if (beside.length > 0) out.note(`a pull brings main; with \`--branch ${beside[0]}\` that branch too`)
  },
})

function showLeaving({ commits, memories, bytes, people, unscanned, secrets }: Leaving, out: Output): void {
  out.line(
    `${memoriesOf(memories)} (${formatBytes(bytes)}) of ${countOf(commits, 'commit')} leave, signed by`,
  )
  for (const person of people) out.line(`  ${nameAndKey(person)}`)
  if (unscanned > 0)
    out.line(
      `not scanned for secrets: ${memoriesOf(unscanned)} that ${unscanned === 1 ? 'is' : 'are'} no text, or too long`,
    )
  for (const { where, kind } of secrets) out.line(`looks like a secret: ${kind} in ${plainLine(where)}`)
}

export const unpublish = callVerb({
  name: 'unpublish',
  group: 'share',
  summary: 'stop advertising and serving a cube, or a branch of it',
  call: 'unpublish',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [
    {
      flags: '--branch <branch>',
      about: 'only this branch; the whole cube when none is named; may be given several times',
      many: true,
    },
  ],
  examples: [
    ['memcube unpublish field-notes', 'followers are told; they keep what they have fetched'],
    ['memcube unpublish field-notes --branch draft', 'the branch is private again, the rest stays published'],
  ],
  input: ([cube], { branch: branches }) => ({ cube, branches }),
  show({ branches }, { out }) {
    if (branches.length > 0)
      out.line(`still published: ${branches.map((name) => plainLine(name)).join(', ')}`)
    else out.line('no longer published')
    out.note('others keep the copies that they have fetched')
  },
})

export const link = callVerb({
  name: 'link',
  group: 'share',
  summary: 'one short line to send: others pull or follow the cube by it',
  call: 'link',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [
    { flags: '--bare', about: 'the cube id alone, without places of this node' },
    { flags: '--branch <branch>', about: 'leads to this branch, beside main' },
  ],
  examples: [
    ['memcube link field-notes', 'at most 200 characters; `memcube pull` and `memcube follow` take it'],
    ['memcube link field-notes --bare', 'for who finds the cube without being told where'],
    [
      'memcube link field-notes --branch draft',
      'to one branch, after `memcube publish field-notes --branch draft`',
    ],
  ],
  show({ link: made, places, online, visibility, branch, published }, { out }, { bare }) {
    out.line(plainLine(made, 400))
    if (published === false && visibility === 'public')
      out.note(
        `nobody gets the branch by it yet: \`memcube publish CUBE --branch ${plainLine(branch ?? '')}\` shares it`,
      )
    if (visibility === 'private') out.note('nobody gets anything by it yet: `memcube publish` the cube first')
    if (visibility === 'swarm') out.note('members of the swarm get the cube by it, and nobody else')
    if (places === 0 && bare !== true)
      out.note(
        online
          ? 'it says no place: nobody could dial this node yet; `memcube status` says why, and a link that is made later may say more'
          : 'it says no place: a link that is made while `memcube daemon` runs says where this node is',
      )
  },
})

export const release = callVerb({
  name: 'release',
  group: 'share',
  summary: 'copy memories out of a swarm into a cube outside of it',
  call: 'release',
  arguments: [
    ['<from>', 'SWARM/CUBE, where they are'],
    ['<to>', 'an own cube outside of swarms'],
    ['[keys...]', 'which; all of them when none is named'],
  ],
  options: [
    { flags: '--dry-run', about: 'show what would leave, and copy nothing' },
    { flags: '--message <text>', about: 'why; kept in the commit' },
  ],
  examples: [
    ['memcube release crew/runbook field-notes postgres/vacuum --dry-run', 'what would leave the swarm'],
    ['memcube release crew/runbook field-notes postgres/vacuum', 'copies the text, and not who wrote it'],
  ],
  show({ name, from, commit, released, leaving }, { out }, { dryRun }) {
    const { keys, memories, bytes, secrets } = leaving
    out.line(`${memoriesOf(memories)} (${formatBytes(bytes)}) of ${plainLine(from)}`)
    for (const key of keys) out.line(`  ${plainLine(key)}`)
    for (const { where, kind } of secrets) out.line(`looks like a secret: ${kind} in ${plainLine(where)}`)
    if (dryRun === true) out.note('nothing was copied')
    else out.line(`${released} copied into ${plainLine(name)} at ${commit}`)
  },
})

export const discover = callVerb({
  name: 'discover',
  group: 'share',
  summary: 'find cubes on the network',
  network: true,
  needsPeers: () => true,
  call: 'discover',
  arguments: [['[topic]', 'a topic; without it everything that peers offer']],
  options: [{ flags: '--swarm <swarm>', about: 'in this swarm' }],
  examples: [['memcube discover typescript', 'asks the DHT who has cubes of that topic, and asks them']],
  show({ cubes, leftOut, blocked, asked, answered }, { out }) {
    if (cubes.length === 0) out.line('the nodes that could be asked offer none')
    for (const { cube, name, about, topics, licence, memories, seeds, ...person } of cubes) {
      out.line(
        bold(plainLine(name)),
        `  ${memoriesOf(memories)}  ${countOf(seeds, 'seed')}  ${plainLine(licence ?? 'no licence said', 60)}`,
      )
      if (about !== null) out.line(`  ${plainLine(about)}`)
      if (topics.length > 0) out.line(`  ${topics.map((topic) => plainLine(topic, 64)).join(', ')}`)
      out.line(`  ${cube}  by ${nameOf(person)}`)
    }
    if (leftOut > 0) out.note(`${leftOut} more were offered; ask for a topic`)
    if (blocked > 0)
      out.note(
        `not shown: ${countOf(blocked, 'cube')} of authors whom you blocked; \`memcube people\` names them`,
      )
    if (answered < asked) out.note(`${answered} of ${countOf(asked, 'node')} answered`)
    if (cubes.length === 0) {
      out.note(
        'a topic is a whole word that the author chose: `memcube discover` without one lists all that they offer',
      )
      out.note(
        'a cube that is private, or whose author is away, is in no list: ask its author for what `memcube link CUBE` prints',
      )
    }
  },
})

function sourceLine({ peer, blocks, bytes, code }: Source): string {
  const gave = `${peer} gave ${countOf(blocks, 'block')}, ${formatBytes(bytes)}`
  return code === undefined ? gave : `${gave}; then nothing more was asked of it: ${plainLine(code)}`
}

export const pull = callVerb({
  name: 'pull',
  group: 'share',
  summary: 'fetch a cube of others, verify it, make it recallable',
  network: true,
  needsPeers: ({ from }) => from === undefined,
  call: 'pull',
  arguments: [['<cube>', 'a name, a cube id, a link or a ticket']],
  options: [
    { flags: '--from <address>', about: 'from this node only' },
    { flags: '--depth <n>', about: 'at most this many commits of history', whole: true },
    {
      flags: '--branch <branch>',
      about: 'a published branch to fetch beside main, now and at each later pull',
    },
    {
      flags: '--filter <prefix>',
      about:
        'only memories whose keys begin with this; added to the part that is held; may be given several times',
      many: true,
    },
  ],
  examples: [
    ['memcube pull field-notes', 'from the connected nodes that offer it'],
    ['memcube pull bafyrei... --from /ip4/127.0.0.1/tcp/4001/p2p/12D3KooW...', 'from one node, by id'],
    [
      'memcube pull field-notes --branch draft',
      'also what its author publishes on draft; for an id or a link `pull LINK#draft` says the same',
    ],
    [
      'memcube pull field-notes --filter postgres/',
      'that part, with proof that nothing of it was left out; without --filter the next pull brings the rest',
    ],
  ],
  input: ([cube], { from, depth, branch, filter }) => ({
    ...branchInLink(String(cube), branch as string | undefined),
    from,
    depth,
    filter,
  }),
  show(pulled, { out }) {
    const { name, memories, blocks, bytes, ms, from, diverged = [], refused = [], successors = [] } = pulled
    const { branches = [], sources = [] } = pulled
    for (const { old, oldLabel, new: fresh } of successors)
      out.line(
        `${nameOf({ author: old, authorLabel: oldLabel })} has a new key, ${plainLine(fresh)}: what you decided about the old key holds for the new one`,
      )
    for (const message of refused) out.line(`not taken: ${plainLine(message, 400)}`)
    if (diverged.length > 0) {
      out.line(`the authors of ${plainLine(name)} made different changes; your copy stays as it is`)
      for (const commit of diverged)
        out.line(`  memcube merge ${plainLine(name)} ${commit}   for an author: merges the two`)
    }
    const { filter, of = memories } = pulled
    const held = filter === undefined ? memoriesOf(memories) : memoriesOfPart(memories, { filter, of })
    if (blocks === 0) out.line(`${plainLine(name)} is up to date with ${held}`)
    else
      out.line(
        `pulled ${plainLine(name)}: ${held}, ${countOf(blocks, 'block')}, ${countOf(bytes, 'byte')} in ${ms} ms from ${from}`,
      )
    if (sources.length > 1) for (const source of sources) out.line(`  ${sourceLine(source)}`)
    if (filter !== undefined) out.note(`\`memcube pull ${plainLine(name)}\` without --filter brings the rest`)
    showBranches(branches, name, out)
    if (pulled.withdrawn === true) out.line('its author has taken it back: nothing newer will come')
    out.line(
      `${pulled.answered} of ${countOf(pulled.asked, 'node')} answered; the newest head is of ${timeText(pulled.headTime)}`,
    )
  },
})

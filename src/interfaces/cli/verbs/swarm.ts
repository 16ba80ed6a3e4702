import { resolve } from 'node:path'
import type { AnswerOf, CallName } from '../../../node/index.ts'
import { MemCubeError } from '../../../core/errors.ts'
import { countOf } from '../../../home/count-of.ts'
import { parseDuration } from '../duration.ts'
import { showKubo } from '../show-kubo.ts'
import { bold, dim, type Output } from '../output.ts'
import { nameOf } from '../person.ts'
import { swarmParts } from '../swarm-parts.ts'
import { swarmState } from '../swarm-state.ts'
import { plainLine } from '../terminal-text.ts'
import type { Values, Verb, VerbContext } from '../verb.ts'

/** One `swarm WHAT`: a call, its input from the words, and its answer for people. */
interface Use {
  call: CallName
  words: readonly string[]
  input(words: readonly string[], options: Values): Record<string, unknown>
  show(answer: never, out: Output): void | Promise<void>
}

function use<const N extends CallName>(
  call: N,
  words: readonly string[],
  show: (answer: AnswerOf<N>, out: Output) => void | Promise<void>,
  extra: (options: Values) => Record<string, unknown> = () => ({}),
): Use {
  return {
    call,
    words,
    show,
    input: (given, options) => ({
      ...Object.fromEntries(words.map((name, at) => [name, given[at]])),
      ...extra(options),
    }),
  }
}

const uses: Record<string, Use> = {
  create: use('swarm-create', ['name'], ({ swarm, name, epoch }, out) => {
    out.line(`made the swarm ${plainLine(name ?? '')}, epoch ${epoch}`)
    out.line(plainLine(swarm))
    out.note('invite others with `memcube swarm invite`; `memcube help swarm` says what it protects against')
  }),
  invite: use('swarm-invite', ['swarm'], showInvitation, ({ role, ttl, confirm }) => ({
    role,
    ...(ttl !== undefined && { ttlMs: parseDuration(ttl as string, '--ttl') }),
    auto: confirm !== true,
  })),
  invites: use('swarm-invites', ['swarm'], ({ invites, usedTwice }, out) => {
    if (invites.length === 0) out.line('no invitations')
    for (const one of invites) out.line(...invitationLine(one))
    for (const { id } of usedTwice)
      out.line(
        `${plainLine(id)} let in more than one: see \`memcube swarm members\`, and remove whom you do not know`,
      )
  }),
  revoke: use('swarm-revoke', ['swarm', 'id'], ({ id }, out) => out.line(`revoked ${plainLine(id)}`)),
  confirm: use('swarm-confirm', ['swarm', 'id'], ({ member, memberLabel }, out) =>
    out.line(`${nameOf({ author: member, authorLabel: memberLabel })} is in: ${plainLine(member)}`),
  ),
  join: use(
    'swarm-join',
    ['invite'],
    ({ swarm, name, epoch, state }, out) => {
      out.line(
        state === 'pending'
          ? 'waiting for an admin to let you in; afterwards join again with the same invitation'
          : `you are in ${plainLine(name ?? '')}, epoch ${epoch}`,
      )
      out.line(plainLine(swarm))
    },
    ({ wait }) => (wait === undefined ? {} : { waitMs: parseDuration(wait as string, '--wait') }),
  ),
  members: use('swarm-members', ['swarm'], ({ epoch, state, members, pending }, out) => {
    out.line(`epoch ${epoch}, ${plainLine(state)}`)
    for (const { role, online, you, copied, ...person } of members) {
      const notes = [
        plainLine(role),
        online ? 'online' : 'away',
        you ? 'you' : '',
        copied ? 'on two machines: its home was copied' : '',
      ]
      out.line(bold(nameOf(person)), `  ${notes.filter((note) => note !== '').join('  ')}`)
      out.line(dim(`  ${plainLine(person.author)}`))
    }
    for (const one of pending) out.line(...invitationLine(one))
  }),
  role: use('swarm-role', ['swarm', 'author', 'role'], ({ member, memberLabel, role }, out) =>
    out.line(`${nameOf({ author: member, authorLabel: memberLabel })} is ${plainLine(role)} now`),
  ),
  remove: use('swarm-remove', ['swarm', 'author'], ({ epoch, member, memberLabel }, out) => {
    out.line(`removed ${nameOf({ author: member, authorLabel: memberLabel })}; epoch ${epoch} begins`)
    out.note('what was fetched before stays readable to them; what is written from now on is not')
  }),
  rotate: use('swarm-rotate', ['swarm'], ({ epoch }, out) => out.line(`epoch ${epoch} begins`)),
  list: use('swarm-list', [], ({ swarms }, out) => {
    if (swarms.length === 0) out.line('no swarms; make one with `memcube swarm create NAME`')
    for (const {
      swarm,
      name,
      epoch,
      role,
      members,
      online,
      cubes,
      mirrors,
      state,
      problem,
      kubo,
    } of swarms) {
      const held = mirrors > 0 ? `${countOf(cubes, 'cube')}, ${mirrors} sealed` : countOf(cubes, 'cube')
      out.line(
        bold(plainLine(name, 64)),
        `  ${plainLine(role ?? (state === 'damaged' ? 'unknown' : 'removed'))}  ${countOf(members, 'member')}, ${online} connected  ${held}  epoch ${epoch}  ${swarmState({ state, online, members })}`,
      )
      if (problem !== null) out.line(`  ${plainLine(problem, 600)}`)
      if (kubo !== 'off') out.line(`  Kubo nodes: ${plainLine(kubo)}`)
      out.line(dim(`  ${plainLine(swarm)}`))
    }
  }),
  leave: use('swarm-leave', ['swarm'], ({ name, told }, out) =>
    out.line(
      `left ${plainLine(name)}; ${told === 0 ? 'no member was online to be told' : `${countOf(told, 'member')} told`}`,
    ),
  ),
  kubo: use('swarm-kubo', ['swarm'], showKubo),
  'kubo on': use('swarm-kubo-on', ['swarm'], showKubo, ({ key, peer, listen }) => ({
    peers: peer ?? [],
    listen,
    ...(key !== undefined && { keyFile: resolve(key as string) }),
  })),
  'kubo off': use('swarm-kubo-off', ['swarm'], (_answer, out) =>
    out.line(
      'no Kubo node is let in any more. The key is deleted here; it is still in the repositories of the Kubo nodes',
    ),
  ),
  seed: use('swarm-seed', ['swarm'], showSeed, ({ untrusted, ttl }) => ({
    untrusted: untrusted === true,
    ...(ttl !== undefined && { ttlMs: parseDuration(ttl as string, '--ttl') }),
  })),
}

async function showSeed(answer: AnswerOf<'swarm-seed'>, out: Output): Promise<void> {
  if ('invite' in answer) {
    await showInvitation(answer, out)
    return out.note(
      'on the server: `memcube swarm join` with it. It will hold the sealed cubes of the swarm, and no key that opens them',
    )
  }
  const { name, epoch, mirrors, bytes, online } = answer
  out.line(
    `a seed of ${plainLine(name, 64)}, epoch ${epoch}: ${countOf(mirrors, 'sealed cube')}, ${countOf(bytes, 'byte')}`,
  )
  out.line(`${countOf(online, 'member')} connected`)
}

function invitationLine({
  id,
  role,
  expires,
  state,
  name,
}: AnswerOf<'swarm-invites'>['invites'][number]): string[] {
  const who = name === null ? '' : `  ${plainLine(name, 64)}`
  return [`${plainLine(id)}  ${plainLine(role)}  ${plainLine(state)}${who}  until ${plainLine(expires)}`]
}

async function showInvitation({ invite, id, expires }: AnswerOf<'swarm-invite'>, out: Output): Promise<void> {
  out.line(plainLine(invite, 10_000))
  const { renderUnicodeCompact } = await import('uqr')
  try {
    for (const line of renderUnicodeCompact(plainLine(invite, 10_000), { ecc: 'L' }).split('\n'))
      out.note(line)
  } catch {
    out.note('it is too long for a QR code')
  }
  out.note(
    `invitation ${plainLine(id)}: lets one person in, once, until ${plainLine(expires)}. Send it over a way that you trust.`,
  )
}

const whats = swarmParts.map(({ name }) => name)

/** Who waits to be let in, for days perhaps, goes on waiting at a daemon that starts. */
function resumeJoin(call: string, input: unknown, elapsedMs: number): unknown {
  if (call !== 'swarm-join') return undefined
  const { waitMs, ...rest } = input as { waitMs?: number }
  return waitMs === undefined ? rest : { ...rest, waitMs: Math.max(0, Math.round(waitMs - elapsedMs)) }
}

export const swarm: Verb = {
  name: 'swarm',
  group: 'share',
  resume: resumeJoin,
  summary: 'private swarms: share with a team and nobody else',
  arguments: [
    ['[what]', `${whats.join(', ')}; list when not given`],
    ['[swarm]', 'name or id of the swarm; for create its name, for join the invitation'],
    ['[who]', 'a member (did or name), or the id of an invitation; for kubo: on, off, or nothing to see it'],
    ['[role]', 'for role: reader, writer or admin'],
  ],
  options: [
    { flags: '--role <role>', about: 'invite: reader, writer or admin; writer when not given' },
    { flags: '--ttl <duration>', about: 'invite, seed: good for this long; 72h when not given' },
    { flags: '--auto', about: 'invite: let the newcomer in at once; this is the default' },
    { flags: '--confirm', about: 'invite: an admin has to let the newcomer in' },
    { flags: '--wait <duration>', about: 'join: wait this long for a member; 30s when not given' },
    { flags: '--untrusted', about: 'seed: for a server that stores and serves what it cannot read' },
    {
      flags: '--peer <peer-id>',
      about: 'kubo on: a Kubo node that is let in, as `ipfs id` prints it',
      many: true,
    },
    { flags: '--key <file>', about: 'kubo on: an existing swarm.key; one is made when not given' },
    { flags: '--listen <port>', about: 'kubo on: a port, or a multiaddr of tcp; any port when not given' },
  ],
  parts: swarmParts,
  examples: [
    ['memcube swarm create team', 'you are its first admin'],
    ['memcube swarm invite team --role writer', 'prints a word and a QR code; it lets one person in, once'],
    [
      'memcube swarm join memcube-invite:1:... --wait 10m',
      'joins; waits up to 10 minutes for a member to be online',
    ],
    ['memcube create plans --swarm team', 'a cube that all members hold and nobody else sees'],
    ['memcube swarm remove team bob', 'new keys for the others; bob gets nothing from now on'],
    [
      'memcube swarm seed team --untrusted',
      'an invitation for a rented server, which holds what it cannot read',
    ],
    ['memcube help swarm', 'what it protects against, and what not'],
  ],
  async run([what = 'list', ...words], options, context) {
    const given = words.filter((word): word is string => typeof word === 'string')
    const name = what === 'kubo' && given.length > 1 ? `kubo ${given.splice(1, 1)[0]}` : String(what)
    const wanted = Object.hasOwn(uses, name) ? uses[name] : undefined
    if (wanted === undefined)
      throw new MemCubeError('ERR_USAGE', `there is no "swarm ${name}"`, {
        hint: `there are: ${what === 'kubo' ? 'kubo SWARM, kubo SWARM on, kubo SWARM off' : whats.join(', ')}`,
      })
    if (given.length !== wanted.words.length)
      throw new MemCubeError(
        'ERR_USAGE',
        `swarm ${String(what)} takes ${wanted.words.length === 0 ? 'nothing more' : wanted.words.join(' and ')}`,
        { hint: 'see `memcube help swarm`' },
      )
    await runUse(wanted, wanted.input(given, options), context)
  },
}

async function runUse({ call, show }: Use, input: object, context: VerbContext): Promise<void> {
  const defined = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const answer = await (await context.client()).call(call, defined, context.call)
  if (context.json) context.out.json(answer)
  else await show(answer as never, context.out)
}

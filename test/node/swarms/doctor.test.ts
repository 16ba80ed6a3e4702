// What the doctor finds in swarms, each with the situation that it is for; and that a damaged swarm keeps nobody from the rest.
import { chmod, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../../src/node/index.ts'
import type { DoctorCheck } from '../../../src/care/doctor/check.ts'
import { reopen, temporaryFolder, temporaryNode } from '../../helpers/temporary-home.ts'
import { call, eventually, foldersOf, invited, member, online, team, type Person } from './people.ts'

async function findings(node: MemCubeNode, input: object = {}): Promise<DoctorCheck[]> {
  const { checks } = (await call(node, 'doctor', input)) as { checks: DoctorCheck[] }
  return checks.filter(({ name }) => name === 'swarm')
}

const isWrong = (message: RegExp, hint: RegExp): object => ({
  name: 'swarm',
  ok: false,
  message: expect.stringMatching(message) as string,
  hint: expect.stringMatching(hint) as string,
})

async function founder(): Promise<Person> {
  const alice = await temporaryNode('alice', online)
  await call(alice, 'swarm-create', { name: 'team' })
  return alice
}

const hourMs = 3_600_000

describe('the doctor', { timeout: 90_000 }, () => {
  test('says of a swarm that is in order who is in, and looks at one alone when it is named', async () => {
    const { alice } = await team()
    await call(alice, 'create', { name: 'diary' })
    expect(await findings(alice)).toMatchObject([
      { ok: true, message: expect.stringMatching(/^team: epoch 1, 2/) },
    ])
    const { checks } = await call(alice, 'doctor', { swarm: 'team' })
    const names = (checks as DoctorCheck[]).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['home', 'store', 'clock', 'audit', 'network', 'swarm']))
    expect(names).not.toContain('token')
    expect((checks as DoctorCheck[]).find(({ name }) => name === 'cubes')).toMatchObject({
      message: '0 cubes',
    })
    expect(await call(alice, 'status', { swarm: 'team' })).toMatchObject({
      cubes: 0,
      swarms: [{ name: 'team', members: 2 }],
    })
    const log = await call(alice, 'audit', { swarm: 'team' })
    expect((log.entries as { kind: string }[]).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['swarm-create', 'member-invite', 'member-add']),
    )
    expect(await call(alice, 'audit-verify', { swarm: 'team' })).toMatchObject({ ok: true })
    await expect(call(alice, 'rotate-key', { swarm: 'team' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('member of team') as string,
      hint: expect.stringContaining('new invitation') as string,
    })
  })

  test('names an invitation that expires unused, to admins', async () => {
    const { alice, bob } = await team()
    const { id } = await invited(alice, { ttlMs: hourMs })
    await invited(alice, { ttlMs: 48 * hourMs })
    const late = isWrong(new RegExp(`nobody has used the invitation ${id}`), /swarm revoke team/)
    expect(await findings(alice)).toEqual([late])
    expect(await findings(bob)).toMatchObject([{ ok: true }])
  })

  test('names keys that have to change while no admin is there', async () => {
    const { alice, bob } = await team()
    const carol = await member('carol', alice)
    await eventually(async () =>
      expect(await call(bob, 'swarm-list', {})).toMatchObject({ swarms: [{ members: 3, online: 2 }] }),
    )
    await alice.close()
    await call(carol, 'swarm-leave', { swarm: 'team' })
    await eventually(async () =>
      expect(await findings(bob)).toEqual([isWrong(/keys of epoch 1 have to change/, /admin run a daemon/)]),
    )
  })

  test('names a clock that is behind the log, and a home that was put out', async () => {
    const { alice, bob } = await team()
    await call(alice, 'swarm-rotate', { swarm: 'team' })
    await alice.close()
    const behind = await reopen(alice.home, { now: () => Date.now() - 72 * hourMs })
    expect(await findings(behind)).toEqual([isWrong(/ahead of the clock here/, /set the clock/)])
    await behind.close()
    const again = await reopen(alice.home, online)
    await call(again, 'swarm-remove', { swarm: 'team', author: 'bob' })
    await eventually(async () =>
      expect(await findings(bob)).toContainEqual(
        isWrong(/member that could be asked refused|no member any more/, /swarm leave team/),
      ),
    )
  })
})

describe('a swarm that cannot be opened', { timeout: 90_000 }, () => {
  test('keeps neither public life nor other swarms from working, and the doctor says why', async () => {
    const alice = await founder()
    const [broken = ''] = await foldersOf(alice)
    await call(alice, 'swarm-create', { name: 'other' })
    await call(alice, 'create', { name: 'plans', swarm: 'other' })
    await call(alice, 'create', { name: 'diary' })
    await alice.close()
    const key = join(alice.home, 'swarms', broken, 'kem.key')
    const aside = join(await temporaryFolder(), 'kem.key')

    await chmod(key, 0o644)
    const readable = await reopen(alice.home, online)
    expect(await findings(readable)).toEqual([
      isWrong(/permissions 644/, /chmod 600/),
      expect.objectContaining({ ok: true }),
    ])
    await readable.close()
    await chmod(key, 0o600)

    await rename(key, aside)
    const again = await reopen(alice.home, online)
    expect((await call(again, 'list', {})).cubes).toHaveLength(2)
    expect((await findings(again))[0]).toEqual(isWrong(/kem\.key is missing/, /backup/))
    expect(await call(again, 'swarm-list', {})).toMatchObject({
      swarms: [
        { name: 'other', state: 'online' },
        { swarm: broken, state: 'damaged' },
      ],
    })
    await expect(call(again, 'swarm-members', { swarm: broken })).rejects.toMatchObject({
      message: expect.stringContaining('kem.key is missing') as string,
    })
    const out = join(await temporaryFolder(), 'home.backup')
    expect(await call(again, 'backup', { out })).toMatchObject({ swarms: ['other'], swarmsLeftOut: [broken] })
    await again.close()
    await rename(aside, key)
    await rm(out)
    const whole = await reopen(alice.home, online)
    expect(await call(whole, 'swarm-list', {})).toMatchObject({
      swarms: [{ name: 'other' }, { name: 'team' }],
    })
  })
})

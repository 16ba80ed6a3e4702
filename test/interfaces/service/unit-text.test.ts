// What service managers are told, and that they can read it.
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { launchdPlist, systemdUnit, type ServiceWish } from '../../../src/interfaces/cli/service/unit-text.ts'
import {
  installService,
  serviceStatus,
  uninstallService,
} from '../../../src/interfaces/cli/service/run-service.ts'
import { managerOf } from '../../../src/interfaces/cli/service/unit-place.ts'
import { initHome } from '../../../src/node/index.ts'
import { temporaryFolder } from '../../helpers/temporary-home.ts'

const run = promisify(execFile)
const wish: ServiceWish = {
  home: '/srv/memcube',
  command: ['/usr/bin/node', '/opt/memcube/bin.js'],
  writes: [],
}
const runsAs = { uid: 1000, gid: 1000 }

/** What `systemd-analyze verify` says of a unit; undefined where there is no systemd. */
async function verified(text: string, user: boolean): Promise<string | undefined> {
  const folder = await temporaryFolder()
  const path = join(folder, 'memcube.service')
  await writeFile(path, text)
  try {
    const { stdout, stderr } = await run('systemd-analyze', [...(user ? ['--user'] : []), 'verify', path], {
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    })
    return stdout + stderr
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return (error as { stderr: string }).stderr
  }
}

describe('a systemd unit', () => {
  it.each([
    ['of a user', wish, true],
    ['of the system', { ...wish, runsAs }, false],
    [
      'with a home in /home and a socket elsewhere',
      { ...wish, home: '/home/a b/.memcube', writes: ['/run/memcube'], runsAs },
      false,
    ],
  ])('%s has no fault that systemd finds', async (_what, one, user) => {
    const command = [process.execPath, join(import.meta.dirname, 'unit-text.test.ts')]
    const said = await verified(systemdUnit({ ...one, command }), user)
    if (said === undefined)
      return void process.stderr.write('systemd-analyze is not here: the unit was not verified\n')
    expect(said.split('\n').filter((line) => line.includes('memcube'))).toEqual([])
    const spoilt = systemdUnit({ ...one, command }).replace('Restart=', 'Restrat=')
    expect(await verified(spoilt, user)).toContain('Restrat')
  })

  it('of the system writes to nothing but the home and what it names', () => {
    const text = systemdUnit({ ...wish, writes: ['/run/memcube'], runsAs })
    expect(text).toContain('ProtectSystem=strict\n')
    expect(text).toContain('ProtectHome=yes\n')
    expect(text).toContain('ReadWritePaths="/srv/memcube" "/run/memcube"\n')
    expect(text).toContain('User=1000\nGroup=1000\n')
    expect(systemdUnit({ ...wish, home: '/home/alice/m', runsAs })).toContain('ProtectHome=read-only\n')
  })

  it('says a path that systemd would change as it is', () => {
    const text = systemdUnit({ ...wish, home: '/srv/50%"$x\\y' })
    expect(text).toContain('"--home" "/srv/50%%\\"$$x\\\\y"')
  })

  it('refuses a path that would begin another line', () => {
    expect(() => systemdUnit({ ...wish, home: '/srv/x\nUser=root' })).toThrow(/cannot stand in a unit/)
    expect(() => launchdPlist('l', { ...wish, home: '/srv/x\n' }, '/l')).toThrow(/cannot stand in a unit/)
    expect(() => systemdUnit({ ...wish, home: 'srv' })).toThrow(/cannot stand in a unit/)
  })
})

it('a property list is read by a parser, and says what was meant', async () => {
  const home = '/Users/a & b <c>/--m'
  const text = launchdPlist('org.memcube.daemon', { ...wish, home }, '/l.log')
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'x.plist'), text)
  const script = 'import json,plistlib,sys; print(json.dumps(plistlib.load(open(sys.argv[1],"rb"))))'
  const { stdout } = await run('python3', ['-c', script, join(folder, 'x.plist')])
  expect(JSON.parse(stdout)).toMatchObject({
    Label: 'org.memcube.daemon',
    ProgramArguments: [...wish.command, 'daemon', '--home', home],
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
    ExitTimeOut: 20,
    StandardErrorPath: '/l.log',
  })
})

describe('a service', () => {
  /** A `systemctl` that keeps what it was told, and answers as if all went well. */
  async function fakeSystemd(): Promise<{ env: NodeJS.ProcessEnv; told: () => Promise<string[]> }> {
    const folder = await mkdtemp(join(tmpdir(), 'memcube-test-'))
    const [log, state] = [join(folder, 'log'), join(folder, 'state')]
    const script = `#!/bin/sh
case "$*" in
  *is-active*) cat ${state} 2>/dev/null || echo inactive;;
  *restart*) echo "$*" >>${log}; echo active >${state};;
  *disable*) echo "$*" >>${log}; echo inactive >${state};;
  *) echo "$*" >>${log};;
esac
`
    await writeFile(join(folder, 'systemctl'), script)
    await chmod(join(folder, 'systemctl'), 0o755)
    const told = async (): Promise<string[]> => {
      const { stdout } = await run('cat', [log])
      return stdout.trim().split('\n')
    }
    return {
      env: { PATH: `${folder}:${process.env['PATH']}`, XDG_CONFIG_HOME: join(folder, 'config') },
      told,
    }
  }

  it('is installed, installed again after an upgrade, and taken away; a unit of another hand stays', async () => {
    const home = join(await temporaryFolder(), 'alice')
    await initHome({ home, name: 'alice' })
    const { env, told } = await fakeSystemd()
    const manager = managerOf(false, home, { platform: 'linux', env, userHome: '/nowhere', uid: 1000 })
    if (manager === undefined) throw new Error('Linux has a service manager')
    const path = process.env['PATH']
    process.env['PATH'] = env['PATH']
    try {
      const service = { manager, home, isSystem: false }
      expect(await serviceStatus(service)).toMatchObject({ state: 'absent' })
      expect(await installService(service, wish.command)).toMatchObject({
        state: 'active',
        path: manager.path,
      })
      expect(await installService(service, ['/usr/bin/node', '/opt/new/bin.js'])).toMatchObject({
        state: 'active',
      })
      expect(await told()).toEqual(
        [1, 2].flatMap(() => [
          '--user daemon-reload',
          '--user enable memcube.service',
          '--user restart memcube.service',
        ]),
      )
      const other = { ...service, home: join(home, 'other') }
      await expect(uninstallService(other)).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
      expect(await uninstallService(service)).toMatchObject({ state: 'absent', was: 'written' })
      expect(await uninstallService(service)).toMatchObject({ state: 'absent', was: 'absent' })
      expect((await told()).slice(-2)).toEqual([
        '--user disable --now memcube.service',
        '--user daemon-reload',
      ])
      await mkdir(join(manager.path, '..'), { recursive: true })
      await writeFile(manager.path, '[Service]\nExecStart=/bin/true\n')
      await expect(installService(service, wish.command)).rejects.toMatchObject({ code: 'ERR_CONFLICT' })
    } finally {
      process.env['PATH'] = path
    }
  })
})

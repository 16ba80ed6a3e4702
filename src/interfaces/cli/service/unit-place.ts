/** Where each service manager keeps its units, and what is told to it. */
import { join } from 'node:path'
import { launchdPlist, systemdUnit, type ServiceWish } from './unit-text.ts'

export interface Surroundings {
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
  userHome: string
  uid: number
}

export interface Manager {
  /** Name of the unit. */
  unit: string
  path: string
  text(wish: ServiceWish): string
  /** Commands, one after the other. */
  start: readonly (readonly string[])[]
  stop: readonly (readonly string[])[]
  /** Prints the state as its first word, or fails. */
  state: readonly string[]
  /** What shows the log. */
  log: string
}

/** Undefined for a system whose manager is not known. */
export function managerOf(isSystem: boolean, home: string, around: Surroundings): Manager | undefined {
  if (around.platform === 'linux') return systemd(isSystem, around)
  if (around.platform === 'darwin') return launchd(isSystem, home, around)
  return undefined
}

function systemd(isSystem: boolean, { env, userHome }: Surroundings): Manager {
  const unit = 'memcube.service'
  const config = env['XDG_CONFIG_HOME'] || join(userHome, '.config')
  const scope = isSystem ? [] : ['--user']
  const control = (...words: string[]): string[] => ['systemctl', ...scope, ...words]
  return {
    unit,
    path: isSystem ? `/etc/systemd/system/${unit}` : join(config, 'systemd', 'user', unit),
    text: systemdUnit,
    start: [control('daemon-reload'), control('enable', unit), control('restart', unit)],
    stop: [control('disable', '--now', unit)],
    state: control('is-active', unit),
    log: ['journalctl', ...scope, '-u', unit, '-f'].join(' '),
  }
}

function launchd(isSystem: boolean, home: string, { userHome, uid }: Surroundings): Manager {
  const unit = 'org.memcube.daemon'
  const path = isSystem
    ? `/Library/LaunchDaemons/${unit}.plist`
    : join(userHome, 'Library', 'LaunchAgents', `${unit}.plist`)
  const domain = isSystem ? 'system' : `gui/${uid}`
  const log = join(home, 'daemon.log')
  return {
    unit,
    path,
    text: (wish) => launchdPlist(unit, wish, log),
    start: [
      ['launchctl', 'bootstrap', domain, path],
      ['launchctl', 'kickstart', '-k', `${domain}/${unit}`],
    ],
    stop: [['launchctl', 'bootout', `${domain}/${unit}`]],
    state: ['launchctl', 'print', `${domain}/${unit}`],
    log: `tail -f ${log}`,
  }
}

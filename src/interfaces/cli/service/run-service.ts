/** Puts the daemon of a home under the service manager of the machine, looks at it there, and takes it out again. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { MemCubeError } from '../../../core/errors.ts'
import { loadDaemonSettings } from '../../../home/daemon-settings.ts'
import { isHomeHeld, loadHolder } from '../../../home/home-holder.ts'
import type { Manager } from './unit-place.ts'
import { madeBy, type ServiceWish } from './unit-text.ts'

/**
 * `absent`: there is no unit. `written`: there is, and no service manager answers here. Else what the manager says, such as
 * `active`, `inactive`, `activating` or `failed`.
 */
export interface ServiceState {
  unit: string
  path: string
  state: string
  /** What shows the log. */
  log: string
}

export interface Service {
  manager: Manager
  home: string
  isSystem: boolean
}

/** A manager answers in a second or two; one that starts a unit waits for it. Guess. */
const managerMs = 60_000

export async function serviceStatus({ manager }: Pick<Service, 'manager'>): Promise<ServiceState> {
  const { unit, path, log } = manager
  const state = (await readUnit(path)) === undefined ? 'absent' : ((await askState(manager)) ?? 'written')
  return { unit, path, state, log }
}

/**
 * Writes the unit, has it started now and with the machine. Once more, it writes it anew and starts it again: after an upgrade.
 * @throws ERR_CONFLICT where a unit of another home or hand is, ERR_HOME_IN_USE, ERR_DENIED
 */
export async function installService(service: Service, command: readonly string[]): Promise<ServiceState> {
  const { manager, home } = service
  const wish = await wishOf(service, command)
  const before = await readUnit(manager.path)
  if (before !== undefined && !isOurs(before, home)) throw foreignUnit(manager.path)
  if ((await askState(manager)) !== 'active') await requireFree(home)
  await writeUnit(manager.path, manager.text(wish))
  if ((await askState(manager)) === undefined) return serviceStatus(service)
  for (const step of manager.start) {
    const { code, said } = await run(step)
    // A plist that is loaded already cannot be loaded once more.
    if (code !== 0 && !step.includes('bootstrap')) throw notDone(step, said)
  }
  return serviceStatus(service)
}

/** What install would write. */
export interface ServiceUnit {
  unit: string
  path: string
  text: string
}

/** The unit, which is not written. @throws ERR_NOT_FOUND without a home, ERR_INVALID_INPUT for a path that no unit can say */
export async function unitOf(service: Service, command: readonly string[]): Promise<ServiceUnit> {
  const { unit, path, text } = service.manager
  return { unit, path, text: text(await wishOf(service, command)) }
}

/** The home stays as it is; `was` is what there was before. @throws ERR_CONFLICT, ERR_DENIED */
export async function uninstallService(
  service: Service,
): Promise<ServiceState & { was: 'absent' | 'written' }> {
  const { manager, home } = service
  const before = await readUnit(manager.path)
  if (before !== undefined && !isOurs(before, home)) throw foreignUnit(manager.path)
  if (before !== undefined) {
    if ((await askState(manager)) !== undefined) for (const step of manager.stop) await run(step)
    await withUnit(manager.path, () => rm(manager.path))
    const [first = []] = manager.start
    if (first.includes('daemon-reload')) await run(first)
  }
  return { ...(await serviceStatus(service)), was: before === undefined ? 'absent' : 'written' }
}

async function wishOf({ home, isSystem }: Service, command: readonly string[]): Promise<ServiceWish> {
  const found = await stat(home).catch(() => undefined)
  if (found === undefined)
    throw new MemCubeError('ERR_NOT_FOUND', `there is no home in ${home}`, {
      hint: 'make one with `memcube init`',
    })
  const { api, logFile } = await loadDaemonSettings(home)
  const socket = api?.startsWith('unix:') === true ? api.slice('unix:'.length) : undefined
  const writes = [socket, logFile]
    .filter((path) => path !== undefined && isAbsolute(path))
    .map((path) => dirname(path as string))
  const runsAs = isSystem ? { uid: found.uid, gid: found.gid } : undefined
  return { home: await realpath(home), command, writes: [...new Set(writes)], runsAs }
}

/** The manager would start a second daemon, which is refused, again and again. */
async function requireFree(home: string): Promise<void> {
  if (!(await isHomeHeld(home))) return
  const holder = await loadHolder(home)
  throw new MemCubeError('ERR_HOME_IN_USE', `process ${holder?.pid ?? 'unknown'} has the home ${home}`, {
    hint: 'end it with `memcube stop`, and install the service then',
  })
}

function isOurs(text: string, home: string): boolean {
  return text.includes(`${madeBy(home)}\n`) || text.includes(`${madeBy(home)} -->`)
}

async function readUnit(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw unreachable(path, error)
  })
}

async function writeUnit(path: string, text: string): Promise<void> {
  await withUnit(path, async () => {
    await mkdir(dirname(path), { recursive: true })
    const beside = `${path}.tmp`
    await writeFile(beside, text, { mode: 0o644 })
    await rename(beside, path)
  })
}

async function withUnit(path: string, task: () => Promise<void>): Promise<void> {
  await task().catch((error: unknown) => {
    throw unreachable(path, error as Error)
  })
}

/** Undefined where no manager answers. */
async function askState({ state }: Manager): Promise<string | undefined> {
  const { code, said } = await run(state)
  const [word = ''] = said.trim().split(/\s+/)
  if (state[0] === 'launchctl') return code === undefined ? undefined : code === 0 ? 'active' : 'inactive'
  return /^(active|inactive|activating|deactivating|failed|reloading)$/.test(word) ? word : undefined
}

function run(command: readonly string[]): Promise<{ code: number | undefined; said: string }> {
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    execFile(program, args, { timeout: managerMs }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined
      resolve({ code, said: stdout === '' ? stderr : stdout })
    })
  })
}

function foreignUnit(path: string): MemCubeError {
  return new MemCubeError('ERR_CONFLICT', `${path} is of another home, or was written by hand`, {
    hint: `look at it; take it away with \`memcube service uninstall\` of that home, or delete it`,
  })
}

function unreachable(path: string, cause: Error): MemCubeError {
  return new MemCubeError('ERR_DENIED', `${path} cannot be read or written: ${cause.message}`, {
    cause,
    hint: 'use sudo for --system; leave --system out to have a service of your own',
  })
}

function notDone(step: readonly string[], said: string): MemCubeError {
  return new MemCubeError('ERR_INTERNAL', `\`${step.join(' ')}\` failed: ${said.trim().slice(0, 400)}`, {
    hint: 'the unit is written; see what the service manager says of it',
  })
}

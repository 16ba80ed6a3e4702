/** Python with the packages of agents' authors, as PyPI has them, in one environment in `.cache`. */
import { spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runOutside, type Ran } from '../run-npm.ts'

export const ROOT = join(import.meta.dirname, '..', '..', '..')
const CACHE = join(ROOT, '.cache', 'agents')
const deadlineMs = 300_000
/** It installs a hundred packages in a second of processor time, where pip takes fifteen. */
const uvPackage = 'uv==0.13.9'

/** Why there is no Python here; undefined when there is one. */
export const pythonIsMissing = ((): string | undefined => {
  if (spawnSync('python3', ['-m', 'pip', '--version']).status !== 0) return 'Python with pip is not installed'
  if (spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).status !== 0)
    return 'Python is older than 3.10'
  return existsSync(join(CACHE, 'uv')) || hasPyPi() ? undefined : 'PyPI does not answer'
})()

function hasPyPi(): boolean {
  const target = `${join(CACHE, 'uv')}.${process.pid}`
  const options = ['--quiet', '--no-compile', '--target', target]
  const { status } = spawnSync('python3', ['-m', 'pip', 'install', ...options, uvPackage])
  if (status === 0) renameSync(target, join(CACHE, 'uv'))
  rmSync(target, { recursive: true, force: true })
  return status === 0
}

/** @param file of requirements @returns its interpreter @throws when a package cannot be had */
export async function installPython(file: string): Promise<string> {
  const folder = join(CACHE, `python-${hash('sha256', readFileSync(file)).slice(0, 16)}`)
  const python = join(folder, 'bin', 'python')
  if (existsSync(join(folder, 'ready'))) return python
  rmSync(folder, { recursive: true, force: true })
  await must(uv('venv', '--python', 'python3', folder))
  await must(uv('pip', 'install', '--python', python, '-r', file))
  await must(runOutside(ROOT, 'touch', [join(folder, 'ready')], deadlineMs))
  return python
}

/** npm packages that `node/package-lock.json` names, in a folder with what runs them. @returns the folder */
export async function installNode(): Promise<string> {
  const from = join(import.meta.dirname, 'node')
  const lock = readFileSync(join(from, 'package-lock.json'))
  const folder = join(CACHE, `node-${hash('sha256', lock).slice(0, 16)}`)
  cpSync(from, folder, { recursive: true })
  if (!existsSync(join(folder, 'node_modules'))) {
    // Its peers are databases and models of others, a hundred megabytes of them, which its client does not load.
    const options = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund']
    await must(runOutside(folder, 'npm', ['ci', ...options], deadlineMs))
  }
  return folder
}

/** Puts a wheel in the place of the one that is there. */
export async function installWheel(python: string, wheel: string): Promise<void> {
  await must(uv('pip', 'install', '--no-deps', '--reinstall', '--python', python, wheel))
}

/** A program with these variables, and nothing of this checkout in the way. */
export function runWith(env: Record<string, string>, program: string, args: string[]): Promise<Ran> {
  const given = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return runOutside(ROOT, 'env', [...given, program, ...args], deadlineMs)
}

/** @returns all that it said @throws when it fails */
export async function must(running: Promise<Ran>): Promise<string> {
  const { code, stdout, stderr } = await running
  if (code !== 0) throw new Error(`it ended with ${code}: ${stdout}${stderr}`)
  return stdout + stderr
}

function uv(...args: string[]): Promise<Ran> {
  return runOutside(ROOT, join(CACHE, 'uv', 'bin', 'uv'), ['--quiet', '--no-config', ...args], deadlineMs)
}

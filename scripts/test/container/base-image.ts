/**
 * What stands for the base image: Debian by debootstrap, with the Node of this checkout, and npm, the headers of Node and the
 * certificates of this machine. It is kept in `.cache/container`.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const BASE_IMAGE = 'docker.io/library/node:24-bookworm-slim'

/** That of the `npm` that is found: `bin/npm-cli.js` in it is what the name leads to. */
const npmFolder = (): string =>
  join(realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim()), '..', '..')

/** Where Debian keeps the headers, and where the image of Node has them. */
const HEADERS = ['/usr/include/node', '/usr/local/include/node'].find((folder) => existsSync(folder))
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'

/** Why the steps cannot be carried out here; undefined when they can. */
export function containerMissing(): string | undefined {
  if (process.platform !== 'linux') return 'this needs Linux'
  if (process.getuid?.() !== 0) return 'this needs root'
  for (const program of ['debootstrap', 'unshare', 'nsenter', 'chroot', 'ip'])
    try {
      execFileSync('which', [program], { stdio: 'ignore' })
    } catch {
      return `${program} is not installed; on Debian: apt-get install debootstrap util-linux iproute2`
    }
  return HEADERS === undefined ? 'the headers of Node are in no folder that is known here' : undefined
}

/** @returns the folder of the base image; to be copied, not to be changed */
export function baseImage(cache: string): string {
  const base = join(cache, 'bookworm')
  if (existsSync(base)) return base
  const draft = `${base}.${process.pid}`
  mkdirSync(cache, { recursive: true })
  try {
    const args = ['--variant=minbase', 'bookworm', draft, 'http://deb.debian.org/debian']
    execFileSync('debootstrap', args, { stdio: ['ignore', 'ignore', 'inherit'] })
    const local = join(draft, 'usr', 'local')
    cpSync(process.execPath, join(local, 'bin', 'node'))
    cpSync(npmFolder(), join(local, 'lib', 'node_modules', 'npm'), { recursive: true, dereference: true })
    for (const name of ['npm', 'npx'])
      execFileSync('ln', ['-s', `../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name)])
    cpSync(HEADERS ?? '', join(local, 'include', 'node'), { recursive: true, dereference: true })
    cpSync('/etc/resolv.conf', join(draft, 'etc', 'resolv.conf'), { dereference: true })
    if (existsSync(CERTIFICATES)) {
      mkdirSync(dirname(join(draft, CERTIFICATES)), { recursive: true })
      cpSync(CERTIFICATES, join(draft, CERTIFICATES), { dereference: true })
    }
    renameSync(draft, base)
    return base
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** For steps that fetch something: the certificates of this machine. */
export const NETWORK_VARIABLES: Record<string, string> = existsSync(CERTIFICATES)
  ? { NODE_EXTRA_CA_CERTS: CERTIFICATES, npm_config_cafile: CERTIFICATES }
  : {}

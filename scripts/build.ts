/**
 * Builds `dist/` from `src/`: declarations by the compiler, JavaScript by the bundler, everything else copied beside it.
 *
 * npm runs it as `prepare`, also from `npx memcube` in a checkout, where a daemon may be running from `dist/`: so it builds
 * aside and swaps, and a failure leaves `dist/` as it was. What is built already, byte by byte, is not built again.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildProgram } from './build-program.ts'
import { hashOfBuilt, hashOfSources } from './build-stamp.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
if (!existsSync(compiler)) fail('the compiler is not installed; run `npm ci` first')

mkdirSync(join(root, '.cache'), { recursive: true })
const stamp = join(root, '.cache', 'built')
// Before anything is read to compile it: what is changed meanwhile makes another stamp.
const madeFrom = hashOfSources(root)
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === `${madeFrom} ${hashOfBuilt(root)}`) process.exit()
const aside = mkdtempSync(join(root, '.cache', 'build-'))
process.on('exit', () => rmSync(aside, { recursive: true, force: true }))

const fresh = join(aside, 'dist')
const options = ['--project', join(root, 'tsconfig.build.json'), '--outDir', fresh]
const compiled = spawnSync(process.execPath, [compiler, ...options], { cwd: root, stdio: 'inherit' })
if (compiled.error !== undefined) fail(`the compiler did not start: ${compiled.error.message}`)
if (compiled.status !== 0) fail('src/ does not compile, the errors are above; dist/ is as it was')

try {
  await buildProgram(fresh)
} catch {
  fail('src/ cannot be bundled, the errors are above; dist/ is as it was')
}
chmodSync(join(fresh, 'interfaces', 'cli', 'bin.js'), 0o755)
if (existsSync(dist)) renameSync(dist, join(aside, 'old'))
renameSync(fresh, dist)
writeFileSync(stamp, `${madeFrom} ${hashOfBuilt(root)}`)

function fail(message: string): never {
  process.stderr.write(`build: ${message}\n`)
  process.exit(1)
}

/**
 * Bundles the program of `src/` into few files: `node scripts/build-program.ts [FOLDER]`, else `dist`. Packages that it
 * depends on stay outside. Node finds and reads each module by itself: `memcube list` needed 1,220 of them, 717 of ours,
 * and a daemon 2,516.
 */
import { cpSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { buildPage } from './build-page.ts'

const root = join(fileURLToPath(import.meta.url), '..', '..')
const src = join(root, 'src')
const page = join(src, 'page')

/** What others load by its path; each stays where it is in `src/`. */
const entries = ['index', 'interfaces/cli/bin', 'interfaces/client/index', 'recall/worker']

/** @throws where a module cannot be bundled; esbuild has said why on stderr */
export async function buildProgram(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries([
      ...entries.map((entry) => [entry, join(src, `${entry}.ts`)]),
      [placeName, placeName],
    ]),
    outdir: folder,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    charset: 'utf8',
    logLevel: 'warning',
    plugins: [placesOfModules],
  })
  const isOfPage = (path: string): boolean => path === page || path.startsWith(page + sep)
  cpSync(src, folder, { recursive: true, filter: (path) => !path.endsWith('.ts') && !isOfPage(path) })
  buildPage(join(folder, 'page'))
}

/** The module that knows where the bundle is. It is an entry, so that it stays in the folder of the chunks. */
const placeName = 'chunks/place'

/** A module of the bundle asks for files beside itself as if it still had a file of its own. */
const placesOfModules: Plugin = {
  name: 'places of modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^chunks\/place$/ }, ({ path }) => ({ path, namespace: 'place' }))
    onLoad({ filter: /.*/, namespace: 'place' }, () => ({
      contents: `export const place = new URL('../', import.meta.url)`,
    }))
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      if (!text.includes('import.meta.url')) return undefined
      const own = JSON.stringify(relative(src, path).replace(/\.ts$/, '.js'))
      const head = `import { place as placeOfBundle } from '${placeName}';`
      const rest = text.replaceAll('import.meta.url', `new URL(${own}, placeOfBundle).href`)
      return { contents: head + rest, loader: 'ts' }
    })
  },
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildProgram(resolve(process.argv[2] ?? join(root, 'dist')))

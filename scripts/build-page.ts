/** Bundles the page of `src/page/` into one folder: `node scripts/build-page.ts [FOLDER]`, else `dist/page`. */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const root = join(fileURLToPath(import.meta.url), '..', '..')
const from = join(root, 'src', 'page')

/** @throws where the page cannot be bundled; esbuild has said why on stderr */
export function buildPage(folder: string): void {
  mkdirSync(folder, { recursive: true })
  buildSync({
    entryPoints: { page: join(from, 'main.tsx') },
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'inline',
    charset: 'utf8',
    logLevel: 'warning',
  })
  buildSync({
    entryPoints: [join(from, 'page.css')],
    outfile: join(folder, 'page.css'),
    minify: true,
    charset: 'utf8',
    logLevel: 'warning',
  })
  for (const file of ['index.html', 'icon.svg']) copyFileSync(join(from, file), join(folder, file))
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  buildPage(resolve(process.argv[2] ?? join(root, 'dist', 'page')))

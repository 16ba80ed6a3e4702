/** Programs in Go, each built once into `.cache/`, with Go's own caches where Go keeps them. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

/** Why no Go program can run on this machine; undefined when one can. */
export const goIsMissing = spawnSync('go', ['version']).status === 0 ? undefined : 'Go is not installed'

export interface GoProgram {
  /** Folder of the module, under test/interop. */
  module: string
  /** The package in it. */
  package: string
  name: string
}

/** All that tests run, but for Kubo, which takes minutes to build. */
export const GO_PROGRAMS = {
  checker: { module: 'go-reader', package: './cmd/check-vectors', name: 'go-check-vectors' },
  parser: { module: 'go-reader', package: './cmd/parse-schemas', name: 'go-parse-schemas' },
  puller: { module: 'go-reader', package: './cmd/pull', name: 'go-pull' },
  peer: { module: 'go-peer', package: '.', name: 'go-peer' },
  versitygw: {
    module: 'versitygw',
    package: 'github.com/versity/versitygw/cmd/versitygw',
    name: 'versitygw',
  },
} satisfies Record<string, GoProgram>

export const pathOf = ({ name }: GoProgram): string => join(ROOT, '.cache', name)

/** @throws when it does not build; the modules come from the module proxy the first time. */
export function buildGo(program: GoProgram): void {
  // Two files of tests build it at the same time, and one may start it while the other writes.
  const draft = `${pathOf(program)}.${process.pid}`
  mkdirSync(join(ROOT, '.cache'), { recursive: true })
  const built = spawnSync('go', ['build', '-mod=readonly', '-o', draft, program.package], {
    cwd: join(import.meta.dirname, program.module),
    encoding: 'utf8',
    env: { ...process.env, CGO_ENABLED: '0' },
  })
  if (built.status !== 0) throw new Error(`${program.name} does not build: ${built.stderr}`)
  renameSync(draft, pathOf(program))
}

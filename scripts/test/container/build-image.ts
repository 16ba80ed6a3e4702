/** Carries out the steps of a Containerfile, each stage in a folder of its own. */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { BASE_IMAGE, NETWORK_VARIABLES } from './base-image.ts'
import { variablesOf, wordsOf, type Step } from './parse-containerfile.ts'

export interface Image {
  root: string
  variables: Record<string, string>
  user: string
  workdir: string
  volumes: string[]
  entrypoint: string[]
  command: string[]
  healthcheck: string[]
  stopSignal: string
}

const emptyImage = (root: string): Image => ({
  root,
  variables: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  user: '0:0',
  workdir: '/',
  volumes: [],
  entrypoint: [],
  command: [],
  healthcheck: [],
  stopSignal: 'SIGTERM',
})

export const withVariables = (variables: Readonly<Record<string, string>>): string[] => [
  'env',
  '-i',
  ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
]

interface Places {
  /** A base image that is copied for each stage. */
  base: string
  /** Where files are copied from. */
  context: string
  /** Where stages are put. */
  folder: string
  say(line: string): void
}

/** @returns the image of the last stage */
export function buildImage(steps: readonly Step[], places: Places): Image {
  const stages = new Map<string, Image>()
  let image: Image | undefined
  for (const step of steps) {
    places.say(`${step.instruction} ${step.text}`.slice(0, 120))
    if (step.instruction === 'FROM') image = beginStage(step, stages, places)
    else if (image === undefined) throw new Error('expected FROM first')
    else carryOut(step, image, stages, places)
  }
  if (image === undefined) throw new Error('there is no stage')
  return image
}

function beginStage({ text }: Step, stages: Map<string, Image>, { base, folder }: Places): Image {
  const [name, , alias = `stage${stages.size}`] = text.split(/\s+/)
  if (name !== BASE_IMAGE) throw new Error(`expected the base image ${BASE_IMAGE}, got ${name}`)
  const root = join(folder, alias)
  execFileSync('cp', ['-a', base, root])
  const image = emptyImage(root)
  stages.set(alias, image)
  return image
}

function carryOut(step: Step, image: Image, stages: ReadonlyMap<string, Image>, places: Places): void {
  const { instruction, text } = step
  if (instruction === 'RUN') return runStep(text, image)
  if (instruction === 'COPY') return copyStep(step, image, stages, places)
  if (instruction === 'ENV') Object.assign(image.variables, variablesOf(text))
  if (instruction === 'USER') image.user = text
  if (instruction === 'VOLUME') image.volumes.push(text)
  if (instruction === 'STOPSIGNAL') image.stopSignal = text
  if (instruction === 'ENTRYPOINT') image.entrypoint = wordsOf(text)
  if (instruction === 'CMD') image.command = wordsOf(text)
  if (instruction === 'HEALTHCHECK') image.healthcheck = wordsOf(text.replace(/^CMD\s+/, ''))
  if (instruction === 'WORKDIR') {
    image.workdir = resolve(image.workdir, text)
    mkdirSync(join(image.root, image.workdir), { recursive: true })
  }
}

function runStep(text: string, { root, variables, user, workdir }: Image): void {
  const alone = ['--mount', '--pid', '--fork', '--kill-child', `--mount-proc=${join(root, 'proc')}`]
  const inside = [
    'chroot',
    `--userspec=${user}`,
    root,
    ...withVariables({ ...NETWORK_VARIABLES, ...variables }),
  ]
  const script = `cd ${workdir} && ${text}`
  const options: ExecFileSyncOptions = { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20 }
  try {
    execFileSync('unshare', [...alone, ...inside, 'sh', '-c', script], options)
  } catch (cause) {
    const { stdout, stderr } = cause as { stdout: Buffer; stderr: Buffer }
    throw new Error(`RUN ${text} failed: ${`${stdout}${stderr}`.slice(-4_000)}`, { cause })
  }
}

/** A folder brings what is in it; several files, or one before a name that ends in a slash, go into a folder. */
function copyStep(
  { flags, text }: Step,
  image: Image,
  stages: ReadonlyMap<string, Image>,
  { context }: Places,
): void {
  const names = text.split(/\s+/)
  const target = names.pop() ?? ''
  const { from } = flags
  const source = from === undefined ? context : stages.get(from)?.root
  if (source === undefined) throw new Error(`there is no stage ${from}`)
  const to = join(image.root, resolve(image.workdir, target))
  const keep = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true } as const
  for (const name of names) {
    const path = join(source, name)
    if (statSync(path).isDirectory()) {
      mkdirSync(to, { recursive: true })
      for (const entry of readdirSync(path)) cpSync(join(path, entry), join(to, entry), keep)
    } else cpSync(path, names.length > 1 || target.endsWith('/') ? join(to, basename(name)) : to, keep)
  }
}

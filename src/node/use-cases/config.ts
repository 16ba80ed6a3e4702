/** What a home keeps for its daemon: settings, and among them the nodes to dial at each start. */
import { z } from 'zod'
import type { InFolder } from '../../home/index.ts'
import {
  changeSetting,
  requireFits,
  loadSettings,
  requireSetting,
  showSetting,
  type ShownSetting,
} from '../settings/change-settings.ts'
import { settings } from '../settings/settings.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { judgedBy } from './judged-by.ts'
import * as outputs from './outputs.ts'

const named = z.strictObject({ key: z.string().min(1).max(64).describe('such as profile') })
const words = z.array(z.string().max(4096)).max(64)

const shown = z.object({
  key: outputs.text,
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]),
  isSet: z.boolean().describe('false for the usual value'),
  takesEffect: z.enum(['at once', 'at next start', 'at next store move']),
  about: outputs.text,
  expected: outputs.text,
})
const changedSetting = shown.extend({
  changed: z.boolean(),
  waits: z.boolean().describe('the daemon that runs goes on as it was started until it starts anew'),
})

export const configList = useCase({
  name: 'config-list',
  summary: 'The settings of the home, with those that are not set.',
  writes: 'nothing',
  spans: 'home',
  input: inputs.nothing,
  output: z.object({ settings: z.array(shown) }),
  async run(node) {
    const config = await loadSettings(node)
    return { settings: settings.map((setting) => showSetting(setting, config)) }
  },
})

export const configGet = useCase({
  name: 'config-get',
  summary: 'One setting of the home.',
  writes: 'nothing',
  spans: 'home',
  input: named,
  output: shown,
  run: async (node, { key }) => showSetting(requireSetting(key), await loadSettings(node)),
})

export const configSet = useCase({
  name: 'config-set',
  summary: 'Changes a setting of the home; refused before it is saved when a daemon could not start with it.',
  writes: 'home',
  spans: 'home',
  sets: true,
  input: named.extend({ values: words.describe('one word, or several for a list') }).superRefine(
    judgedBy(
      ({ key, values }) => {
        const setting = settings.find((one) => one.key === key)
        if (setting !== undefined) requireFits(setting, values)
      },
      ({ key }) => key,
    ),
  ),
  output: changedSetting,
  run: (node, { key, values }) => change(node, key, values),
})

export const configUnset = useCase({
  name: 'config-unset',
  summary: 'Takes a setting of the home away, so that the usual value holds.',
  writes: 'home',
  spans: 'home',
  sets: true,
  input: named,
  output: changedSetting,
  run: (node, { key }) => change(node, key, undefined),
})

const bootstrapAnswer = z.object({
  bootstrap: outputs.texts,
  changed: z.boolean(),
  waits: z.boolean().describe('the daemon that runs goes on as it was started until it starts anew'),
})
const bootstrapInput = z.strictObject({ addresses: z.array(inputs.address).min(1).max(64) })

export const bootstrapList = useCase({
  name: 'bootstrap-list',
  summary: 'The nodes that are dialled at each start.',
  writes: 'nothing',
  spans: 'home',
  input: inputs.nothing,
  output: bootstrapAnswer.pick({ bootstrap: true }),
  run: async (node) => ({ bootstrap: (await loadSettings(node)).bootstrap ?? [] }),
})

export const bootstrapAdd = useCase({
  name: 'bootstrap-add',
  summary: 'Adds nodes to those that are dialled at each start.',
  writes: 'home',
  spans: 'home',
  sets: true,
  input: bootstrapInput.superRefine(
    judgedBy(
      ({ addresses }) => requireFits(requireSetting('bootstrap'), addresses),
      () => 'addresses',
    ),
  ),
  output: bootstrapAnswer,
  run: (node, { addresses }) => changeBootstrap(node, (now) => [...now, ...addresses]),
})

export const bootstrapRemove = useCase({
  name: 'bootstrap-remove',
  summary: 'Takes nodes from those that are dialled at each start.',
  writes: 'home',
  spans: 'home',
  sets: true,
  input: bootstrapInput,
  output: bootstrapAnswer,
  run: (node, { addresses }) => changeBootstrap(node, (now) => now.filter((one) => !addresses.includes(one))),
})

type Changed = ShownSetting & { changed: boolean; waits: boolean }

async function change(
  node: InFolder & { daemon: boolean },
  key: string,
  values: readonly string[] | undefined,
): Promise<Changed> {
  const setting = requireSetting(key)
  const { changed, config } = await changeSetting(node, setting, values)
  const waits = changed && node.daemon && setting.takesEffect === 'at next start'
  return { ...showSetting(setting, config), changed, waits }
}

async function changeBootstrap(
  node: InFolder & { daemon: boolean },
  next: (now: readonly string[]) => readonly string[],
): Promise<{ bootstrap: string[]; changed: boolean; waits: boolean }> {
  const { changed, config } = await changeSetting(node, requireSetting('bootstrap'), next)
  return { bootstrap: config.bootstrap ?? [], changed, waits: changed && node.daemon }
}

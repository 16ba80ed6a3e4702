/** Reads and changes the settings of a home. A change is refused before it is saved when a daemon could not start with it. */
import { invalidInput, notFound, type InFolder } from '../../home/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { planHost } from '../../network/index.ts'
import { changeConfig, homePaths, loadHomeConfig, type HomeConfig } from '../../storage/index.ts'
import { networkOf } from './network-of.ts'
import { settings, type Setting, type SettingValue } from './settings.ts'

export interface ShownSetting {
  key: string
  /** What is in force at the next start, or now where `takesEffect` says so. */
  value: SettingValue
  isSet: boolean
  takesEffect: Setting['takesEffect']
  about: string
  expected: string
}

/** @throws ERR_NOT_FOUND */
export function requireSetting(key: string): Setting {
  const found = settings.find((one) => one.key === key)
  if (found !== undefined) return found
  throw notFound(`there is no setting "${key}"`, `there are: ${settings.map((one) => one.key).join(', ')}`)
}

export function showSetting(setting: Setting, config: HomeConfig): ShownSetting {
  const { key, takesEffect, about, expected, usual } = setting
  const value = setting.read(config)
  return {
    key,
    value: value === undefined ? usual : value,
    isSet: value !== undefined,
    takesEffect,
    about,
    expected,
  }
}

/** @throws ERR_CORRUPT */
export async function loadSettings({ home }: InFolder): Promise<HomeConfig> {
  const config = await loadHomeConfig(home)
  if (config === undefined) throw notFound(`there is no home in ${home}`, 'make one with `memcube init`')
  return config
}

/**
 * @param words undefined takes the setting away
 * @throws ERR_INVALID_INPUT, ERR_USAGE for what does not fit; nothing is saved then
 */
export async function changeSetting(
  { home }: InFolder,
  setting: Setting,
  words: readonly string[] | undefined | ((now: readonly string[]) => readonly string[]),
): Promise<{ changed: boolean; config: HomeConfig }> {
  let changed = false
  const config = await changeConfig({ paths: homePaths(home) }, (now) => {
    const given = typeof words === 'function' ? words((setting.read(now) ?? []) as string[]) : words
    if (given !== undefined) requireFits(setting, given)
    const next = setting.write(now, given)
    requireStarts(next)
    changed = JSON.stringify(setting.read(now)) !== JSON.stringify(setting.read(next))
    return changed ? next : now
  })
  return { changed, config }
}

/** Whatever else is set. @throws ERR_INVALID_INPUT, ERR_USAGE */
export function requireFits({ isList, expected, write }: Setting, words: readonly string[]): void {
  if (isList !== true && words.length !== 1)
    throw invalidInput(`expected one value, got ${words.length}`, `it is ${expected}`)
  write({} as HomeConfig, words)
}

/** Settings that do not fit each other are refused now, not at the next start. */
function requireStarts(config: HomeConfig): void {
  try {
    const wanted = networkOf(config, {})
    planHost({ profile: 'local', listen: [], bootstrap: [], network: 'main', ...wanted })
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    throw invalidInput(
      `a daemon could not start with it: ${error.message}`,
      'see `memcube config list` for what is set beside it, and change that first',
      { cause: error },
    )
  }
}

/** The service manager of this machine, and the command that it has to run: this program, wherever it lies. */
import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { MemCubeError } from '../../../core/errors.ts'
import type { Service } from './run-service.ts'
import { managerOf } from './unit-place.ts'

/** @throws ERR_USAGE on a system whose manager is not known */
export function serviceHere(home: string, isSystem: boolean): Service {
  const { platform, env } = process
  const around = { platform, env, userHome: homedir(), uid: process.getuid?.() ?? 0 }
  const manager = managerOf(isSystem, home, around)
  if (manager !== undefined) return { manager, home, isSystem }
  throw new MemCubeError('ERR_USAGE', `there is no service for ${platform} yet`, {
    hint: 'have your service manager run `memcube daemon --log-file PATH`, which stays in the foreground',
  })
}

export async function thisCommand(): Promise<string[]> {
  return [process.execPath, await realpath(process.argv[1] ?? '')]
}

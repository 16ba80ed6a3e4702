/** What tests start as a process: the bundled program of a test run, or the sources where a script runs without one. */
import { fileURLToPath } from 'node:url'

export const program: string =
  process.env['MEMCUBE_PROGRAM'] ?? fileURLToPath(new URL('../../src/interfaces/cli/bin.ts', import.meta.url))

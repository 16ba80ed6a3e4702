/** Where the built page is: beside the built program, or in `dist/` of the checkout that runs from its sources. */
import { existsSync } from 'node:fs'

export function pageFolder(): URL {
  const beside = new URL('../page/', import.meta.url)
  return existsSync(new URL('page.js', beside)) ? beside : new URL('../../dist/page/', import.meta.url)
}

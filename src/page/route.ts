/** Where in the page one is: the fragment of the address, `#/cube/ID/memory/KEY?at=REV`. */
import { signal } from '@preact/signals'

export interface Route {
  /** Decoded parts of the path. */
  path: readonly string[]
  query: Readonly<Record<string, string>>
}

function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s)
  return {
    path: path.split('/').filter(Boolean).map(decode),
    query: Object.fromEntries(new URLSearchParams(query)),
  }
}

/** The address of a place; parts that are undefined are left out of the query. */
export function linkTo(
  path: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
  return `#/${path.map(encodeURIComponent).join('/')}${search}`
}

export const route = signal<Route>(parseRoute(location.hash))

/** From the address as it is now. */
export function followAddress(): void {
  const look = (): void => {
    route.value = parseRoute(location.hash)
  }
  look()
  window.addEventListener('hashchange', look)
}

export function go(link: string): void {
  location.hash = link
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

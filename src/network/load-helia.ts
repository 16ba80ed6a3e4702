/**
 * Imports Helia without its default stack.
 *
 * The index of `helia` statically imports the HTTP gateway client and, through `@helia/libp2p`, every transport and service
 * of its default node: native WebRTC, UPnP, autoTLS, delegated routers. None of it is used here, some of it is not installed.
 * While the import runs, those two modules resolve to a stub in memory. Nothing else is touched and the hook is taken away after.
 */
import { registerHooks } from 'node:module'
import { NetworkError } from './network-error.ts'

const STUB = `
const unused = (name) => () => { throw new Error(name + ' is not part of memcube') }
export const withHTTP = unused('the HTTP gateway client of Helia')
export const libp2pDefaults = unused('the default libp2p node of Helia')
`
const STUB_URL = `data:text/javascript,${encodeURIComponent(STUB)}`

function isUnused(specifier: string, parentUrl: string | undefined): boolean {
  if (parentUrl === undefined) return false
  if (specifier === '@helia/http') return parentUrl.includes('/helia/')
  return specifier.endsWith('/utils/libp2p-defaults.js') && parentUrl.includes('/@helia/libp2p/')
}

async function importHelia() {
  if (typeof registerHooks !== 'function') {
    throw new NetworkError(
      'ERR_INCOMPATIBLE',
      `Node ${process.versions.node} cannot load Helia; memcube needs Node 22.15 or newer`,
    )
  }
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      isUnused(specifier, context.parentURL)
        ? { url: STUB_URL, format: 'module', shortCircuit: true }
        : next(specifier, context),
  })
  try {
    const [{ createHeliaLight }, { withLibp2pLight }, { withBitswap }] = await Promise.all([
      import('helia'),
      import('@helia/libp2p'),
      import('@helia/bitswap'),
    ])
    return { createHeliaLight, withLibp2pLight, withBitswap }
  } finally {
    hooks.deregister()
  }
}

let loading: ReturnType<typeof importHelia> | undefined

/** The three functions that make a light Helia node; imported once per process. */
export function loadHelia(): ReturnType<typeof importHelia> {
  loading ??= importHelia()
  return loading
}

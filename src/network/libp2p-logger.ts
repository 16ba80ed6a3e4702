/** Hands what libp2p and Helia log as errors to our logger at debug level, and drops the rest unformatted. */
import type { ComponentLogger, Logger } from '@libp2p/interface'
import { printable } from './addresses.ts'
import type { NetworkLogger } from './interface.ts'

/** A ComponentLogger for libp2p. Costs one call per line when debug is off. */
export function libp2pLogger(logger: NetworkLogger): ComponentLogger {
  return { forComponent: (name) => componentLogger(logger, name) }
}

function componentLogger(logger: NetworkLogger, component: string): Logger {
  const drop = (): void => {}
  const error = (format: unknown, ...values: unknown[]): void => {
    if (logger.isLevelEnabled?.('debug') === false) return
    logger.debug({ component }, fill(format, values))
  }
  const newScope = (scope: string): Logger => componentLogger(logger, `${component}:${scope}`)
  return Object.assign(drop, { error, trace: drop, newScope, enabled: false })
}

function fill(format: unknown, values: unknown[]): string {
  if (typeof format !== 'string') return show(format)
  let next = 0
  return format.replaceAll(/%[a-zA-Z]/g, (token) => (next < values.length ? show(values[next++]) : token))
}

// These lines carry what peers sent.
function show(value: unknown): string {
  if (value instanceof Error) return printable(`${value.name}: ${value.message}`)
  return printable(String(value))
}

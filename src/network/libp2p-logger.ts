/** Hands what libp2p and Helia log to our logger, errors at debug level and the rest at trace; unwanted lines stay unformatted. */
import type { ComponentLogger, Logger } from '@libp2p/interface'
import { printable } from './addresses.ts'
import type { NetworkLogger } from './interface.ts'

/** A ComponentLogger for libp2p. Costs one call per line when debug is off. */
export function libp2pLogger(logger: NetworkLogger): ComponentLogger {
  return { forComponent: (name) => componentLogger(logger, name) }
}

function componentLogger(logger: NetworkLogger, scope: string): Logger {
  const isTraced = logger.isLevelEnabled?.('trace') === true
  const trace = (format: unknown, ...values: unknown[]): void => {
    if (isTraced) logger.trace?.({ scope }, fill(format, values))
  }
  const error = (format: unknown, ...values: unknown[]): void => {
    if (logger.isLevelEnabled?.('debug') === false) return
    logger.debug({ scope }, fill(format, values))
  }
  const newScope = (name: string): Logger => componentLogger(logger, `${scope}:${name}`)
  const log = (format: unknown, ...values: unknown[]): void => trace(format, ...values)
  return Object.assign(log, { error, trace, newScope, enabled: isTraced })
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

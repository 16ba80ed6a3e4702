/** From which address connections of this process come: a node has no setting for it, and comes from where the system says. */
import net from 'node:net'

/** @param next asked for each connection that does not say it itself */
export function comeFrom(next: () => string): void {
  const connect = net.connect.bind(net) as (options: object, ...rest: unknown[]) => net.Socket
  net.connect = ((options: object, ...rest: unknown[]) =>
    connect({ localAddress: next(), ...options }, ...rest)) as typeof net.connect
}

/** What a router is asked for, and what it gives. */

export interface MapRequest {
  /** The router, and the address of this node on its network. */
  gateway: string
  address: string
  port: number
  /** The port at the router that is asked for. */
  wanted: number
  lifetimeS: number
  signal: AbortSignal
}

export interface Mapped {
  by: 'nat-pmp' | 'upnp'
  ip: string
  port: number
}

export interface RouterRoute {
  gateway: string
  address: string
}

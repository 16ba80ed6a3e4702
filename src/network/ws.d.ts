/** What is used of ws, which comes without types. */
declare module 'ws' {
  import { EventEmitter } from 'node:events'

  export class WebSocket extends EventEmitter {
    constructor(
      url: string,
      options: {
        maxPayload: number
        maxFragments: number
        perMessageDeflate: boolean
        /** By which the server proves who it is; else the host of the URL. */
        servername?: string
        headers?: Record<string, string>
      },
    )
    binaryType: string
    close(code?: number, reason?: string): void
    terminate(): void
    pause(): void
    resume(): void
  }
}

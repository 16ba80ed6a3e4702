/**
 * Messages of JSON-RPC, one a line. Every line is answered: the transport of the SDK drops what it cannot read without a
 * word, and a client that sent a batch waits for ever.
 */
import type { Readable, Writable } from 'node:stream'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { JSONRPCMessageSchema, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'

/** A line that is longer is refused. As a request over HTTP: 8 MiB. */
const maxLineChars = 8 * 1024 * 1024

export function createLineTransport(stdin: Readable, stdout: Writable): Transport {
  let rest = ''
  /** Within a line that was refused already. */
  let skipping = false
  const write = (message: object): Promise<void> =>
    new Promise((resolve) => {
      if (stdout.write(`${JSON.stringify(message)}\n`)) resolve()
      else stdout.once('drain', resolve)
    })
  const refuse = (code: number, message: string): void =>
    void write({ jsonrpc: '2.0', id: null, error: { code, message } })
  const onLine = (line: string): void => {
    if (line.trim() === '') return
    const read = readLine(line)
    if ('message' in read) transport.onmessage?.(read.message)
    else refuse(read.code, read.refusal)
  }
  const onData = (chunk: string): void => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (skipping) skipping = false
      else onLine(line)
    }
    if (skipping) rest = ''
    if (rest.length <= maxLineChars) return
    rest = ''
    skipping = true
    refuse(-32_600, `a message has at most ${maxLineChars} characters`)
  }
  const onError = (error: Error): void => transport.onerror?.(error)
  const transport: Transport = {
    async start() {
      stdin.setEncoding('utf8')
      stdin.on('data', onData).on('error', onError)
    },
    send: (message) => write(message),
    async close() {
      stdin.off('data', onData).off('error', onError)
      if (stdin.listenerCount('data') === 0) stdin.pause()
      transport.onclose?.()
    },
  }
  return transport
}

function readLine(line: string): { message: JSONRPCMessage } | { code: number; refusal: string } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { code: -32_700, refusal: 'expected one JSON object a line; this line is no JSON' }
  }
  if (Array.isArray(value))
    return {
      code: -32_600,
      refusal: 'batches are not taken, as from MCP 2025-06-18 on; send each message on a line of its own',
    }
  const parsed = JSONRPCMessageSchema.safeParse(value)
  return parsed.success
    ? { message: parsed.data }
    : { code: -32_600, refusal: 'expected a JSON-RPC 2.0 request, notification or response' }
}

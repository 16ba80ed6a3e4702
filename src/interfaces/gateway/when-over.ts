/** When an answer is over, whoever ended it. */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const open = new WeakMap<Socket, Set<() => void>>()

/**
 * Calls back once: when the answer has left, or its connection has ended. Of requests that came one behind the other on a connection, Node 22
 * says of the first answer alone that it will never leave.
 */
export function whenOver(response: ServerResponse, socket: Socket, over: () => void): void {
  const waiting = open.get(socket) ?? watch(socket)
  const once = (): void => {
    if (waiting.delete(once)) over()
  }
  waiting.add(once)
  response.once('close', once)
  if (socket.destroyed) once()
}

/** One listener for each connection, however many requests it brings. */
function watch(socket: Socket): Set<() => void> {
  const waiting = new Set<() => void>()
  open.set(socket, waiting)
  socket.once('close', () => {
    for (const over of waiting) over()
  })
  return waiting
}

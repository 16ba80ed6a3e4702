/** A peer in another language, as a child process that answers one JSON line for each JSON line it is given. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'

export interface JsonPeer<Answer> {
  /** What it said when it was ready. */
  ready: Answer
  /** @throws when it answers with an error, ends, or does not answer in time; it is killed then */
  ask(command: object, timeoutMs?: number): Promise<Answer>
}

type Waiting = { resolve(line: string): void; reject(error: Error): void }

/**
 * Starts a peer and waits until it is ready; it is killed when the test is over.
 * @param answers 1 for a program whose stdout is free, 3 for one whose libraries print there
 */
export async function startJsonPeer<Answer extends { error?: string }>(
  program: string,
  args: string[],
  answers: 1 | 3,
): Promise<JsonPeer<Answer>> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const waiting: Waiting[] = []
  let said = ''
  const fail = (why: string): void => {
    const error = new Error(`${program} ${why}: ${said.slice(-2000)}`)
    for (const { reject } of waiting.splice(0)) reject(error)
  }
  for (const fd of [1, 2]) {
    if (fd !== answers) child.stdio[fd]?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  }
  child.once('error', (error) => fail(error.message))
  child.once('exit', (code) => fail(`ended with ${code}`))
  createInterface({ input: child.stdio[answers] as Readable }).on('line', (line) =>
    waiting.shift()?.resolve(line),
  )

  const nextAnswer = async (timeoutMs: number): Promise<Answer> => {
    const timer = setTimeout(() => {
      fail(`did not answer within ${timeoutMs} ms`)
      child.kill('SIGKILL')
    }, timeoutMs)
    try {
      const line = await new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }))
      return JSON.parse(line) as Answer
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    ready: await nextAnswer(30_000),
    async ask(command, timeoutMs = 60_000) {
      const answer = nextAnswer(timeoutMs)
      child.stdin?.write(`${JSON.stringify(command)}\n`)
      const { error } = await answer
      if (error !== undefined) throw new Error(error)
      return answer
    },
  }
}

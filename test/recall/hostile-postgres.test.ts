// A server that is none, or is not ours any more: whatever it sends, a question ends with an error that says so.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { RecallError } from '../../src/recall/errors.ts'
import { CheckedMessages, maxAnswerBytes } from '../../src/recall/server/checked-messages.ts'
import { connectPostgres } from '../../src/recall/server/postgres.ts'
import { parseRecallTarget } from '../../src/recall/server/index.ts'

const password = 'under the flowerpot'
const int = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer).swap32()
const short = (value: number): Buffer => Buffer.from(Uint16Array.of(value).buffer).swap16()
const text = (value: string): Buffer => Buffer.from(`${value}\0`)
/** A message as the protocol of PostgreSQL has it; of a length that lies where one is given. */
const message = (letter: string, payload: Buffer, length = payload.length + 4): Buffer =>
  Buffer.concat([Buffer.from(letter), int(length), payload])
const note = (letter: string, said: string, code = 'XX000'): Buffer =>
  message(letter, Buffer.concat([text('SERROR'), text(`C${code}`), text(`M${said}`), Buffer.of(0)]))

const letIn = message('R', int(0))
const ready = message('Z', Buffer.from('I'))
const done = Buffer.concat([message('C', text('SELECT 1')), ready])
const columns = (...types: number[]): Buffer =>
  message(
    'T',
    Buffer.concat([
      short(types.length),
      ...types.flatMap((type) => [text('a'), int(0), short(0), int(type), short(4), int(0), short(0)]),
    ]),
  )
const row = (...cells: (string | null)[]): Buffer =>
  message(
    'D',
    Buffer.concat([
      short(cells.length),
      ...cells.flatMap((cell) =>
        cell === null ? [int(0xff_ff_ff_ff)] : [int(Buffer.byteLength(cell)), Buffer.from(cell)],
      ),
    ]),
  )
const [BYTEA, INT4, FLOAT4, JSON_TYPE, INT4_ARRAY] = [17, 23, 700, 114, 1007]

interface Sent {
  /** When somebody comes, and once he was let in. */
  greeting?: Buffer
  /** To each question; the one that sets up the session is answered as it should be. */
  answer?: Buffer | ((socket: Socket) => void)
  session?: Buffer
}

async function serverOf({ greeting = Buffer.concat([letIn, ready]), answer, session = done }: Sent) {
  const heard: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let turn = 0
    socket.on('data', (bytes) => {
      heard.push(bytes)
      const now = [greeting, session][turn++] ?? answer
      if (typeof now === 'function') now(socket)
      else if (now !== undefined && now.length > 0) socket.write(now)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const target = parseRecallTarget(`postgres://memcube@127.0.0.1:${port}/notes`)!
  const broken: true[] = []
  const recall = connectPostgres(target, password, () => broken.push(true))
  onTestFinished(async () => {
    await recall.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { recall, heard: () => Buffer.concat(heard), broken }
}

async function errorOf(asked: Promise<unknown>): Promise<RecallError> {
  const error: unknown = await asked.then(
    () => undefined,
    (failed: unknown) => failed,
  )
  expect(error).toBeInstanceOf(RecallError)
  return error as RecallError
}

const endless = Buffer.concat([text('SERROR'), text('Mno end'), text('Hthe last text')])
const broken: [string, Buffer][] = [
  ['an error without its end', message('E', endless)],
  ['a notice without its end', message('N', endless)],
  ['an error whose last text has no end', message('E', Buffer.from('Mno end'))],
  ['an error of many megabytes', note('E', 'x'.repeat(2_000_000))],
  ['a message of another length', message('C', text('SELECT 1'), 2)],
  ['a message of 4 GB', message('D', Buffer.alloc(64), 0xff_ff_ff_fe)],
  ['a row of -1 columns', Buffer.concat([columns(INT4), message('D', short(0xff_ff))])],
  ['a row of columns that are not there', Buffer.concat([columns(INT4), message('D', short(4_000))])],
  ['an unknown kind of authentication', message('R', int(77))],
  ['a letter that no message has', message('!', Buffer.alloc(8))],
  ['noise', Buffer.alloc(4_096, 0xa5)],
]

describe('a server that sends', () => {
  it.each(broken)(
    '%s as an answer is not believed, and asked again on a new connection',
    async (_, answer) => {
      const { recall, broken: told } = await serverOf({ answer })
      expect((await errorOf(recall.probe())).code).toBe('ERR_UNREACHABLE')
      expect((await errorOf(recall.probe())).code).toBe('ERR_UNREACHABLE')
      expect(told.length).toBeGreaterThan(0)
    },
  )

  it.each(broken)('%s in place of a welcome is not believed', async (_, greeting) => {
    const { recall } = await serverOf({ greeting })
    expect((await errorOf(recall.probe())).code).toBe('ERR_UNREACHABLE')
  })

  it.each(broken)('%s when the session is set up is not believed', async (_, session) => {
    const { recall } = await serverOf({ session })
    expect((await errorOf(recall.probe())).code).toBe('ERR_UNREACHABLE')
  })

  it(
    'a row and no end when the session is set up is left as one that does not answer',
    { timeout: 60_000 },
    async () => {
      const { recall } = await serverOf({ session: row('1') })
      expect((await errorOf(recall.probe())).code).toBe('ERR_UNREACHABLE')
    },
  )

  it('texts that move cursors, and long ones, has them cut to one plain line', async () => {
    const said = '\u001b]0;owned\u0007\r\n\u202eall is lost\u2028'.repeat(500)
    for (const code of ['XX000', '28000', '42501', '53300']) {
      const { recall } = await serverOf({ answer: Buffer.concat([note('E', said, code), ready]) })
      const { message: told } = await errorOf(recall.probe())
      expect(told).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
      expect(told.length).toBeLessThan(500)
    }
  })

  it('rows without an end is left, with little of it kept', { timeout: 60_000 }, async () => {
    const part = Buffer.concat(Array.from({ length: 64 }, () => row('x'.repeat(60_000))))
    let sent = 0
    const { recall } = await serverOf({
      answer(socket) {
        socket.write(columns(25))
        const more = (): void => {
          while (!socket.destroyed && socket.write(part)) sent += part.length
          sent += part.length
        }
        socket.on('drain', more)
        more()
      },
    })
    const { code, message: told } = await errorOf(recall.probe())
    expect(code).toBe('ERR_UNREACHABLE')
    expect(told).toContain(`more than ${maxAnswerBytes} bytes`)
    expect(sent).toBeLessThan(2 * maxAnswerBytes)
  })
})

describe('rows of another type', () => {
  const asked: [string, (server: Awaited<ReturnType<typeof serverOf>>['recall']) => Promise<unknown>][] = [
    ['vectors', (server) => server.vectorsOf([1])],
    ['terms', (server) => server.findTerms([1], [{ term: 'river', isPrefix: false }])],
    ['claims', (server) => server.claim({ owner: 'a', epoch: 'b', segments: [], generations: [] })],
  ]
  const rows: [string, Buffer][] = [
    [
      'nothing',
      Buffer.concat([columns(INT4, INT4, FLOAT4, BYTEA, BYTEA), row(null, null, null, null, null)]),
    ],
    [
      'NaN',
      Buffer.concat([columns(INT4, INT4, FLOAT4, BYTEA, BYTEA), row('x', 'y', 'NaN', '\\xzz', '\\x0')]),
    ],
    ['one column', Buffer.concat([columns(INT4), row('1')])],
    ['JSON that is none', Buffer.concat([columns(JSON_TYPE), row('{')])],
    ['arrays', Buffer.concat([columns(INT4_ARRAY, INT4_ARRAY), row('{'.repeat(50_000), '{1,2')])],
  ]

  it.each(asked.flatMap(([what, ask]) => rows.map(([name, answer]) => ({ what, ask, name, answer }))))(
    '$what of $name end, with an error of ours or with what is judged later',
    async ({ ask, answer }) => {
      const { recall } = await serverOf({
        // The end of an answer to a question with values.
        answer: Buffer.concat([message('1', Buffer.alloc(0)), message('2', Buffer.alloc(0)), answer, done]),
      })
      const error: unknown = await ask(recall).then(
        () => undefined,
        (failed: unknown) => failed,
      )
      if (error !== undefined) expect(error).toBeInstanceOf(RecallError)
    },
  )
})

describe('a password', () => {
  const inClear = message('R', int(3))

  it('is not said in the clear to who listens on this machine', async () => {
    const { recall, heard } = await serverOf({ greeting: inClear })
    const error = await errorOf(recall.probe())
    expect(error).toMatchObject({ code: 'ERR_DENIED', hint: expect.stringContaining('scram') as string })
    expect(heard().includes(password)).toBe(false)
    expect(error.message).not.toContain(password)
  })
})

describe('messages that are whole', () => {
  const all = Buffer.concat([letIn, note('N', 'hello'), columns(INT4), row('1'), row(null), done])

  it.each([1, 2, 3, 5, 7, 64, all.length])('pass as they came, in parts of %s bytes', (size) => {
    const passed: Buffer[] = []
    const messages = new CheckedMessages((bytes) => passed.push(Buffer.from(bytes)))
    for (let at = 0; at < all.length; at += size) messages.take(all.subarray(at, at + size))
    expect(Buffer.concat(passed)).toEqual(all)
  })
})

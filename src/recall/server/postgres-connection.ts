/** A connection to PostgreSQL that is made when it is needed, and given up when it fails. Its errors say what to do, and no password. */
import type { Client, QueryConfig } from 'pg'
import type { Duplex } from 'node:stream'
import { shortened } from '../../core/errors.ts'
import { RecallError } from '../errors.ts'
import { CheckedMessages } from './checked-messages.ts'
import type { PostgresTarget } from './target.ts'

const connectMs = 5_000
const answerMs = 10_000
/** Of what a server says of an error. Guess. */
const maxSaidChars = 300

/** What the session is told. A graph search as wide as that of the embedded index, which goes on where a filter drops what it found. */
const session = `set statement_timeout = ${answerMs}; set jit = off; set hnsw.ef_search = 400; set hnsw.iterative_scan = relaxed_order`

export class Connection {
  readonly #target: PostgresTarget
  readonly #password: string | undefined
  readonly #broken: () => void
  #client: Promise<Client> | undefined
  #messages: CheckedMessages | undefined
  #isClosed = false

  constructor(target: PostgresTarget, password: string | undefined, broken: () => void) {
    this.#broken = broken
    this.#target = target
    this.#password = password
  }

  /** Rows as tuples. @throws {RecallError} ERR_UNREACHABLE, ERR_DENIED */
  run<T extends unknown[]>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return this.#query<T>(text, values, answerMs)
  }

  /** For what takes as long as the index is large. */
  async runLong(text: string): Promise<void> {
    await this.#query('set statement_timeout = 0', [], answerMs)
    await this.#query(text, [], undefined)
    await this.#query(`set statement_timeout = ${answerMs}`, [], answerMs)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const client = this.#client
    this.#client = undefined
    await client?.then(
      (one) => one.end(),
      () => undefined,
    )
  }

  async #query<T extends unknown[]>(
    text: string,
    values: readonly unknown[],
    timeoutMs: number | undefined,
  ): Promise<T[]> {
    const opening = (this.#client ??= this.#open())
    try {
      const client = await opening
      this.#messages?.begin()
      const query = { text, values: [...values], rowMode: 'array' as const, query_timeout: timeoutMs }
      return (await client.query<T>(query)).rows
    } catch (error) {
      if (!isAnswer(error)) this.#giveUp(opening)
      throw failureOf(error, this.#target)
    }
  }

  async #open(): Promise<Client> {
    if (this.#isClosed) throw new Error('the index is closed')
    const { default: pg } = await import('pg')
    const { host, port, user, database, isEncrypted } = this.#target
    const client = new pg.Client({
      host,
      port,
      user,
      database,
      ...(this.#password !== undefined && { password: this.#password }),
      ssl: isEncrypted,
      connectionTimeoutMillis: connectMs,
      application_name: 'memcube',
    })
    // A connection that breaks while nobody asks.
    client.on('error', () => {
      this.#client = undefined
      this.#broken()
    })
    this.#messages = checkMessages(client, isEncrypted)
    await client.connect()
    await client.query({ text: session, query_timeout: answerMs } as QueryConfig)
    return client
  }

  /** A question that was not answered may hold the connection for long. */
  #giveUp(opening: Promise<Client>): void {
    if (this.#client === opening) this.#client = undefined
    this.#broken()
    void opening.then(
      (client) => client.end().catch(() => undefined),
      () => undefined,
    )
  }
}

const asksInClear = 'it asks for the password as it is'

/** The parts of a client that read what comes; private in its types. */
interface Reads {
  connection?: {
    stream: Duplex
    attachListeners?(stream: Pick<Duplex, 'on'>): void
    once(event: 'authenticationCleartextPassword', listener: () => void): void
  }
}

/**
 * Whatever is wrong ends the connection, and is why. Anybody on this machine may listen where a server was that is stopped: without
 * encryption the password is not said to it.
 * @throws {RecallError} ERR_INTERNAL for a version of pg that reads elsewhere: an unchecked one is not used
 */
function checkMessages(client: Client, isEncrypted: boolean): CheckedMessages {
  const { connection } = client as unknown as Reads
  const attach = connection?.attachListeners?.bind(connection)
  if (connection === undefined || attach === undefined)
    throw new RecallError('ERR_INTERNAL', 'pg reads what a server sends in another place')
  let pass: (bytes: Buffer) => void = () => {}
  const checked = new CheckedMessages((bytes) => pass(bytes))
  connection.attachListeners = (stream) => {
    const socket = stream as Duplex
    const take = (bytes: Buffer): void => {
      try {
        if (!socket.destroyed) checked.take(bytes)
      } catch (error) {
        socket.destroy(error as Error)
      }
    }
    const on = (event: string, listener: (bytes: Buffer) => void): unknown => {
      if (event !== 'data') return socket.on(event, listener)
      pass = listener
      return socket.on('data', take)
    }
    attach({ on } as Pick<Duplex, 'on'>)
  }
  if (!isEncrypted)
    connection.once('authenticationCleartextPassword', () =>
      connection.stream.destroy(new Error(asksInClear)),
    )
  return checked
}

/** PostgreSQL said no to one statement, and answers on. */
function isAnswer(error: unknown): boolean {
  const code = codeOf(error)
  return /^[0-9A-Z]{5}$/.test(code) && !/^(08|57|58|53)/.test(code)
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' ? code : ''
}

function failureOf(error: unknown, { host, port, user, database }: PostgresTarget): RecallError {
  const where = `PostgreSQL at ${host}:${port}`
  const text = error instanceof Error && error.message !== '' ? error.message : codeOf(error)
  // Text of others, however long.
  const said = shortened(text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '), maxSaidChars)
  const code = codeOf(error)
  const fail = (kind: string, message: string, hint: string): RecallError =>
    new RecallError(kind, message, { hint, cause: error })
  if (said === asksInClear)
    return fail(
      'ERR_DENIED',
      `${where} was not told the password of ${user}: ${said}, over a connection that is not encrypted`,
      'have the server ask by scram-sha-256 (in pg_hba.conf), and see whether it is yours that answers there',
    )
  if (code.startsWith('28') || /password/i.test(said))
    return fail(
      'ERR_DENIED',
      `${where} does not let ${user} in: ${said}`,
      'write the password into the file recall.key in the home, with mode 600',
    )
  if (code === '3D000')
    return fail(
      'ERR_NOT_FOUND',
      `${where} has no database ${database}`,
      `make it with \`createdb ${database}\``,
    )
  if (code === '42501' || /extension "vector"/.test(said))
    return fail(
      'ERR_DENIED',
      `${where} does not let ${user} make what the index needs: ${said}`,
      `install pgvector on the server; as its owner run \`create extension vector\` and \`grant create on database ${database} to ${user}\``,
    )
  return fail(
    'ERR_UNREACHABLE',
    `${where}, which has the index of recall, does not answer: ${said}`,
    'start it, or see whether it can be reached; memories are written meanwhile, and can be recalled once it answers',
  )
}

/** A connection to PostgreSQL that is made when it is needed, and given up when it fails. Its errors say what to do, and no password. */
import type { Client } from 'pg'
import { RecallError } from '../errors.ts'
import type { PostgresTarget } from './target.ts'

const connectMs = 5_000
const answerMs = 10_000

/** What the session is told. A graph search as wide as that of the embedded index, which goes on where a filter drops what it found. */
const session = `set statement_timeout = ${answerMs}; set jit = off; set hnsw.ef_search = 400; set hnsw.iterative_scan = relaxed_order`

export class Connection {
  readonly #target: PostgresTarget
  readonly #password: string | undefined
  readonly #broken: () => void
  #client: Promise<Client> | undefined
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
    await client.connect()
    await client.query(session)
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
  const said = error instanceof Error && error.message !== '' ? error.message : codeOf(error)
  const code = codeOf(error)
  const fail = (kind: string, message: string, hint: string): RecallError =>
    new RecallError(kind, message, { hint, cause: error })
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

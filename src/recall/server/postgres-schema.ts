/** The schema of PostgreSQL that an index has: made, compared with what the index believes to have there, and rid of what it does not know. */
import { RecallError } from '../errors.ts'
import type { Belief, Standing } from './interface.ts'
import type { Connection } from './postgres-connection.ts'

/** Of the tables; a schema of another version is left alone. */
const version = 1
/** pgvector 0.8 searches on where a filter drops what it found. */
const leastMinor = 8

/** Makes what is missing. */
export async function prepare(connection: Connection, schema: string): Promise<void> {
  const [[encoding] = ['']] = await connection.run<[string]>('show server_encoding')
  if (encoding !== 'UTF8') throw misfit(`its encoding is ${encoding}`, 'make a database with encoding UTF8')
  const known = await connection.run(`select 1 from pg_extension where extname = 'vector'`)
  if (known.length === 0) await connection.run('create extension if not exists vector')
  const [[installed] = [null]] = await connection.run<[string | null]>(
    `select extversion from pg_extension where extname = 'vector'`,
  )
  const [major = 0, minor = 0] = (installed ?? '').split('.').map(Number)
  if (major === 0 && minor < leastMinor)
    throw misfit(`its pgvector is ${installed ?? 'not there'}`, `install pgvector 0.${leastMinor} or later`)
  const tables = await connection.run<[string]>('select tablename from pg_tables where schemaname = $1', [
    schema,
  ])
  if (tables.length > 0 && !tables.some(([name]) => name === 'home'))
    throw conflict(`the schema ${schema} has tables of something else`)
  await connection.run(`create schema if not exists ${schema}`)
  await connection.run(
    `create table if not exists ${schema}.home (version int not null, owner text not null, epoch text not null)`,
  )
  await connection.run(
    `create table if not exists ${schema}.postings (
       segment int, term text collate "C", passages int not null, body bytea not null, primary key (segment, term))`,
  )
  // Lists of numbers that follow one another closely: nothing to compress.
  await connection.run(`alter table ${schema}.postings alter column body set storage external`)
}

/** What the index does not know is deleted. */
export async function compare(
  connection: Connection,
  schema: string,
  { owner, epoch, segments, generations }: Belief,
): Promise<Standing> {
  const [home] = await connection.run<[number, string, string]>(
    `select version, owner, epoch from ${schema}.home`,
  )
  if (home !== undefined && home[0] !== version)
    throw misfit(`its schema ${schema} was made by another version of memcube`, 'give another schema')
  if (home !== undefined && home[1] !== owner)
    throw conflict(`the schema ${schema} has the index of another home`)
  const isOurs = home?.[2] === epoch
  if (!isOurs && (segments.length > 0 || generations.length > 0)) return 'lost'
  if (!isOurs) {
    await connection.run(`truncate ${schema}.home, ${schema}.postings`)
    await connection.run(`drop table if exists ${schema}.vectors`)
    await connection.run(`insert into ${schema}.home values ($1, $2, $3)`, [version, owner, epoch])
    return 'whole'
  }
  const expected = new Map(segments.map(({ id, rows }) => [id, rows]))
  const listed = await connection.run<[number, number]>(
    `select segment, count(*)::int from ${schema}.postings group by segment`,
  )
  for (const [segment, rows] of listed) {
    if (!expected.has(segment))
      await connection.run(`delete from ${schema}.postings where segment = $1`, [segment])
    else if (expected.get(segment) === rows) expected.delete(segment)
  }
  if ([...expected.values()].some((rows) => rows > 0)) return 'lost'
  return compareVectors(connection, schema, generations)
}

async function compareVectors(
  connection: Connection,
  schema: string,
  generations: readonly number[],
): Promise<Standing> {
  if (!(await hasVectors(connection, schema))) return generations.length === 0 ? 'whole' : 'lost'
  const expected = new Set(generations)
  const unknown: number[] = []
  for (const [generation] of await connection.run<[number]>(`select generation from ${schema}.vectors`))
    if (!expected.delete(generation)) unknown.push(generation)
  if (unknown.length > 0)
    await connection.run(`delete from ${schema}.vectors where generation = any($1::int[])`, [unknown])
  return expected.size === 0 ? 'whole' : 'lost'
}

export async function hasVectors(connection: Connection, schema: string): Promise<boolean> {
  const [[name] = [null]] = await connection.run<[string | null]>('select to_regclass($1)::text', [
    `${schema}.vectors`,
  ])
  return name !== null
}

/** Vectors of another model may have another number of dimensions; those of the last one are gone by then. */
export async function makeVectors(connection: Connection, schema: string, dimensions: number): Promise<void> {
  const [[known] = [0]] = (await hasVectors(connection, schema))
    ? await connection.run<[number]>(
        `select atttypmod from pg_attribute where attrelid = to_regclass($1) and attname = 'embedding'`,
        [`${schema}.vectors`],
      )
    : []
  if (known === dimensions) return
  await connection.run(`drop table if exists ${schema}.vectors`)
  await connection.run(
    `create table ${schema}.vectors (
       generation int primary key, passage int not null, scale real not null, cells bytea not null, tokens bytea,
       embedding halfvec(${dimensions}) not null)`,
  )
  await connection.run(`create index on ${schema}.vectors (passage)`)
}

function conflict(message: string): RecallError {
  return new RecallError('ERR_CONFLICT', message, {
    hint: 'give each home a schema of its own, such as ?schema=memcube_alice; drop one that is no longer needed with `drop schema NAME cascade`',
  })
}

function misfit(why: string, hint: string): RecallError {
  return new RecallError('ERR_INCOMPATIBLE', `PostgreSQL cannot keep this index: ${why}`, { hint })
}

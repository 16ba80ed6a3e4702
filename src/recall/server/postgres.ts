/**
 * An index in PostgreSQL with pgvector: lists of terms as the embedded index has them, and vectors. A schema is one home's.
 *
 * Lists are bytes that only memcube reads: a row for each passage of a term takes 60 times the room, and PostgreSQL reads as many
 * rows for a question as FTS5 does. Vectors are there twice: as the cells that a score is computed of, and as the `halfvec` by
 * which the server finds the nearest.
 */
import { bytesOf, tokensFrom } from '../store/vector-store.ts'
import type { TermRow } from '../words/segment-store.ts'
import type { AwayVector, FoundTerm, Passing, RecallServer } from './interface.ts'
import { Connection } from './postgres-connection.ts'
import { compare, hasVectors, makeVectors, prepare } from './postgres-schema.ts'
import type { PostgresTarget } from './target.ts'

/** Above this many vectors a graph is made of them. As `DEFAULT_EXACT_BELOW`. */
const graphAbove = 4096
/** A word that stands for the beginning of others stands for so many of them in a segment at most. As `segment-store.ts`. */
const mostContinued = 64

type VectorTuple = [passage: number, generation: number, scale: number, cells: Buffer, tokens: Buffer | null]
type TermTuple = [segment: number, asked: number, term: string, passages: number, body: Buffer]

/** @param broken called when a connection broke */
export function connectPostgres(
  target: PostgresTarget,
  password: string | undefined,
  broken: () => void,
): RecallServer {
  const { schema } = target
  // Questions do not wait for what is moved.
  const [asking, moving] = [0, 1].map(() => new Connection(target, password, broken)) as [
    Connection,
    Connection,
  ]
  const vectorColumns = 'passage, generation, scale, cells, tokens'

  return {
    async claim(belief) {
      await prepare(moving, schema)
      return compare(moving, schema, belief)
    },

    async probe() {
      await asking.run('select 1')
    },

    async putTerms(segment, rows) {
      await moving.run(
        `insert into ${schema}.postings (segment, term, passages, body)
         select $1::int, * from unnest($2::text[], $3::int[], $4::bytea[])
         on conflict (segment, term) do update set passages = excluded.passages, body = excluded.body`,
        [
          segment,
          rows.map(({ term }) => term),
          rows.map(({ passages }) => passages),
          rows.map(({ body }) => asBuffer(body)),
        ],
      )
    },

    async findTerms(segments, terms) {
      const numbered = terms.map((term, asked) => ({ ...term, asked }))
      const [exact, begun] = [numbered.filter((one) => !one.isPrefix), numbered.filter((one) => one.isPrefix)]
      const ask = (sql: string, some: typeof numbered): Promise<TermTuple[]> =>
        some.length === 0
          ? Promise.resolve([])
          : asking.run(sql, [segments, some.map(({ term }) => term), some.map(({ asked }) => asked)])
      const asked = 'unnest($1::int[]) s(id) cross join unnest($2::text[], $3::int[]) t(term, asked)'
      const found = await ask(
        `select p.segment, t.asked, p.term, p.passages, p.body from ${asked}
         join ${schema}.postings p on p.segment = s.id and p.term = t.term collate "C"`,
        exact,
      )
      const continued = await ask(
        `select p.segment, t.asked, p.term, p.passages, p.body from ${asked} cross join lateral (
           select * from ${schema}.postings where segment = s.id
           and term >= t.term collate "C" and term < (t.term || chr(1114111)) collate "C" order by term limit ${mostContinued}) p`,
        begun,
      )
      return [...found, ...continued].map(([segment, at, term, passages, body]): FoundTerm => ({
        segment,
        asked: at,
        term,
        passages,
        body,
      }))
    },

    async termsAfter(segment, term, count) {
      const rows = await moving.run<[string, number, Buffer]>(
        `select term, passages, body from ${schema}.postings where segment = $1 and term > $2 order by term limit $3`,
        [segment, term, count],
      )
      return rows.map(([one, passages, body]): TermRow => ({ term: one, passages, body }))
    },

    async deleteSegment(segment) {
      await moving.run(`delete from ${schema}.postings where segment = $1`, [segment])
    },

    async putVectors(vectors) {
      const [first] = vectors
      if (first === undefined) return
      await makeVectors(moving, schema, first.cells.length)
      await moving.run(
        `insert into ${schema}.vectors (${vectorColumns}, embedding)
         select p, g, s, c, t, e::halfvec
         from unnest($1::int[], $2::int[], $3::real[], $4::bytea[], $5::bytea[], $6::text[]) v(p, g, s, c, t, e)
         on conflict (generation) do nothing`,
        [
          vectors.map(({ passage }) => passage),
          vectors.map(({ generation }) => generation),
          vectors.map(({ scale }) => scale),
          vectors.map(({ cells }) => asBuffer(cells)),
          vectors.map(({ tokens }) => (tokens === undefined ? null : asBuffer(bytesOf(tokens)))),
          vectors.map(({ cells, scale }) => halfvecOf(cells, scale)),
        ],
      )
    },

    async nearest(query, count, passing) {
      const [from, values] = fromPassing(schema, passing)
      const rows = await asking.run<VectorTuple>(
        `${from} select ${vectorColumns} from passing order by embedding <#> $1::halfvec limit $2`,
        [halfvecOf(query, 1), count, ...values],
      )
      return rows.map(vectorOf)
    },

    async vectorsOf(generations) {
      const rows = await asking.run<VectorTuple>(
        `select ${vectorColumns} from ${schema}.vectors where generation = any($1::int[])`,
        [generations],
      )
      return rows.map(vectorOf)
    },

    async deleteVectors(generations) {
      if (await hasVectors(moving, schema))
        await moving.run(`delete from ${schema}.vectors where generation = any($1::int[])`, [generations])
    },

    async compact() {
      await moving.run(`drop index if exists ${schema}.nearest`)
      await moving.runLong(`vacuum full ${schema}.postings`)
      if (await hasVectors(moving, schema)) await moving.runLong(`vacuum full ${schema}.vectors`)
    },

    async rest() {
      if (!(await hasVectors(moving, schema))) return
      const [[count] = [0]] = await moving.run<[number]>(`select count(*)::int from ${schema}.vectors`)
      if (count <= graphAbove) return
      await moving.run(`set maintenance_work_mem = '256MB'`)
      await moving.runLong(
        `create index if not exists nearest on ${schema}.vectors using hnsw (embedding halfvec_ip_ops)
         with (m = 16, ef_construction = 128)`,
      )
      await moving.runLong(`analyze ${schema}.vectors`)
    },

    async close() {
      await Promise.all([asking.close(), moving.close()])
    },
  }
}

/** Those that are named are compared one by one; a mask is looked at on the way through the graph. */
function fromPassing(schema: string, passing: Passing): [sql: string, values: unknown[]] {
  const all = `select * from ${schema}.vectors`
  if (passing === undefined) return [`with passing as not materialized (${all})`, []]
  if ('passages' in passing)
    return [`with passing as materialized (${all} where passage = any($3::int[]))`, [passing.passages]]
  return [
    `with passing as not materialized (${all} where passage < $4::int and get_bit($3::bytea, passage) = 1)`,
    [asBuffer(passing.mask), passing.mask.length * 8],
  ]
}

function vectorOf([passage, generation, scale, cells, tokens]: VectorTuple): AwayVector {
  return {
    passage,
    generation,
    scale,
    // Whatever else is there has not the dimensions of a vector: that is judged.
    cells: Buffer.isBuffer(cells)
      ? new Int8Array(cells.buffer, cells.byteOffset, cells.length)
      : new Int8Array(),
    tokens: tokensFrom(tokens),
  }
}

/** Whole hundred thousandths: more than 16 bits can tell apart, and quickly written. */
function halfvecOf(cells: ArrayLike<number>, scale: number): string {
  const parts: string[] = []
  for (let i = 0; i < cells.length; i++) parts.push(`${Math.round(cells[i]! * scale * 1e5)}e-5`)
  return `[${parts.join(',')}]`
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array | Int8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

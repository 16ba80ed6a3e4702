/** S3-compatible storage in memory, as far as blocks need it, which answers as it is told to. */
import { createHash } from 'node:crypto'

export interface FakeS3 {
  send: typeof fetch
  /** Objects by `bucket/name`. */
  objects: Map<string, Uint8Array>
  /** Requests so far, as `METHOD bucket/name`. */
  asked: string[]
  /** What becomes of a request: an answer or a failure in place of the usual one. */
  fault: ((method: string, name: string) => Promise<Response | undefined> | Response | undefined) | undefined
  /** Buckets that keep old versions. */
  versioned: Set<string>
}

/** Names of one page of a listing: a few, so that tests see several pages. */
const pageNames = 100

export const fakeKeys = { accessKeyId: 'alice-key-id', secretAccessKey: 'alice-secret-access-key' }

/** What `fetch` does when nobody listens. */
export function nobodyThere(): never {
  throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:7070') })
}

export function createFakeS3(): FakeS3 {
  const s3: FakeS3 = {
    objects: new Map(),
    asked: [],
    fault: undefined,
    versioned: new Set(),
    async send(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input)
      const name = decodeURIComponent(url.pathname.slice(1))
      const { method = 'GET' } = init
      s3.asked.push(`${method} ${name}`)
      const faulty = await s3.fault?.(method, name)
      if (faulty !== undefined) return faulty
      const headers = new Headers(init.headers)
      if (!headers.get('authorization')?.includes(`Credential=${fakeKeys.accessKeyId}/`))
        return refusal(403, 'AccessDenied')
      if (url.searchParams.has('versioning')) return versioning(s3.versioned.has(name))
      if (url.searchParams.has('list-type')) return listing(s3.objects, name, url.searchParams)
      return one(s3.objects, method, name, init, headers)
    },
  }
  return s3
}

export function refusal(status: number, code: string): Response {
  return new Response(`<Error><Code>${code}</Code><Message>no</Message></Error>`, { status })
}

/** A body that ends before all of it came. */
export function cutOff(bytes: Uint8Array): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, bytes.length / 2))
    },
    pull: (controller) => controller.error(new TypeError('terminated')),
  })
  return new Response(body, { status: 200 })
}

function one(
  objects: FakeS3['objects'],
  method: string,
  name: string,
  { body }: RequestInit,
  headers: Headers,
): Response {
  if (method === 'DELETE') {
    objects.delete(name)
    return new Response(null, { status: 204 })
  }
  if (method === 'PUT') {
    const bytes = new Uint8Array(body as Uint8Array)
    const hash = headers.get('x-amz-content-sha256')
    const isWhole = hash === 'UNSIGNED-PAYLOAD' || hash === createHash('sha256').update(bytes).digest('hex')
    if (!isWhole) return refusal(400, 'XAmzContentSHA256Mismatch')
    objects.set(name, bytes)
    return new Response(null, { status: 200 })
  }
  const bytes = objects.get(name)
  return bytes === undefined
    ? refusal(404, 'NoSuchKey')
    : new Response(new Uint8Array(bytes), { status: 200 })
}

function versioning(isOn: boolean): Response {
  return new Response(
    `<VersioningConfiguration>${isOn ? '<Status>Enabled</Status>' : ''}</VersioningConfiguration>`,
  )
}

function listing(objects: FakeS3['objects'], bucket: string, query: URLSearchParams): Response {
  const begin = `${bucket}/${query.get('prefix') ?? ''}`
  const after = query.get('continuation-token') ?? ''
  const names = [...objects.keys()].filter((name) => name.startsWith(begin) && name > after).sort()
  const page = names.slice(0, pageNames)
  const isMore = names.length > page.length
  const next = isMore ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
  const keys = page.map((name) => `<Contents><Key>${name.slice(bucket.length + 1)}</Key></Contents>`)
  return new Response(
    `<ListBucketResult><IsTruncated>${isMore}</IsTruncated>${next}${keys.join('')}</ListBucketResult>`,
  )
}

/**
 * Blocks as objects in S3-compatible storage, each under the text of its CID. The hash of a CID is what a request is signed
 * with, so the server refuses bytes that changed on the way; what comes back is hashed by whoever asked. `aws4fetch` signs:
 * it has no dependencies and some 60 KB, where the SDK of Amazon has tens of megabytes, and five kinds of request need no more.
 */
import { AwsV4Signer } from 'aws4fetch'
import { CID } from 'multiformats/cid'
import type { Block } from '../../core/codec/index.ts'
import { StorageError } from '../storage-error.ts'
import { createAsk, unreachable, type Answer, type Ask, type AskOptions, type Request } from './ask.ts'
import { eachAtOnce } from '../../core/turns/index.ts'
import type { RemoteBlocks, S3Keys } from './interface.ts'
import type { S3Target } from './target.ts'

/** Requests at once. Guess: twice what hides a round trip of some milliseconds on two cores. */
const requestsAtOnce = 16
/** The largest block has 1 MiB; an error has some hundred bytes, a page of a listing 1,000 names. */
const maxAnswerBytes = 2 * 1024 * 1024
const markerName = 'memcube-store.json'
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

interface S3Options extends Pick<AskOptions, 'send' | 'answerMs' | 'restMs'> {
  keys: S3Keys
  /** The name of this store. */
  home: string
}

export function createS3Blocks(target: S3Target, options: S3Options): RemoteBlocks {
  const { endpoint, bucket, prefix, text: name } = target
  const ask = createAsk({ ...options, name, isBusy: (status) => status >= 500 || status === 429 })
  const bucketUrl = `${endpoint}/${bucket}`
  const objectUrl = (of: string): string => `${bucketUrl}/${prefix}${of}`
  const blockUrl = (cid: CID): string => objectUrl(`blocks/${cid.toString()}`)
  const request = createRequest(target, options.keys, ask)
  const getObject = async (url: string): Promise<Uint8Array | undefined> => {
    const answer = await request({ method: 'GET', url })
    if (answer.status === 200) return answer.bytes
    if (isNoSuchKey(answer)) return undefined
    throw refused(name, answer)
  }
  const list = (): AsyncGenerator<CID> =>
    listBlocks(name, (query) => request({ method: 'GET', url: `${bucketUrl}?${query}` }), prefix)
  const getMarker = (): Promise<Uint8Array | undefined> => getObject(objectUrl(markerName))
  const requireNoVersions = async (): Promise<void> =>
    refuseVersions(name, await request({ method: 'GET', url: `${bucketUrl}?versioning=` }))
  return {
    name,
    async claim(home) {
      await requireNoVersions()
      const owner = ownerIn(await getMarker())
      if (owner === home) return
      if (owner !== undefined) throw taken(name)
      // Nobody here would ever erase them, nor what among them was forgotten.
      for await (const _cid of list()) throw leftBehind(name)
      const body = Buffer.from(`${JSON.stringify({ memcube: home })}\n`)
      await requireOk(
        name,
        request({ method: 'PUT', url: objectUrl(markerName), body: new Uint8Array(body) }),
      )
      // Of two homes that found it free at the same time, the one that wrote last has it.
      if (ownerIn(await getMarker()) !== home) throw taken(name)
    },
    async release(home) {
      // Taken by another home since, its marker is not ours to delete.
      if (ownerIn(await getMarker()) === home) await deleteObject(name, request, objectUrl(markerName))
    },
    get: (cid) => getObject(blockUrl(cid)),
    put: (blocks) =>
      eachAtOnce(blocks, requestsAtOnce, ({ cid, bytes }) =>
        requireOk(name, request({ method: 'PUT', url: blockUrl(cid), body: plain(bytes) }, hashOf({ cid }))),
      ),
    delete: (cids) => eachAtOnce(cids, requestsAtOnce, (cid) => deleteObject(name, request, blockUrl(cid))),
    list,
    async probe() {
      await requireNoVersions()
      const owner = ownerIn(await getMarker())
      if (owner !== undefined && owner !== options.home) throw taken(name)
    },
  }
}

type SignedRequest = (request: Request, hash?: string) => Promise<Answer>

function createRequest({ region }: S3Target, keys: S3Keys, ask: Ask): SignedRequest {
  const cache = new Map<string, ArrayBuffer>()
  return ({ method, url, body }, hash) =>
    ask(async () => {
      const headers = {
        'x-amz-content-sha256': hash ?? (body === undefined ? emptyHash : 'UNSIGNED-PAYLOAD'),
      }
      const signer = new AwsV4Signer({ method, url, headers, service: 's3', region, cache, ...keys })
      // Signed anew for each try: a signature holds for some minutes.
      const signed = await signer.sign()
      return {
        method,
        url: signed.url.href,
        headers: Object.fromEntries(signed.headers),
        ...(body !== undefined && { body }),
      }
    }, maxAnswerBytes)
}

async function requireOk(name: string, asked: Promise<Answer>): Promise<void> {
  const answer = await asked
  if (answer.status !== 200) throw refused(name, answer)
}

async function deleteObject(name: string, request: SignedRequest, url: string): Promise<void> {
  const answer = await request({ method: 'DELETE', url })
  if (answer.status !== 204 && answer.status !== 200 && !isNoSuchKey(answer)) throw refused(name, answer)
}

async function* listBlocks(
  name: string,
  page: (query: string) => Promise<Answer>,
  prefix: string,
): AsyncGenerator<CID> {
  const begin = `${prefix}blocks/`
  for (let token: string | undefined; ;) {
    const query = new URLSearchParams({ 'list-type': '2', prefix: begin })
    if (token !== undefined) query.set('continuation-token', token)
    const answer = await page(query.toString())
    if (answer.status !== 200) throw refused(name, answer)
    const xml = textOf(answer)
    for (const [, key = ''] of xml.matchAll(/<Key>([^<]*)<\/Key>/g)) {
      const cid = key.startsWith(begin) ? parsed(key.slice(begin.length)) : undefined
      if (cid !== undefined) yield cid
    }
    const before = token
    token = elementIn(xml, 'NextContinuationToken')?.replaceAll('&amp;', '&')
    if (elementIn(xml, 'IsTruncated') !== 'true' || token === undefined) return
    if (token === before) throw unreachable(name, 'its listing does not go on')
  }
}

/** What is not a CID is nothing that was put here. */
function parsed(text: string): CID | undefined {
  try {
    return CID.parse(text)
  } catch {
    return undefined
  }
}

function hashOf({ cid }: Pick<Block, 'cid'>): string {
  return Buffer.from(cid.multihash.digest).toString('hex')
}

/** A bucket that keeps every version keeps what was forgotten too. Servers without versions answer with an error. */
async function refuseVersions(name: string, answer: Answer): Promise<void> {
  if (answer.status !== 200 || elementIn(textOf(answer), 'Status') !== 'Enabled') return
  throw new StorageError(
    'ERR_DENIED',
    `the bucket of ${name} keeps old versions of objects: what is forgotten could not be erased there`,
    { hint: 'give a bucket without versioning, or turn it off and delete the old versions' },
  )
}

function ownerIn(marker: Uint8Array | undefined): string | undefined {
  if (marker === undefined) return undefined
  try {
    const { memcube } = JSON.parse(Buffer.from(marker).toString()) as { memcube?: unknown }
    if (typeof memcube === 'string') return memcube
  } catch {
    // Something else has that name: it is not ours to replace.
  }
  return ''
}

function taken(name: string): StorageError {
  return new StorageError('ERR_CONFLICT', `another home keeps its blocks in ${name}`, {
    hint: `give another prefix; where that home is no more, delete ${markerName} there`,
  })
}

function leftBehind(name: string): StorageError {
  return new StorageError('ERR_CONFLICT', `there are blocks in ${name} of a home that has given it up`, {
    hint: 'give another prefix, or delete what is under `blocks/` there',
  })
}

/** Said by the store: what stands before it may answer 404 to everything, and nothing is deleted or lost by that. */
function isNoSuchKey(answer: Answer): boolean {
  return answer.status === 404 && codeIn(answer) === 'NoSuchKey'
}

/** The answer of a server that says no. Its words are data of others: a code and no more is shown. */
function refused(name: string, answer: Answer): StorageError {
  const said = [`status ${answer.status}`, codeIn(answer)].filter(Boolean).join(', ')
  if (answer.status !== 401 && answer.status !== 403) return unreachable(name, said)
  return new StorageError('ERR_DENIED', `the store ${name} refused: ${said}`, {
    hint: 'see whether the keys are right and may read, write, list and delete there: `memcube help store`',
  })
}

function codeIn(answer: Answer): string | undefined {
  return /^[A-Za-z0-9]{1,60}$/.exec(elementIn(textOf(answer), 'Code') ?? '')?.[0]
}

function textOf({ bytes }: Answer): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()
}

function elementIn(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1]
}

function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}

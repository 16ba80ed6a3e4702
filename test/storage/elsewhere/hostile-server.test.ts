// Servers that stand where a store should, over real connections: what they say is refused, and nothing is told to others.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RemoteBlocks } from '../../../src/storage/elsewhere/interface.ts'
import { createKuboBlocks } from '../../../src/storage/elsewhere/kubo-blocks.ts'
import { createS3Blocks } from '../../../src/storage/elsewhere/s3-blocks.ts'
import { parseTarget, type KuboTarget, type S3Target } from '../../../src/storage/elsewhere/target.ts'
import { sampleBlocks } from '../sample-blocks.ts'
import { fakeKeys } from './fake-s3.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

async function listening(answer: Answer): Promise<{ url: string; heard: IncomingMessage[] }> {
  const heard: IncomingMessage[] = []
  const server: Server = createServer((request, response) => {
    heard.push(request)
    request.resume()
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

const how = { answerMs: 500, restMs: 1 }
const stores: [kind: string, open: (url: string) => RemoteBlocks][] = [
  [
    'S3',
    (url) =>
      createS3Blocks(parseTarget(`s3://memories?endpoint=${url}`) as S3Target, {
        keys: fakeKeys,
        home: 'a',
        ...how,
      }),
  ],
  [
    'Kubo',
    (url) => createKuboBlocks(parseTarget(`kubo:${url}?open=yes`) as KuboTarget, { home: 'a', ...how }),
  ],
]

const zeros = Buffer.alloc(64 * 1024)

/** Writes on and on, as fast as it is read. */
const endless: Answer = (_request, response) => {
  const write = (): void => {
    while (!response.destroyed && response.write(zeros));
  }
  response.on('drain', write)
  write()
}

const answers: [what: string, answer: Answer][] = [
  ['a body without end', endless],
  [
    'a small body that unpacks to a large one',
    (_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync(Buffer.alloc(64 * 1024 * 1024)))
    },
  ],
  [
    'one byte at a time',
    (_request, response) => {
      const timer = setInterval(() => response.write('a'), 20)
      response.on('close', () => clearInterval(timer))
    },
  ],
  ['nothing', () => {}],
  [
    'headers without end',
    ({ socket }) => void socket.write(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(100_000)}`),
  ],
  ['no HTTP', ({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ['the end of the connection', ({ socket }) => void socket.destroy()],
]

describe.each(stores)('a server in the place of %s', (_kind, open) => {
  const [block] = sampleBlocks(1)

  it.each(answers)('that answers with %s is an error, and never a block', async (_what, answer) => {
    const remote = open((await listening(answer)).url)
    const failure = { code: 'ERR_UNREACHABLE', message: expect.stringContaining(remote.name) }
    await expect(remote.get(block!.cid)).rejects.toMatchObject(failure)
    await expect(remote.put([block!])).rejects.toMatchObject(failure)
    await expect(remote.delete([block!.cid])).rejects.toMatchObject(failure)
    await expect(remote.claim('b')).rejects.toMatchObject(failure)
  })

  it.each([301, 302, 303, 307, 308])('that sends elsewhere (%i) is not followed', async (status) => {
    const other = await listening((_request, response) => response.end())
    const { url } = await listening((_request, response) => {
      response.writeHead(status, { location: `${other.url}/latest/meta-data` }).end()
    })
    const remote = open(url)
    for (const ask of [
      () => remote.get(block!.cid),
      () => remote.put([block!]),
      () => remote.delete([block!.cid]),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    expect(other.heard).toEqual([])
  })

  it('that answers with markup of its own says nothing to the terminal of its owner', async () => {
    const words = '\u001b]0;owned\u0007\u001b[2J'
    const { url } = await listening((_request, response) => {
      response.statusCode = 400
      response.end(JSON.stringify({ Message: words, Code: words }) + `<Code>${words}</Code>`)
    })
    const failure = await open(url)
      .get(block!.cid)
      .catch((error: unknown) => error as Error)
    expect((failure as Error).message).not.toMatch(/\p{Cc}/u)
  })

  it('hears no secret', async () => {
    const { url, heard } = await listening((_request, response) => {
      response.statusCode = 400
      response.end()
    })
    await expect(open(url).get(block!.cid)).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    for (const { url: path, headers } of heard)
      expect(JSON.stringify([path, headers])).not.toContain(fakeKeys.secretAccessKey)
    expect(heard.length).toBe(1)
  })
})

describe('a listing', () => {
  it('of S3 whose pages never end is bounded', async () => {
    const { url } = await listening((_request, response) => {
      response.end(
        '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>a</NextContinuationToken></ListBucketResult>',
      )
    })
    const remote = createS3Blocks(parseTarget(`s3://memories?endpoint=${url}`) as S3Target, {
      keys: fakeKeys,
      home: 'a',
      ...how,
    })
    const listed = async (): Promise<void> => {
      for await (const _cid of remote.list());
    }
    await expect(listed()).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
  })

  it.each(['{"Cid":"no CID","Name":"memcube-a"}', '{"Cid":7}', '[]', 'null', 'words'])(
    'of Kubo that says %s is no empty list',
    async (line) => {
      const { url } = await listening((_request, response) => void response.end(`${line}\n`))
      const remote = createKuboBlocks(parseTarget(`kubo:${url}?open=yes`) as KuboTarget, {
        home: 'a',
        ...how,
      })
      await expect(remote.claim('a')).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
    },
  )
})

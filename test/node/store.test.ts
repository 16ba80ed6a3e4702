// A home whose blocks are in S3: what people do with it, and what they are told when the store is away.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { createFakeS3, fakeKeys, refusal, type FakeS3 } from '../storage/elsewhere/fake-s3.ts'
import { runWith } from '../interfaces/run-with.ts'
import { reopen, temporaryNode } from '../helpers/temporary-home.ts'

async function bytesOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return new Uint8Array(Buffer.concat(pieces))
}

/** The store behind a socket, as a node asks it. @returns its address */
async function serve(s3: FakeS3): Promise<string> {
  const server = createServer((request, response) => {
    void (async () => {
      const { method = 'GET', url = '', headers } = request
      const body = await bytesOf(request)
      const answer = await s3.send(`http://127.0.0.1${url}`, {
        method,
        headers: headers as Record<string, string>,
        ...(method === 'PUT' && { body }),
      })
      response.writeHead(answer.status)
      response.end(new Uint8Array(await answer.arrayBuffer()))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function finding(node: MemCubeNode): Promise<unknown> {
  const { checks } = await node.call('doctor', {})
  return checks.find(({ name }) => name === 'blocks')
}

test('a home moves its blocks to S3, works on, says what it cannot do while that is away, and moves them back', async () => {
  const s3 = createFakeS3()
  const target = `s3://memories/alice?endpoint=${await serve(s3)}`
  const alice = await temporaryNode('alice')
  await writeFile(join(alice.home, 's3.key'), JSON.stringify(fakeKeys), { mode: 0o600 })
  await alice.call('create', { name: 'notes' })
  await alice.call('add', { cube: 'notes', key: 'key', text: 'The spare key lies under the flowerpot.' })
  await alice.call('add', { cube: 'notes', key: 'bread', text: 'Bread wants butter.' })
  expect(await finding(alice)).toMatchObject({ ok: true, message: 'on this disk' })

  await alice.call('config-set', { key: 'store', values: [target] })
  expect(await finding(alice)).toMatchObject({ ok: false, hint: expect.stringContaining('store move') })
  expect(await alice.call('store-move', {})).toMatchObject({ target, changed: true })
  expect(await alice.call('store', {})).toMatchObject({
    target,
    wanted: target,
    state: 'whole',
    problem: null,
  })
  expect(await finding(alice)).toMatchObject({ ok: true, message: expect.stringContaining(target) })
  await alice.call('add', { cube: 'notes', key: 'salt', text: 'Salt goes into the water.' })
  const kept = await readFile(join(alice.home, 'config.json'), 'utf8')
  expect(kept).not.toContain(fakeKeys.secretAccessKey)

  await alice.close()
  s3.fault = () => refusal(503, 'SlowDown')
  const again = await reopen(alice.home, { daemon: true })
  await expect(again.call('add', { cube: 'notes', key: 'late', text: 'Too late.' })).rejects.toMatchObject({
    code: 'ERR_UNREACHABLE',
    message: expect.stringContaining(target),
  })
  expect(await finding(again)).toMatchObject({ ok: false, message: expect.stringContaining('SlowDown') })
  expect((await again.call('status', {})).store).toMatchObject({ target, problem: expect.any(String) })
  const told = (await again
    .call('forget', { cube: 'notes', keys: ['key'] })
    .catch((error: unknown) => error)) as Error
  expect(told.message).toContain(target)

  s3.fault = (method) => (method === 'DELETE' ? refusal(403, 'AccessDenied') : undefined)
  const { notForced } = (await again.call('forget', { cube: 'notes', keys: ['key'] })) as {
    notForced: string[]
  }
  expect(notForced.join()).toContain(`it may still be in ${target}`)
  expect(await finding(again)).toMatchObject({ ok: false, message: expect.stringContaining('deleted here') })
  s3.fault = undefined
  expect(await finding(again)).toMatchObject({ ok: true })
  expect([...s3.objects.values()].some((bytes) => Buffer.from(bytes).includes('flowerpot'))).toBe(false)

  await again.call('gc', {})
  expect(await again.call('fsck', {})).toMatchObject({ ok: true })
  const said = async (...words: string[]): Promise<string> =>
    (await runWith(words, { answer: (name, input) => again.call(name, input) })).stdout
  expect(await said('status')).toContain(`blocks  in ${target}`)
  expect(await said('store')).toContain(`blocks  in ${target}; its last answer took`)
  expect(await said('store', 'move', 'level')).toContain('all blocks are on this disk')
  expect(await said('store')).toBe('blocks  on this disk\n')
  expect(s3.objects.size).toBe(0)
  expect(await again.call('get', { cube: 'notes', key: 'salt' })).toMatchObject({
    body: 'Salt goes into the water.',
  })
  expect(JSON.parse(await readFile(join(again.home, 'config.json'), 'utf8'))).not.toHaveProperty('store')
})

// A disk that is really full: a node on a small file system of its own adds, imports and pulls until nothing fits any more.
import { execFileSync } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { initHome, openNode } from '../../src/node/index.ts'
import { temporaryFolder, temporaryNode } from '../helpers/temporary-home.ts'

const diskMebibytes = 256
/** More than is left when the ballast is there. */
const manyLines = Array.from({ length: 3_000 }, (_, at) =>
  JSON.stringify({ key: `i/${at}`, body: `note ${at} of the harbour. `.repeat(400) }),
).join('\n')

/** False where this user may not mount. */
function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMebibytes}m`, 'memcube-test', folder], {
      stdio: 'ignore',
    })
    onTestFinished(() => void execFileSync('umount', ['-l', folder], { stdio: 'ignore' }))
    return true
  } catch {
    return false
  }
}

test(
  'a node on a full disk stays up, says so, and goes on after space was made',
  { timeout: 180_000 },
  async ({ skip }) => {
    const folder = await temporaryFolder()
    const small = join(folder, 'small')
    await mkdir(small)
    if (!mountSmallDisk(small)) skip('mounting a small tmpfs needs root')
    await writeFile(join(folder, 'many.jsonl'), manyLines)
    const alice = await temporaryNode('alice', { network: {} })
    const { cube } = (await alice.call('create', { name: 'large' })) as { cube: string }
    await alice.call('import', { cube, path: join(folder, 'many.jsonl') })
    await alice.call('publish', { cube })

    const home = join(small, 'bob')
    await initHome({ home, name: 'bob' })
    const bob = await openNode({ home, daemon: true, network: {} })
    onTestFinished(() => bob.close())
    await bob.call('create', { name: 'notes' })
    await bob.call('add', { cube: 'notes', key: 'first', text: 'written while there was room' })
    const ballast = join(small, 'ballast')
    await writeFile(ballast, new Uint8Array((diskMebibytes - 4) * 1024 * 1024)).catch(() => undefined)

    // Refused before the first block, with the numbers.
    const full = { code: 'ERR_LIMIT', message: expect.stringContaining('are free') }
    await expect(bob.call('pull', { cube, from: alice.addresses()[0] })).rejects.toMatchObject(full)
    await expect(
      bob.call('import', { cube: 'notes', path: join(folder, 'many.jsonl') }),
    ).rejects.toMatchObject({ code: 'ERR_DISK_FULL' })
    await expect(bob.call('add', { cube: 'notes', key: 'second', text: 'no room' })).rejects.toMatchObject({
      code: 'ERR_DISK_FULL',
    })
    expect(await bob.call('status', {})).toMatchObject({
      disk: { readOnly: true, reason: expect.stringMatching(/space|needed/) },
    })
    const { checks } = (await bob.call('doctor', {})) as { checks: { name: string }[] }
    expect(checks.find(({ name }) => name === 'disk')).toMatchObject({ ok: false })
    expect(await bob.call('keys', { cube: 'notes' })).toEqual({ keys: ['first'] })
    expect(await bob.call('get', { cube: 'notes', key: 'first' })).toMatchObject({
      body: 'written while there was room',
    })

    await rm(ballast)
    await bob.call('add', { cube: 'notes', key: 'second', text: 'there is room again' })
    expect(await bob.call('status', {})).toMatchObject({ disk: { readOnly: false } })
    expect(await bob.call('pull', { cube, from: alice.addresses()[0] })).toMatchObject({ memories: 3_000 })
    expect(await bob.call('fsck', {})).toMatchObject({ ok: true, problems: [] })
  },
)

/** Pins of published cubes at Kubo itself, by command. It takes minutes to build: `npm run test:stores` has it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { done } from '../helpers/daemon.ts'
import { temporaryFolder } from '../helpers/temporary-home.ts'
import { buildKubo, kuboIsNotBuilt, startKuboNode } from './kubo-node.ts'

const noKubo = kuboIsNotBuilt('test:stores')

describe.skipIf(noKubo !== undefined)(
  `cubes that are pinned at Kubo${noKubo === undefined ? '' : ` (${noKubo})`}`,
  () => {
    beforeAll(buildKubo, 1_200_000)

    test('are all there, follow a change, and go without what others pinned', async () => {
      const folder = await temporaryFolder()
      const kubo = await startKuboNode(join(folder, 'repo'))
      onTestFinished(() => kubo.stop())
      const at = `kubo:${kubo.url}`
      const home = join(folder, 'alice')
      const notes = join(folder, 'notes.jsonl')
      const lines = Array.from({ length: 1_000 }, (_, n) =>
        JSON.stringify({ key: `tides/${n}`, body: `Low water ${n}, at harbour ${n * 7}.` }),
      )
      await writeFile(notes, lines.join('\n'))
      await done(home, 'init', '--name', 'alice')
      await done(home, 'create', 'tides')
      await done(home, 'import', 'tides', notes)
      await done(home, 'publish', 'tides')

      /** Recursive pins with their names, without those that a new repo has. */
      const pinned = async (): Promise<string[]> =>
        (await kubo.ipfs('pin', 'ls', '--type', 'recursive', '--names'))
          .split('\n')
          .filter((line) => line.includes('memcube'))
          .map((line) => line.split(' ')[0] ?? '')
      const add = () => done(home, 'pins', 'add', 'tides', '--at', at)

      const first = await add()
      expect(first).toMatchObject({ changed: true, pins: [{ name: 'tides', place: at, state: 'current' }] })
      expect(await pinned()).toEqual([first.pins[0].commit])
      // All that the commit links to, and each memory among it.
      const refs = (await kubo.ipfs('refs', '--recursive', '--unique', first.pins[0].commit))
        .trim()
        .split('\n')
      const { memory } = await done(home, 'get', 'tides', 'tides/999')
      expect(refs).toContain(memory)
      expect(refs.length).toBeGreaterThan(1_000)
      expect(await add()).toMatchObject({ changed: false })

      await done(home, 'add', 'tides', 'High water comes after it.', '--key', 'tides/0')
      const second = await add()
      expect(await pinned()).toEqual([second.pins[0].commit])
      expect(second.pins[0].commit).not.toBe(first.pins[0].commit)

      await kubo.ipfs('pin', 'add', '--name', 'of somebody else', first.pins[0].commit)
      expect(await done(home, 'pins', 'remove', 'tides', '--at', at)).toEqual({ pins: [] })
      expect(await pinned()).toEqual([])
      expect(await kubo.ipfs('pin', 'ls', '--type', 'recursive', '--names')).toContain('of somebody else')
    })
  },
)

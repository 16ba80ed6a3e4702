import { inFile, type Room } from './mutant.ts'

const elsewhere = 'test/storage/elsewhere'
const moving = [`${elsewhere}/moving.test.ts`, `${elsewhere}/placing.test.ts`]
const away = [`${elsewhere}/faults.test.ts`, `${elsewhere}/parts.test.ts`, ...moving]
const cacheAway = [`${elsewhere}/block-cache.test.ts`, ...moving]
const asking = [`${elsewhere}/ask.test.ts`, `${elsewhere}/faults.test.ts`]
const placing = [`${elsewhere}/placing.test.ts`]

export const storage: Room = {
  folder: 'src/storage/',
  mutants: [
    ...inFile(
      'src/storage/elsewhere/s3-blocks.ts',
      ['test/storage/elsewhere/faults.test.ts', 'test/storage/elsewhere/moving.test.ts'],
      [
        {
          fault: 'a 404 that the store did not say counts as deleted',
          text: "answer.status === 404 && codeIn(answer) === 'NoSuchKey'",
          replacement: 'answer.status === 404',
        },
        {
          fault: 'the place of another home is given away',
          text: 'if (ownerIn(await getMarker()) === home) await',
          replacement: 'if (home.length > 0) await',
        },
      ],
    ),
    ...inFile(
      'src/storage/elsewhere/block-cache.ts',
      ['test/storage/elsewhere/moving.test.ts'],
      [
        {
          fault: 'what an earlier process was about to take out stays in the cache',
          text: '#holdsDeleted = true\n  #epoch',
          replacement: '#holdsDeleted: boolean = false\n  #epoch',
        },
      ],
    ),
    ...inFile(
      'src/storage/second-marks.ts',
      ['test/storage/mending.test.ts'],
      [
        {
          fault: 'the last line of a name counts, not the newest',
          text: 'if ((marks.get(name)?.seq ?? 0) <= mark.seq) marks.set(name, mark)',
          replacement: 'marks.set(name, mark)',
        },
        {
          fault: 'the checksum of a line is not looked at',
          text: "rest === '' || line.slice(0, checksumDigits + 1) !== `${checksumOf(rest)} `",
          replacement: "rest === ''",
        },
        {
          fault: 'a line that was cut swallows the next',
          text: "text === '' || text.endsWith('\\n') ? '' : '\\n'",
          replacement: "''",
        },
        {
          fault: 'the file is never written anew',
          text: 'if (bytes > rewriteBytes) await shrink()',
          replacement: 'if (bytes < 0) await shrink()',
        },
      ],
    ),
    ...inFile(
      'src/storage/records.ts',
      ['test/storage/units.test.ts'],
      [
        {
          fault: 'the checksum of a record is not looked at',
          text: 'return bytesEqual(checksum(key, value), sealed.subarray(0, checksumBytes))',
          replacement: 'return value.length >= 0',
        },
        {
          fault: 'a record is sealed without its key',
          text: 'sha256(Buffer.concat([key, value]))',
          replacement: 'sha256(Buffer.concat([key.subarray(0, 1), value]))',
        },
      ],
    ),
    ...inFile(
      'src/storage/outbox.ts',
      ['test/storage/outbox.test.ts'],
      [
        {
          fault: 'removing what was sent removes what came meanwhile',
          text: 'if (key <= id) del',
          replacement: 'if (key >= id) del',
        },
        {
          fault: 'the first entry of a cube waits, not the newest',
          text: 'newest.set(entry.cube, { ...entry, id })',
          replacement: 'if (before === undefined) newest.set(entry.cube, { ...entry, id })',
        },
      ],
    ),
    ...inFile(
      'src/storage/collection.ts',
      ['test/storage/collection.test.ts'],
      [
        {
          fault: 'blocks that somebody asked for are deleted',
          text: 'if (asked.length > 0 || records.length > 0) return undefined',
          replacement: 'if (records.length > 0) return undefined',
        },
        {
          fault: 'records that somebody put are not looked at',
          text: 'if (asked.length > 0 || records.length > 0) return undefined',
          replacement: 'if (asked.length > 0) return undefined',
        },
        {
          fault: 'blocks that were put meanwhile are deleted',
          text: 'blocks.filter(({ cid }) => !kept.has(cid))',
          replacement: 'blocks.filter(({ cid }) => kept.size >= 0 || kept.has(cid))',
        },
        {
          fault: 'who asks for a block on its way out does not wait',
          text: 'wait = doomed.gone',
          replacement: 'wait = undefined',
        },
      ],
    ),
    ...inFile(
      'src/storage/write-queue.ts',
      ['test/storage/units.test.ts', 'test/storage/full-disk.test.ts'],
      [
        {
          fault: 'a synced write that joins others is not synced',
          text: 'group.some((one) => one.sync)',
          replacement: 'group.every((one) => one.sync)',
        },
        {
          fault: 'a full disk is forgotten',
          text: '      this.#fault = { error }\n      throw diskFull(error)\n    }\n  }\n\n  async #drain',
          replacement: '      throw diskFull(error)\n    }\n  }\n\n  async #drain',
        },
        {
          fault: 'a group of writes loses those after the first',
          text: 'this.#waiting = this.#waiting.slice(group.length)',
          replacement: 'this.#waiting = []',
        },
      ],
    ),
    ...inFile(
      'src/storage/flip-back.ts',
      ['test/storage/mending.test.ts'],
      [{ fault: 'the last bit of a byte is not tried', text: 'bit < 0x100', replacement: 'bit < 0x80' }],
    ),
    ...inFile(
      'src/storage/aside.ts',
      ['test/storage/units.test.ts'],
      [
        {
          fault: 'damaged bytes are dropped',
          text: ": [{ type: 'put', key: asideKey(key), value: before }, put]",
          replacement: ': [put]',
        },
      ],
    ),
    ...inFile(
      'src/storage/copy.ts',
      ['test/storage/copy.test.ts'],
      [
        {
          fault: 'damaged blocks are not counted',
          text: 'if (cid === undefined || !hasHash(cid, value)) count.damaged++',
          replacement: 'if (cid === undefined) count.damaged++',
        },
        {
          fault: 'damaged records are not counted',
          text: '&& !isSealed(key, value)) count.damaged++',
          replacement: '&& isSealed(key, value)) count.damaged++',
        },
        {
          fault: 'the last batch of a copy is not written',
          text: '    await flush(true)\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/storage/home/seed-file.ts',
      ['test/storage/home.test.ts'],
      [
        {
          fault: 'a key that others may read is used',
          text: '  await requirePrivate(path, 0o600)\n',
          replacement: '',
        },
        {
          fault: 'a key of another length is used',
          text: 'if (bytes.length === seedBytes) return',
          replacement: 'if (bytes.length >= 0) return',
        },
      ],
    ),
    ...inFile(
      'src/storage/home/whole-file.ts',
      ['test/storage/home.test.ts'],
      [
        {
          fault: 'a file is made where there is one',
          text: '    await linkOrRename(temporary, path)\n',
          replacement: '    await rename(temporary, path)\n',
        },
      ],
    ),
    ...inFile('src/storage/elsewhere/move-blocks.ts', moving, [
      {
        fault: 'the old side is emptied before the new one was read',
        text: 'await eachAtOnce(entries, readsAtOnce, ([key]) => requireThere(database, key))',
        replacement: 'void requireThere',
      },
      {
        fault: 'other bytes at the target count as the block',
        text: 'if (!hasHash(cid, bytes))\n    throw notWhole',
        replacement: 'if (cid === undefined)\n    throw notWhole',
      },
      {
        fault: 'what is damaged here is sent, and gone here',
        text: '    requireSound(absent)\n',
        replacement: '',
      },
      {
        fault: 'what came back stays at the target',
        text: "{ type: 'put', key: doubtKey(key), value: encodeDoubt(doubtKey(key)) },",
        replacement: '',
      },
      {
        fault: 'a block that the target garbled comes back',
        text: 'if (bytes === undefined || !hasHash(cid, bytes)) throw',
        replacement: 'if (bytes === undefined) throw',
      },
    ]),
    ...inFile('src/storage/elsewhere/split-database.ts', away, [
      {
        fault: 'what a failed write has sent stays at the target',
        text: 'fresh.map(({ key }) => doubt(key))',
        replacement: 'fresh.flatMap(() => [])',
      },
      {
        fault: 'each write waits for a target that does not erase',
        text: '(!now && this.#nowMs() < this.#restUntilMs)',
        replacement: '(!now && this.#nowMs() < 0)',
      },
      {
        fault: 'what is deleted stays in the cache',
        text: '    await this.#cache.forget(away)\n',
        replacement: '',
      },
      {
        fault: 'on the way home new blocks go to the target',
        text: "if (puts.length > 0 && this.direction === 'out') {",
        replacement: 'if (puts.length > 0) {',
      },
    ]),
    ...inFile('src/storage/elsewhere/split-reads.ts', away, [
      {
        fault: 'a block that was deleted while it was asked for counts as damaged',
        text: 'return here ?? (named === undefined ? undefined : new Uint8Array())',
        replacement: 'return named === undefined ? new Uint8Array() : new Uint8Array()',
      },
      {
        fault: 'a garbled block in the cache is not asked for at the target',
        text: 'if (bytes !== undefined && !hasHash(cidOfBlockKey(key), bytes)) found[at] = undefined',
        replacement: 'if (bytes === undefined) found[at] = undefined',
      },
      {
        fault: 'a page of blocks has no bound in bytes',
        text: '(bytes += size ?? 0) > pageBytes',
        replacement: '(bytes += size ?? 0) < 0',
      },
    ]),
    ...inFile('src/storage/elsewhere/block-cache.ts', cacheAway, [
      {
        fault: 'what was deleted while it was read is kept',
        text: 'entries.length === 0 || epoch !== this.#epoch) return',
        replacement: 'entries.length === 0) return',
      },
      {
        fault: 'bytes of deleted blocks stay in the files',
        text: '    this.#holdsDeleted = true\n',
        replacement: '',
      },
      {
        fault: 'a cache that was closed is opened by a late read',
        text: '    if (this.#isClosed) return Promise.resolve()\n',
        replacement: '',
      },
      {
        fault: 'a damaged cache stands in the way',
        text: '      await this.#delete(number)\n      return this.#open(location)',
        replacement: '      return this.#open(location)',
      },
    ]),
    ...inFile('src/storage/elsewhere/ask.ts', asking, [
      {
        fault: 'who does not answer in time is asked again',
        text: 'if (left === 0 || isTimeout(error)) throw',
        replacement: 'if (left === 0) throw',
      },
      {
        fault: 'a request is carried to where the server says',
        text: "redirect: 'error',",
        replacement: "redirect: 'follow',",
      },
      {
        fault: 'an answer without end is read to the end',
        text: 'if (bytes > maxBytes) throw',
        replacement: 'if (bytes < 0) throw',
      },
    ]),
    ...inFile('src/storage/elsewhere/s3-blocks.ts', moving, [
      {
        fault: 'of two homes that claim a place at the same time both have it',
        text: '      if (ownerIn(await getMarker()) !== home) throw taken(name)\n',
        replacement: '',
      },
      {
        fault: 'something else under the name of the marker is replaced',
        text: "  return ''\n",
        replacement: '  return undefined\n',
      },
    ]),
    ...inFile('src/storage/elsewhere/kubo-blocks.ts', moving, [
      {
        fault: 'a Kubo of another home is taken',
        text: 'if (owner !== pinName) throw taken(name, owner)',
        replacement: "if (owner === '') throw taken(name, owner)",
      },
      {
        fault: 'Kubo looks for blocks in the world',
        text: "new URLSearchParams({ offline: 'true' })",
        replacement: 'new URLSearchParams()',
      },
      {
        fault: 'a fault of Kubo is a block that is not there',
        text: 'if (answer.status !== 200 && isNotHere(answer)) return',
        replacement: 'if (answer.status !== 200) return',
      },
    ]),
    ...inFile('src/storage/elsewhere/place-file.ts', placing, [
      {
        fault: 'a place that cannot be read is this disk',
        text: 'if (place !== undefined) return place',
        replacement: 'if (path !== undefined) return place',
      },
      {
        fault: 'a place with a direction that there is not is taken',
        text: "direction === 'out' || direction === 'back' ?",
        replacement: "typeof direction === 'string' ?",
      },
    ]),
    ...inFile('src/storage/elsewhere/placing.ts', placing, [
      {
        fault: 'blocks are moved twice at once',
        text: 'if (moving) throw',
        replacement: 'if (moving === undefined) throw',
      },
      {
        fault: 'the place of another home stays claimed',
        text: '    await remote.release(place.home)\n',
        replacement: '',
      },
    ]),
    ...inFile('src/storage/elsewhere/s3-keys.ts', placing, [
      {
        fault: 'keys of the surroundings win over those of the home',
        text: 'if (text === undefined && given !== undefined)',
        replacement: 'if (given !== undefined)',
      },
    ]),
    ...inFile('src/storage/elsewhere/open-remote.ts', placing, [
      {
        fault: 'keys that were put right are not read again',
        text: '      opening = undefined\n',
        replacement: '',
      },
    ]),
  ],
}

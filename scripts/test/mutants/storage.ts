import { inFile, type Room } from './mutant.ts'

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
  ],
}

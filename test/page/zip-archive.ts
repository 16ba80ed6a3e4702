/** Writes ZIP archives as other programs do, as far as tests need it. */
import { crc32, deflateRawSync } from 'node:zlib'

interface Packed {
  name: string
  bytes: Buffer
  /** 0 stored, 8 deflated. */
  method?: 0 | 8 | 12
  encrypted?: boolean
}

export function zipArchive(files: readonly Packed[]): Buffer {
  const [parts, entries]: [Buffer[], Buffer[]] = [[], []]
  let at = 0
  for (const { name, bytes, method = 8, encrypted = false } of files) {
    const title = Buffer.from(name)
    const body = method === 8 ? deflateRawSync(bytes) : bytes
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(encrypted ? 1 : 0, 2)
    shared.writeUInt16LE(method, 4)
    shared.writeUInt32LE(crc32(bytes), 10)
    shared.writeUInt32LE(body.length, 14)
    shared.writeUInt32LE(bytes.length, 18)
    shared.writeUInt16LE(title.length, 22)
    const entry = Buffer.alloc(14)
    entry.writeUInt32LE(at, 10)
    const local = Buffer.concat([mark(0x04034b50), shared, title, body])
    entries.push(Buffer.concat([mark(0x02014b50), Buffer.from([20, 0]), shared, entry, title]))
    parts.push(local)
    at += local.length
  }
  const list = Buffer.concat(entries)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...parts, list, mark(0x06054b50), end])
}

function mark(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

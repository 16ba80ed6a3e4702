/** What somebody finds who has the disk of a home and time: files as they are, and all that the databases hold, uncompressed. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'

/** @param home a home that nobody has open @returns those of the texts and bytes that are there, as text or in hex */
export async function findOnDisk(home: string, wanted: readonly (string | Uint8Array)[]): Promise<string[]> {
  const needles = wanted.map((one) => ({
    name: typeof one === 'string' ? one : Buffer.from(one).toString('hex'),
    bytes: Buffer.from(one),
  }))
  const found = new Set<string>()
  const look = (bytes: Uint8Array): void => {
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    for (const { name, bytes: needle } of needles) if (whole.includes(needle)) found.add(name)
  }
  const files = await readdir(home, { recursive: true, withFileTypes: true })
  for (const file of files) {
    if (!file.isFile()) continue
    look(await readFile(join(file.parentPath, file.name)))
    look(Buffer.from(file.name))
  }
  // A Level database has a file named CURRENT; its tables are compressed.
  for (const { parentPath, name } of files) {
    if (name !== 'CURRENT') continue
    const level = new ClassicLevel<Uint8Array, Uint8Array>(parentPath, {
      keyEncoding: 'view',
      valueEncoding: 'view',
      createIfMissing: false,
    })
    for await (const [key, value] of level.iterator()) {
      look(key)
      look(value)
    }
    await level.close()
  }
  return [...found].sort()
}

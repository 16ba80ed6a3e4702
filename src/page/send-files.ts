/** Files that a person chose, made ready to be sent in calls that are not too large. */

/** What a browser says of a file, with its path in the folder that was chosen. */
export interface ChosenFile {
  name: string
  size: number
  modifiedMs: number
  read(): Promise<ArrayBuffer>
}

/** Of a call: what the API takes in one request (8 MiB) less a third for base64, with room to spare. */
export const mostBytes = 5 * 1024 * 1024
/** As the call has it. */
const mostFiles = 2_000

export interface Batches {
  calls: ChosenFile[][]
  /** Too large to be sent from a page. */
  tooLarge: ChosenFile[]
  /** Files of tools, such as .git and .obsidian: their names or folders begin with a dot. */
  hidden: number
}

export function batchesOf(files: readonly ChosenFile[]): Batches {
  const shown = files.filter(({ name }) => !/(?:^|\/)\./.test(name))
  const calls: ChosenFile[][] = []
  let bytes = 0
  for (const file of shown) {
    if (file.size > mostBytes) continue
    const last = calls.at(-1)
    bytes += file.size
    if (last === undefined || last.length >= mostFiles || bytes > mostBytes) {
      calls.push([file])
      bytes = file.size
    } else last.push(file)
  }
  return {
    calls,
    tooLarge: shown.filter(({ size }) => size > mostBytes),
    hidden: files.length - shown.length,
  }
}

export function sentFile(
  { name, modifiedMs }: Pick<ChosenFile, 'name' | 'modifiedMs'>,
  bytes: ArrayBuffer,
): { name: string; base64: string; modifiedMs: number } {
  let binary = ''
  const view = new Uint8Array(bytes)
  // So many arguments at once every browser takes.
  for (let at = 0; at < view.length; at += 8_192)
    binary += String.fromCharCode(...view.subarray(at, at + 8_192))
  return { name, base64: btoa(binary), modifiedMs: Math.max(0, Math.floor(modifiedMs)) }
}

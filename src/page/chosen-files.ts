/** Files as browsers give them: chosen in a dialog, or dropped, with all that is in folders. */
import type { ChosenFile } from './send-files.ts'

export function filesOf(list: FileList | null): ChosenFile[] {
  return Array.from(list ?? [], (file) =>
    chosen(file, file.webkitRelativePath === '' ? file.name : withoutTop(file.webkitRelativePath)),
  )
}

export async function droppedFiles({ items }: DataTransfer): Promise<ChosenFile[]> {
  // All at once: the list is empty when the event is over.
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const [only, ...others] = entries
  if (others.length === 0 && only?.isDirectory === true)
    return filesBelow(only as FileSystemDirectoryEntry, '')
  return (await Promise.all(entries.map((entry) => filesAt(entry, '')))).flat()
}

async function filesAt(entry: FileSystemEntry, above: string): Promise<ChosenFile[]> {
  if (entry.isDirectory) return filesBelow(entry as FileSystemDirectoryEntry, `${above}${entry.name}/`)
  const file = await new Promise<File>((resolve, reject) =>
    (entry as FileSystemFileEntry).file(resolve, reject),
  )
  return [chosen(file, above + entry.name)]
}

async function filesBelow(folder: FileSystemDirectoryEntry, path: string): Promise<ChosenFile[]> {
  const reader = folder.createReader()
  const found: ChosenFile[] = []
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (entries.length === 0) return found
    for (const entry of entries) found.push(...(await filesAt(entry, path)))
  }
}

function chosen(file: File, name: string): ChosenFile {
  return { name, size: file.size, modifiedMs: file.lastModified, read: () => file.arrayBuffer() }
}

/** The folder that was chosen is not part of a key. */
const withoutTop = (path: string): string => path.slice(path.indexOf('/') + 1)

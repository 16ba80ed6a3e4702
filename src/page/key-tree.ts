/** Keys as the tree that their slashes make. Pure. */
export interface KeyFolder {
  /** As it is in the keys, with a slash at its end: `postgres/vacuum/`. */
  path: string
  name: string
  /** How many keys are in it, at any depth. */
  count: number
  folders: KeyFolder[]
  /** Keys that lie here. */
  keys: string[]
}

/** A folder that holds one other folder and no keys is told in one line with it. */
export function keyTree(keys: readonly string[]): KeyFolder {
  const root: KeyFolder = { path: '', name: '', count: 0, folders: [], keys: [] }
  const known = new Map<string, KeyFolder>([['', root]])
  const folderOf = (path: string): KeyFolder => {
    const found = known.get(path)
    if (found !== undefined) return found
    const at = path.slice(0, -1).lastIndexOf('/')
    const folder: KeyFolder = { path, name: path.slice(at + 1), count: 0, folders: [], keys: [] }
    known.set(path, folder)
    folderOf(path.slice(0, at + 1)).folders.push(folder)
    return folder
  }
  for (const key of keys) folderOf(key.slice(0, key.lastIndexOf('/') + 1)).keys.push(key)
  // Deeper paths are longer: what is in them is counted before they are.
  for (const folder of [...known.values()].sort((a, b) => b.path.length - a.path.length)) {
    folder.count = folder.folders.reduce((sum, { count }) => sum + count, folder.keys.length)
    folder.folders = folder.folders.map(joined).sort((a, b) => (a.path < b.path ? -1 : 1))
  }
  return root
}

function joined(folder: KeyFolder): KeyFolder {
  const [only, ...others] = folder.folders
  if (only === undefined || others.length > 0 || folder.keys.length > 0) return folder
  return { ...only, name: folder.name + only.name }
}

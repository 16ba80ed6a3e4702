export interface Fault {
  /** What is wrong then, in a few words; its name within its room. */
  fault: string
  /** Stands exactly once in the file. */
  text: string
  replacement: string
  /** Why no test notices it. It counts as a survivor all the same. */
  survives?: string
}

/** One small fault that tests have to notice. */
export interface Mutant extends Fault {
  file: string
  /** Test files that are to notice it: few, and direct ones. */
  tests: readonly string[]
}

export interface Room {
  /** Folder of all its files. */
  folder: string
  mutants: readonly Mutant[]
}

export function inFile(file: string, tests: readonly string[], faults: readonly Fault[]): Mutant[] {
  return faults.map((fault) => ({ ...fault, file, tests }))
}

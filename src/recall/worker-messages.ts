/** What crosses between the node's thread and the worker that owns the index. */
import type { ReplaceStep } from './engine.ts'
import type { RecallOptions, RecallQuery } from './recall.ts'
import type { Texts } from './texts.ts'

export interface WorkerStart {
  folder: string
  options: RecallOptions
  /** Whether texts are to be asked for. */
  asksForTexts: boolean
}

export type Request =
  | { id: number; method: 'replace'; step: ReplaceStep }
  | { id: number; method: 'dropCube'; cube: string }
  | { id: number; method: 'purge' }
  | { id: number; method: 'cursor'; cube: string }
  | { id: number; method: 'opaque'; cubes: readonly string[] }
  | { id: number; method: 'voices' }
  | { id: number; method: 'entries'; cube: string }
  | { id: number; method: 'nearest'; cube: string; texts: string[]; count: number }
  | { id: number; method: 'vectors'; cube: string; keys: readonly string[] }
  | { id: number; method: 'search'; query: RecallQuery }
  | { id: number; method: 'status' }
  | { id: number; method: 'server' }
  | { id: number; method: 'settled' }
  | { id: number; method: 'close' }
  | TextsAnswer

/** What the worker asks for: the texts of memories. Its ids are its own. */
export interface TextsQuestion {
  id: number
  memories: readonly string[]
}

/** Without texts: they cannot be read now. */
export interface TextsAnswer {
  id: number
  method: 'texts'
  texts: Texts | undefined
}

/** Errors lose their class on the way, so that they travel as data. */
export interface Failure {
  code: string | undefined
  message: string
  hint: string | undefined
  stack: string | undefined
}

/** `id` 0 tells that the index is open, or could not be opened. Steps of a `replace` but the last get no answer. */
export type Response = { id: number; value: unknown } | { id: number; failure: Failure }

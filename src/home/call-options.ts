/** How far a long call has come; shown as a progress bar on a terminal. */
export interface Progress {
  phase: string
  done: number
  total?: number
  unit?: string
}

export interface CallOptions {
  signal: AbortSignal
  progress(progress: Progress): void
}

/** What functions ask of those who look after a life. */
import type { Collector } from './gc/index.ts'

export interface Collects {
  collector: Collector
}

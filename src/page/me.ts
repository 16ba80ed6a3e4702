/** Who this home is: asked once. */
import { signal } from '@preact/signals'

export const me = signal<string | undefined>(undefined)

import { rotateKey } from '../rotation/rotate-key.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const rotateKeyCase = useCase({
  name: 'rotate-key',
  summary: 'Makes a new author key, proven by the old one, and signs every cube of this home with it.',
  input: inputs.nothing,
  run: (node) => rotateKey(node),
})

// The embedded index keeps the contract with a graph of all its vectors, beside one that compares them one by one.
import { describe } from 'vitest'
import { recallContract } from '../contracts/recall-contract.ts'
import { open } from './an-index.ts'

describe('the embedded index with a graph', () => {
  recallContract({
    open: () => open(undefined, { exactBelow: 20 }),
    async arrived(index) {
      await index.settled()
      await index.purge()
    },
  })
})

import { describe } from 'vitest'
import { openStore } from '../../src/storage/index.ts'
import { storeContract } from './store-contract.ts'

describe('the store on disk', () => storeContract((dir) => openStore(dir)))

import { RESERVED_PREFIX } from '../core/cube/index.ts'

/** Where a cube keeps what it says about itself. */
export const infoKey = `${RESERVED_PREFIX}info`

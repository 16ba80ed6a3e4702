import {
  COMMENTS_FEATURE,
  COMPARE_FEATURE,
  createHelloProfile,
  FILTER_FEATURE,
  type HelloProfile,
} from '../protocols/index.ts'
import { version } from '../home/index.ts'

/** What this node says of itself to others. */
export function helloProfile(network: string): HelloProfile {
  return createHelloProfile({
    network,
    agent: `memcube/${version}`,
    features: [COMMENTS_FEATURE, FILTER_FEATURE, COMPARE_FEATURE],
  })
}

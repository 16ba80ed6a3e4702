import type { NodeConfig } from '../../node/index.ts'

/** Keys for S3 by the names that every program for it knows; undefined unless both are there. */
export function s3KeysIn(env: NodeJS.ProcessEnv): NodeConfig['s3Keys'] {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  const { AWS_SESSION_TOKEN: sessionToken } = env
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
}

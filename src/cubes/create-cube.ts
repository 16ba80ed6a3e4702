/** A new cube: genesis, its settings, a first signed commit and head, in one synced batch. */
import type { CID } from 'multiformats/cid'
import type { Block } from '../core/codec/index.ts'
import { createGenesis, infoMemory, nextTid, signCommit, type CubeInfo } from '../core/cube/index.ts'
import { buildTree } from '../core/tree/index.ts'
import type { Creates } from './needs.ts'
import type { CubeRecord } from './cube-record.ts'
import { signingKey } from './signing-key.ts'
import { writeHead } from './write-head.ts'
import { infoKey } from './info-key.ts'

interface NewCube {
  name: string
  info: CubeInfo
  /** For a fork: where it comes from, and the tree and history that it shares. `blocks` are those not stored yet. */
  forkOf?: {
    cube: CID
    name: string
    commit: CID
    tree: CID
    blocks: Block[]
    count: number
    memories: number
    rev: string
  }
}

export async function createCube(node: Creates, { name, info, forkOf }: NewCube): Promise<CubeRecord> {
  const nowMs = node.nowMs()
  const { genesis: _genesis, ...genesis } = createGenesis({
    name,
    authors: [node.author.publicKey],
    visibility: 'public',
    created: nowMs,
    nonce: node.random(16),
    ...(forkOf !== undefined && { forkOf: { cube: forkOf.cube, commit: forkOf.commit } }),
  })
  const start =
    forkOf === undefined
      ? firstTree(info, nowMs)
      : { root: forkOf.tree, count: forkOf.count, memories: forkOf.memories, blocks: forkOf.blocks }
  const { block: commit } = signCommit(
    {
      cube: genesis.cid,
      tree: start.root,
      parents: forkOf === undefined ? [] : [forkOf.commit],
      rev: nextTid(forkOf?.rev, nowMs, node.clockId),
      author: node.author.publicKey,
      time: nowMs,
      message: forkOf === undefined ? `create ${name}` : `fork ${forkOf.name}`,
      count: start.count,
    },
    signingKey(node),
  )
  const record: CubeRecord = {
    cube: genesis.cid.toString(),
    name,
    author: node.author.did,
    own: true,
    followed: false,
    published: false,
    branch: 'main',
    head: new Uint8Array(),
    seq: 0,
    commit: commit.cid,
    memories: start.memories,
    info,
    expires: 0,
    ...(forkOf !== undefined && { forkOf: { cube: forkOf.cube, commit: forkOf.commit } }),
  }
  const blocks = [genesis, ...start.blocks, commit]
  return writeHead(node, record, { main: commit.cid }, nowMs, blocks, {
    told: { kind: forkOf === undefined ? 'create' : 'fork', commit: commit.cid },
  })
}

function firstTree(
  info: CubeInfo,
  nowMs: number,
): { root: CID; count: number; memories: number; blocks: Block[] } {
  const memory = infoMemory(info, nowMs)
  const tree = buildTree([[infoKey, memory.cid]])
  return { root: tree.root, count: 1, memories: 0, blocks: [memory, ...tree.blocks] }
}

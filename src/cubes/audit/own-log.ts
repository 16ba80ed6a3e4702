/** The audit log of this home: its checkpoints, and whether it is still what was written. */
import {
  auditOrigin,
  cosignersOf,
  formatCosignRequest,
  leafHash,
  LogCheck,
  proveConsistency,
  rangeRoot,
  emptyRange,
  signCheckpoint,
  verifyCheckpoint,
  type AuditEntry,
  type AuditProblem,
  type Checkpoint,
} from '../../core/audit/index.ts'
import { bytesEqual, parseCid } from '../../core/codec/index.ts'
import type { Reads, Refuses, Signer, Trust } from '../needs.ts'
import { type OnPeer, type Stored, invalidInput, countOf } from '../../home/index.ts'
import { branchesOf } from '../branches.ts'
import { history } from '../history.ts'

/** Checkpoints that this home signed, by size; `audit verify` holds the log against them. */
const ownPrefix = 'audit/own/'
/** Problems told at most: who changed one thing changed few, and the first is what counts. Guess. */
const maxMissing = 100

interface OwnCheckpoint extends Checkpoint {
  /** The signed note; with a proof before it where one was asked for. */
  text: string
}

/** Signs what the log is now. @param since size of an earlier checkpoint, to prove that this one continues it */
export async function signOwnCheckpoint(
  node: Signer & OnPeer & Stored & Refuses,
  since?: number,
): Promise<OwnCheckpoint> {
  await node.refusals.flush()
  const range = (await node.store.audit.state()) ?? emptyRange
  const origin = auditOrigin(node.author.did, node.peerId)
  const checkpoint: Checkpoint = { origin, size: range.size, root: rangeRoot(range) }
  const signed = signCheckpoint(checkpoint, node.author.secret)
  const key = `${ownPrefix}${String(range.size).padStart(16, '0')}`
  await node.store.commit({ put: [{ space: 'meta', key, value: { signed } }] })
  if (since === undefined) return { ...checkpoint, text: signed }
  if (since > range.size)
    throw invalidInput(
      `the log has ${countOf(range.size, 'entry', 'entries')}; a checkpoint of ${since} cannot come before`,
      'give the size of an earlier checkpoint with --since',
    )
  const proof = proveConsistency(await leafHashes(node, range.size), since)
  return { ...checkpoint, text: formatCosignRequest({ old: since, proof, checkpoint: signed }) }
}

async function leafHashes(node: Stored, size: number): Promise<Uint8Array[]> {
  const hashes: Uint8Array[] = []
  for await (const [, leaf] of node.store.audit.entries()) {
    if (hashes.length === size) break
    hashes.push(leafHash(leaf))
  }
  return hashes
}

interface LogReport {
  entries: number
  root: Uint8Array
  /** The first one first. */
  problems: AuditProblem[]
  /** The checkpoint that was given, if one was. */
  checkpoint: { size: number; cosigners: { author: string; timeS: number }[] } | undefined
}

interface Needs extends Reads, Signer, OnPeer, Trust, Refuses {}

/** @param given a signed checkpoint from before, as text @throws ERR_UNVERIFIABLE for one that is none of this home's author */
export async function verifyOwnLog(
  node: Needs,
  given: string | undefined,
  signal: AbortSignal,
): Promise<LogReport> {
  await node.refusals.flush()
  const origins = await ownOrigins(node)
  const earlier = given === undefined ? undefined : ownCheckpoint(origins, given)
  const checkpoints = [...(await keptCheckpoints(node, origins)), ...(earlier === undefined ? [] : [earlier])]
  const check = new LogCheck(checkpoints.map(({ size }) => size))
  const told = new Set<string>()
  const adopted: AuditEntry[] = []
  for await (const [index, leaf] of node.store.audit.entries()) {
    signal.throwIfAborted()
    const entry = check.take(index, leaf)
    if (entry?.commit !== undefined) told.add(entry.commit.toString())
    if (entry?.kind === 'adopt') adopted.push(entry)
  }
  check.compareState(await node.store.audit.state())
  for (const checkpoint of checkpoints.sort((a, b) => a.size - b.size)) check.compareCheckpoint(checkpoint)
  await checkCommits(node, told, adopted, check, signal)
  return {
    entries: check.size,
    root: check.root,
    problems: check.problems.sort((a, b) => a.index - b.index),
    checkpoint: earlier && { size: earlier.size, cosigners: cosignersOf(earlier.note) },
  }
}

/** The names of this home's log: under its author key, and under those that stood in its place before. */
async function ownOrigins(node: Signer & OnPeer & Trust): Promise<ReadonlySet<string>> {
  const former = (await node.authors.list()).filter(
    ({ tier, successor }) => tier === 'own' && successor !== undefined,
  )
  return new Set([node.author, ...former].map(({ did }) => auditOrigin(did, node.peerId)))
}

function ownCheckpoint(origins: ReadonlySet<string>, text: string): ReturnType<typeof verifyCheckpoint> {
  const checkpoint = verifyCheckpoint(text)
  if (origins.has(checkpoint.origin)) return checkpoint
  throw invalidInput(
    `the checkpoint is of ${checkpoint.origin}, which is another home`,
    'give one that this home has signed: `memcube audit checkpoint --out FILE` writes them',
  )
}

async function keptCheckpoints(
  node: Stored,
  origins: ReadonlySet<string>,
): Promise<ReturnType<typeof verifyCheckpoint>[]> {
  const kept = []
  for await (const [, { signed }] of node.store.records<{ signed: string }>('meta').list(ownPrefix))
    kept.push(ownCheckpoint(origins, signed))
  return kept
}

/** Each commit of an own cube that this home's author signed is told of, unless it was there before the log. */
async function checkCommits(
  node: Reads & Signer,
  told: ReadonlySet<string>,
  adopted: readonly AuditEntry[],
  check: LogCheck,
  signal: AbortSignal,
): Promise<void> {
  const covered = new Set<string>()
  for await (const { cid } of history(
    node,
    adopted.flatMap(({ commit }) => commit ?? []),
  ))
    covered.add(cid.toString())
  let missing = 0
  for (const record of await node.cubes.list()) {
    if (!record.own) continue
    const cube = parseCid(record.cube)
    for await (const { cid, commit } of history(node, Object.values(branchesOf(record)))) {
      signal.throwIfAborted()
      const id = cid.toString()
      const isOurs = commit.cube.equals(cube) && bytesEqual(commit.author, node.author.publicKey)
      if (!isOurs || told.has(id) || covered.has(id)) continue
      check.reportMissing(id)
      if (++missing >= maxMissing) return
    }
  }
}

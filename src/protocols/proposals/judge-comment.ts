// Whether to keep what somebody says of a proposal: cheap questions first, the signature last. Invariant: only its proposer
// and the authors of the upstream are heard, each so much; whoever proposes never takes the room of those who answer. Pure.
// Spec: protocols/proposals/spec.md, "Judging a comment".
import { bytesEqual } from '../../core/codec/index.ts'
import { verifyVerdict, type Comment } from '../../core/cube/index.ts'
import { denied, limit, type Judgement, type JudgeView } from './judge.ts'
import { PROPOSAL_LIMITS } from './limits.ts'

/** A comment that is kept here. */
export interface KnownComment {
  id: string
  comment: Comment
  receivedMs: number
  /** Whether nobody here follows or trusts its author, who is no author of the upstream either. */
  isStranger: boolean
}

/** What is kept of comments on all cubes. */
export interface AllComments {
  count: number
  /** Those about the cube that most are about. */
  ofLargest: readonly KnownComment[]
}

const none: AllComments = { count: 0, ofLargest: [] }

/** @throws CubeError ERR_UNVERIFIABLE for a signature that does not hold, or of somebody who has no say */
export function judgeComment(
  view: JudgeView,
  comments: readonly KnownComment[],
  { id, comment }: { id: string; comment: Comment },
  nowMs: number,
  all = none,
): Judgement {
  if (!view.serves || view.isBlocked) return denied('this cube takes no such record here')
  if (comment.time > nowMs + PROPOSAL_LIMITS.maxAheadMs)
    return denied('the record was signed at a time that has not come yet')
  const about = view.known.filter(({ proposal }) => proposal.fork.equals(comment.fork))
  if (about.length === 0) return denied('the proposal that this is about is not here')
  if (comments.some((known) => known.id === id)) return { type: 'known' }
  const fault = countFault(comments, comment, nowMs)
  if (fault !== undefined) return limit(fault)
  const room = roomFor(view, comments, all)
  if (room === undefined) return limit('too much is said of proposals to this cube already: try again later')
  verifyVerdict(comment, comment.upstream, [...view.authors, ...about.map(({ proposal }) => proposal.author)])
  return { type: 'keep', evict: room }
}

function countFault(comments: readonly KnownComment[], said: Comment, nowMs: number): string | undefined {
  const { commentsPerFork, commentsPerAuthor, commentsInTime, rateMs } = PROPOSAL_LIMITS
  const ofFork = comments.filter(({ comment }) => comment.fork.equals(said.fork))
  if (ofFork.length >= commentsPerFork) return `${ofFork.length} comments are kept of these proposals`
  const isSame = ({ comment }: KnownComment): boolean => bytesEqual(comment.author, said.author)
  if (ofFork.filter(isSame).length >= commentsPerAuthor)
    return `the author has made ${commentsPerAuthor} comments on these proposals`
  const recent = comments.filter((one) => isSame(one) && nowMs - one.receivedMs < rateMs)
  if (recent.length >= commentsInTime)
    return `the author has made ${recent.length} comments on this cube within an hour: try again later`
  return undefined
}

/**
 * What gives way where this cube, or this home, has as many as it keeps: in the second case something about the cube that most
 * are about, so that a crowd about one cube silences nobody at another. Undefined for nothing.
 */
function roomFor(
  { known }: JudgeView,
  comments: readonly KnownComment[],
  { count, ofLargest }: AllComments,
): string[] | undefined {
  const { commentsPerCube, commentsInAll } = PROPOSAL_LIMITS
  const open = known.filter(({ state }) => state === 'open').map(({ proposal }) => proposal.fork.toString())
  if (comments.length >= commentsPerCube) return oldestOfLoudest(comments, open)
  return count < commentsInAll ? [] : oldestOfLoudest(ofLargest, open)
}

/** The oldest of the stranger who has said most, of proposals that nobody has open first. */
function oldestOfLoudest(
  comments: readonly KnownComment[],
  openForks: readonly string[],
): string[] | undefined {
  const strangers = comments.filter(({ isStranger }) => isStranger)
  const closed = strangers.filter(({ comment }) => !openForks.includes(comment.fork.toString()))
  const pool = closed.length > 0 ? closed : strangers
  const byAuthor = Map.groupBy(pool, ({ comment }) => Buffer.from(comment.author).toString('hex'))
  const most = [...byAuthor.values()].reduce((a, b) => (b.length > a.length ? b : a), [])
  const [oldest] = most.toSorted((a, b) => a.receivedMs - b.receivedMs)
  return oldest && [oldest.id]
}

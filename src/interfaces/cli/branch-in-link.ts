/** `LINK#draft`: a branch behind an id, a link or a ticket, none of which has a # of its own. A name may have one. Pure. */
const withBranch = /^(?<cube>memcube:[^#]+|b[a-z2-7]{58})#(?<branch>[^#]+)$/

/** @param given the branch that an option names, which goes first */
export function branchInLink(text: string, given: string | undefined): { cube: string; branch?: string } {
  const { cube, branch } = given === undefined ? (withBranch.exec(text)?.groups ?? {}) : {}
  if (cube !== undefined && branch !== undefined) return { cube, branch }
  return { cube: text, ...(given !== undefined && { branch: given }) }
}

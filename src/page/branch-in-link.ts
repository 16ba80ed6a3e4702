/** `LINK#draft`: a branch behind an id, a link or a ticket, none of which has a # of its own. A name may have one. Pure. */
const withBranch = /^(?<cube>memcube:[^#]+|b[a-z2-7]{58})#(?<branch>[^#]+)$/

export function splitLink(text: string): { cube: string; branch?: string } {
  const { cube, branch } = withBranch.exec(text)?.groups ?? {}
  return cube !== undefined && branch !== undefined ? { cube, branch } : { cube: text }
}

/** Main is what a pull brings by itself. Undefined for a name that no link can carry. */
export function linkOfBranch(link: string, branch: string): string | undefined {
  if (branch === 'main') return link
  return branch.includes('#') ? undefined : `${link}#${branch}`
}

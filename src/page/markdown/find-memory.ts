/** Which memory a link means: by its key, else by the end of one, as people who keep notes write it. Pure. */
export function findMemory(link: string, keys: readonly string[]): string | undefined {
  if (keys.includes(link)) return link
  const wanted = plain(link)
  const like = keys.filter((key) => plain(key) === wanted)
  if (like.length > 0) return like[0]
  // Several notes of one name: the one that lies highest.
  const ending = keys.filter((key) => plain(key).endsWith(`/${wanted}`))
  return ending.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0]
}

function plain(key: string): string {
  return key
    .normalize('NFC')
    .toLowerCase()
    .replace(/\.md$/, '')
    .replaceAll(/[\s_-]+/g, '-')
}

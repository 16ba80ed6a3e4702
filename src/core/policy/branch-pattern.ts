/** Which branches a pattern means: a name, or the beginning of one and a star. Pure. Spec: protocols/authors/spec.md, "Branches". */

const form = /^(?:\*|[\p{L}\p{N}][\p{L}\p{N}._/-]{0,127}|[\p{L}\p{N}][\p{L}\p{N}._/-]{0,126}\*)$/u

/** The name of a branch, the beginning of one and `*`, or `*`: at most 128 code points, in normal form C. */
export function isPattern(text: string): boolean {
  return form.test(text) && text.normalize('NFC') === text
}

/** @param pattern that `isPattern` has taken */
export function fitsPattern(pattern: string, branch: string): boolean {
  return pattern.endsWith('*') ? branch.startsWith(pattern.slice(0, -1)) : pattern === branch
}

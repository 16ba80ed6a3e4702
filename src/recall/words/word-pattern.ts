/** What counts as a word, in texts and in questions: a run of letters, digits and marks, once `indexable` has prepared the text. */
export const wordPattern = /[\p{L}\p{N}\p{M}\p{Co}]+/gu

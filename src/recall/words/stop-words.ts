/** English words that say nothing about what a question is after. They are dropped from questions, never from the index. */
const STOP_WORDS = new Set(
  (
    'a about after again against all also am an and any are as at be because been before being below between both but by ' +
    'came can come could did do does doing done down during each ever few for from further get got had has have having he ' +
    'her here hers herself him himself his how i if in into is it its itself just like made make many may me might more ' +
    'most much must my myself never no nor not now of off on once only or other our ours ourselves out over own same shall ' +
    'she should since so some still such take than that the their theirs them themselves then there these they this those ' +
    'through to too under until up us very was way we well were what when where which while who whom whose why will with ' +
    'would you your yours yourself yourselves ' +
    // What is left of contractions once the apostrophe splits them.
    'd ll m re s t ve ain aren couldn didn doesn don hadn hasn haven isn mustn needn shan shouldn wasn weren won wouldn'
  ).split(' '),
)

/** @param word lower case */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word)
}

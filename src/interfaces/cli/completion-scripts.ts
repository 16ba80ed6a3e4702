/** Completion scripts, made from the verbs themselves. */
import type { Verb } from './verb.ts'

export function completionScript(shell: 'bash' | 'zsh' | 'fish', verbs: readonly Verb[]): string {
  return { bash, zsh, fish }[shell](verbs)
}

function flagsOf({ options }: Verb): string[] {
  const own = options.flatMap(({ flags }) => flags.match(/--[a-z-]+/g) ?? [])
  return [...own, '--json', '--home', '--help']
}

function namesOf(verbs: readonly Verb[]): string {
  return verbs.map(({ name }) => name).join(' ')
}

/** The verb is the first word that is no option and not the folder of --home. */
function bash(verbs: readonly Verb[]): string {
  const cases = verbs.map((verb) => `    ${verb.name}) words="${flagsOf(verb).join(' ')}" ;;`).join('\n')
  return `_memcube() {
  local word="\${COMP_WORDS[COMP_CWORD]}" verb="" words="" verbs="${namesOf(verbs)}" at
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
    --home) ((at++)) ;;
    -*) ;;
    *) verb="\${COMP_WORDS[at]}"; break ;;
    esac
  done
  case "$verb" in
    "") words="$verbs --json --home --help --version" ;;
${cases}
  esac
  [ "$verb" = help ] && [ "\${word#-}" = "$word" ] && words="$verbs concepts history"
  if [ "\${COMP_WORDS[COMP_CWORD-1]}" = --home ] || { [ -n "$verb" ] && [ "$verb" != help ] && [ "\${word#-}" = "$word" ]; }; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$word"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
complete -F _memcube memcube`
}

/** Works both sourced and as a file in `fpath`. */
function zsh(verbs: readonly Verb[]): string {
  const names = verbs.map(({ name, summary }) => `    '${name}:${quote(summary)}'`).join('\n')
  const cases = verbs.map((verb) => `      ${verb.name}) compadd -- ${flagsOf(verb).join(' ')} ;;`).join('\n')
  return `#compdef memcube
_memcube() {
  local -a verbs=(
${names}
  )
  if (( CURRENT == 2 )) || [[ $words[2] == help ]]; then
    _describe verb verbs
  elif [[ $words[CURRENT] == -* ]]; then
    case $words[2] in
${cases}
    esac
  else
    _files
  fi
}
if [[ $funcstack[1] == _memcube ]]; then _memcube "$@"; else compdef _memcube memcube; fi`
}

function fish(verbs: readonly Verb[]): string {
  return verbs
    .flatMap((verb) => [
      `complete -c memcube -n __fish_use_subcommand -a ${verb.name} -d '${quote(verb.summary)}'`,
      ...flagsOf(verb).map(
        (flag) => `complete -c memcube -n '__fish_seen_subcommand_from ${verb.name}' -l ${flag.slice(2)}`,
      ),
    ])
    .concat(
      `complete -c memcube -n '__fish_seen_subcommand_from help' -f -a '${namesOf(verbs)} concepts history'`,
    )
    .join('\n')
}

function quote(text: string): string {
  return text.replaceAll("'", '’')
}

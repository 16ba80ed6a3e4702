/** Completion scripts, made from the verbs themselves. */
import { loadAllVerbs } from './verbs/index.ts'
import type { Verb } from './verb.ts'

export async function completionScript(shell: 'bash' | 'zsh' | 'fish'): Promise<string> {
  const verbs = await loadAllVerbs()
  return { bash, zsh, fish }[shell](verbs)
}

function flagsOf({ options }: Verb): string[] {
  const own = options.flatMap(({ flags }) => flags.match(/--[a-z-]+/g) ?? [])
  return [...own, '--json', '--home', '--help']
}

function bash(verbs: readonly Verb[]): string {
  const cases = verbs.map((verb) => `    ${verb.name}) words="${flagsOf(verb).join(' ')}" ;;`).join('\n')
  return `_memcube() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words="${verbs.map(({ name }) => name).join(' ')} help"
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${cases}
    esac
    [ "\${word#-}" = "$word" ] && { COMPREPLY=($(compgen -f -- "$word")); return; }
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o filenames -F _memcube memcube`
}

function zsh(verbs: readonly Verb[]): string {
  const names = verbs.map(({ name, summary }) => `    '${name}:${quote(summary)}'`).join('\n')
  const cases = verbs.map((verb) => `      ${verb.name}) compadd -- ${flagsOf(verb).join(' ')} ;;`).join('\n')
  return `#compdef memcube
_memcube() {
  local -a verbs=(
${names}
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
  elif [[ $words[CURRENT] == -* ]]; then
    case $words[2] in
${cases}
    esac
  else
    _files
  fi
}
compdef _memcube memcube`
}

function fish(verbs: readonly Verb[]): string {
  return verbs
    .flatMap((verb) => [
      `complete -c memcube -n __fish_use_subcommand -a ${verb.name} -d '${quote(verb.summary)}'`,
      ...flagsOf(verb).map(
        (flag) => `complete -c memcube -n '__fish_seen_subcommand_from ${verb.name}' -l ${flag.slice(2)}`,
      ),
    ])
    .join('\n')
}

function quote(text: string): string {
  return text.replaceAll("'", '’')
}

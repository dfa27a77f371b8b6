# bash completion of sessionctl; made by 'sessionctl completion bash'

# Keys of the stores named on the line so far, escaped as the shell needs them.
_sessionctl_keys() {
  local store=() i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      -s|--store) store+=(--store "${COMP_WORDS[i + 1]}") ;;
    esac
  done
  local IFS=$'\n'
  local key keys
  keys=$(sessionctl list -o name -q --sort none "${store[@]}" 2>/dev/null)
  COMPREPLY=()
  # A colon ends a word of the line unless the shell is told otherwise.
  local prefix=
  [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]] && prefix=${cur%"${cur##*:}"}
  for key in $keys; do
    [[ $key == "$cur"* ]] && COMPREPLY+=("$(printf '%q' "${key#"$prefix"}")")
  done
}

_sessionctl_words() {
  local IFS=$' \n'
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

_sessionctl_files() {
  compopt -o filenames 2>/dev/null
  local IFS=$'\n'
  COMPREPLY=($(compgen -f -- "$cur"))
}

_sessionctl() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  # With the colon among the breaks, a key is several words here and one for the program.
  if declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref -n : cur prev
  fi
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _sessionctl_words "list inspect verify migrate stores completion help --help --version"
    return
  fi
  case ${COMP_WORDS[1]} in
    list) _sessionctl_list ;;
    inspect) _sessionctl_inspect ;;
    verify) _sessionctl_verify ;;
    migrate) _sessionctl_migrate ;;
    stores) _sessionctl_stores ;;
    completion) _sessionctl_completion ;;
    help) _sessionctl_help ;;
  esac
}

_sessionctl_list() {
  case $prev in
    -s|--store|--ids-from|--config) _sessionctl_files; return ;;
    --format|--agent|--state|--older-than|--newer-than|--larger-than|--columns|--sort|--limit) return ;;
    --kind) _sessionctl_words "main direct group channel thread cron subagent hook acp other"; return ;;
    -o|--output) _sessionctl_words "table wide json jsonl tsv csv name"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-s --store --format --kind --agent --state --older-than --newer-than --larger-than --ids-from -o --output --columns --sort --limit --no-header --utc --summary --progress -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
  _sessionctl_keys
}

_sessionctl_inspect() {
  case $prev in
    -s|--store|--config) _sessionctl_files; return ;;
    --format|--messages) return ;;
    -o|--output) _sessionctl_words "table json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-s --store --format -o --output --utc --messages --raw -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
  _sessionctl_keys
}

_sessionctl_verify() {
  case $prev in
    -s|--store|--config) _sessionctl_files; return ;;
    --format|--sample|--seed|--max-duration) return ;;
    -o|--output) _sessionctl_words "table wide json jsonl tsv csv"; return ;;
    --level) _sessionctl_words "1 2 3"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-s --store --format -o --output --no-header --level --sample --seed --max-duration --errors-only -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_migrate() {
  case $prev in
    --to|--gateway-reads) _sessionctl_words "sessions.d sessions.json"; return ;;
    --layout) _sessionctl_words "1 2"; return ;;
    --run|--format|--lock-wait) return ;;
    --relocate|--from|-s|--store|--config) _sessionctl_files; return ;;
    -o|--output) _sessionctl_words "table wide jsonl"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "--to --layout --keep-index --gateway-reads --rollback --run --relocate --copy --from -s --store --all-stores --format -o --output -n --dry-run --exit-code -y --yes --no-input --lock-wait --assume-offline --progress -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_stores() {
  case $prev in
    -s|--store|--config) _sessionctl_files; return ;;
    --format|--columns|--sort|--limit) return ;;
    -o|--output) _sessionctl_words "table wide json jsonl tsv csv name"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-s --store --format -o --output --columns --sort --limit --no-header --utc -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_completion() {
  case $prev in
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "--debug -h --help"
    return
  fi
  _sessionctl_words "bash zsh fish"
}

_sessionctl_help() {
  case $prev in
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "--debug -h --help"
    return
  fi
  _sessionctl_words "list inspect verify migrate stores completion help formats safety exit-codes json environment cron"
}

complete -F _sessionctl sessionctl

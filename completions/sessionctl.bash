# bash completion of sessionctl; made by 'sessionctl completion bash'

# Keys of the stores named on the line so far, quoted as the shell needs them.
_sessionctl_keys() {
  local store=() i key prefix=
  for ((i = 2; i < last; i++)); do
    case ${words[i]} in
      -s|--store) store+=(--store "${words[i + 1]}") ;;
    esac
  done
  # A colon ends a word for the line editor, which then wants only what follows it.
  [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]] && prefix=${cur%"${cur##*:}"}
  while IFS= read -r key; do
    [[ $key == "$cur"* ]] && COMPREPLY+=("$(printf '%q' "${key#"$prefix"}")")
  done < <(sessionctl list -o name -q --sort none "${store[@]}" 2>/dev/null)
}

# Runs that set something aside in the stores named on the line so far.
_sessionctl_runs() {
  local store=() i
  for ((i = 2; i < last; i++)); do
    case ${words[i]} in
      -s|--store) store+=(--store "${words[i + 1]}") ;;
    esac
  done
  _sessionctl_words "$(sessionctl trash list -o name -q "${store[@]}" 2>/dev/null)"
}

_sessionctl_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_sessionctl_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

_sessionctl() {
  # Words by blanks, not as the line editor splits them: keys are full of colons.
  local line=${COMP_LINE:0:COMP_POINT} words cur prev last
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  last=$((${#words[@]} - 1))
  cur=${words[last]} prev=${words[last - 1]}
  if [[ $cur == --*=* ]]; then
    prev=${cur%%=*} cur=${cur#*=}
  fi
  COMPREPLY=()
  if ((last == 1)); then
    _sessionctl_words "list inspect verify compact evict migrate repair trash backup restore locks stores shell completion help --help --version"
    return
  fi
  case ${words[1]} in
    list) _sessionctl_list ;;
    inspect) _sessionctl_inspect ;;
    verify) _sessionctl_verify ;;
    compact) _sessionctl_compact ;;
    evict) _sessionctl_evict ;;
    migrate) _sessionctl_migrate ;;
    repair) _sessionctl_repair ;;
    trash) _sessionctl_trash ;;
    backup) _sessionctl_backup ;;
    restore) _sessionctl_restore ;;
    locks) _sessionctl_locks ;;
    stores) _sessionctl_stores ;;
    shell) _sessionctl_shell ;;
    completion) _sessionctl_completion ;;
    help) _sessionctl_help ;;
  esac
}

_sessionctl_list() {
  case $prev in
    -s|--store|--ids-from|--config) _sessionctl_files; return ;;
    --format|--agent|--state|--older-than|--newer-than|--larger-than|--columns|--sort|--limit|--watch) return ;;
    --kind) _sessionctl_words "main direct group channel thread cron subagent hook acp other"; return ;;
    -o|--output) _sessionctl_words "table wide json jsonl tsv csv name"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-s --store --format --kind --agent --state --older-than --newer-than --larger-than --ids-from -o --output --columns --sort --limit --no-header --utc --watch --summary --progress -q --quiet -v --verbose --color --config --debug -h --help"
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
    _sessionctl_words "-s --store --format -o --output --no-header --level --sample --seed --max-duration --errors-only --idle-io -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_compact() {
  case $prev in
    --level) _sessionctl_words "lossless trim branches"; return ;;
    --threshold|--quiet-for|--keep-tool-results|--format|--agent|--state|--older-than|--newer-than|--larger-than|--lock-wait|--gateway-version|--max-duration) return ;;
    --style) _sessionctl_words "minified pretty"; return ;;
    -s|--store|--ids-from|--plan-out|--apply|--config) _sessionctl_files; return ;;
    --kind) _sessionctl_words "main direct group channel thread cron subagent hook acp other"; return ;;
    -o|--output) _sessionctl_words "table wide jsonl"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "--level --auto --threshold --quiet-for --keep-tool-results --keep-images --style -s --store --all-stores --format --kind --agent --state --older-than --newer-than --larger-than --ids-from -o --output -n --dry-run --exit-code -y --yes --no-input --lock-wait --assume-offline --gateway-version --plan-out --apply --max-duration --idle-io --progress -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
  _sessionctl_keys
}

_sessionctl_evict() {
  case $prev in
    --max-age|--max-age-for|--max-sessions|--max-bytes|--max-files|--to-budget|--high-water|--min-free|--keep|--keep-last|--keep-within|--quiet-for|--archives-older-than|--max-delete|--format|--agent|--state|--older-than|--newer-than|--larger-than|--lock-wait|--gateway-version|--max-duration) return ;;
    --group-by) _sessionctl_words "store agent kind channel"; return ;;
    --order) _sessionctl_words "lru fifo"; return ;;
    --unprotect|--kind) _sessionctl_words "main direct group channel thread cron subagent hook acp other"; return ;;
    --orphans) _sessionctl_words "garbage machine history"; return ;;
    -s|--store|--ids-from|--plan-out|--apply|--config) _sessionctl_files; return ;;
    -o|--output) _sessionctl_words "table wide jsonl"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "--max-age --max-age-for --max-sessions --max-bytes --max-files --to-budget --high-water --min-free --group-by --order --keep --keep-last --keep-within --quiet-for --unprotect --orphans --archives-older-than --full --max-delete --trust-clock --show-policy -s --store --all-stores --format --kind --agent --state --older-than --newer-than --larger-than --ids-from -o --output -n --dry-run --exit-code -y --yes --no-input --lock-wait --assume-offline --gateway-version --plan-out --apply --max-duration --idle-io --progress -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
  _sessionctl_keys
}

_sessionctl_migrate() {
  case $prev in
    --to|--gateway-reads) _sessionctl_words "sessions.d sessions.json"; return ;;
    --layout) _sessionctl_words "1 2"; return ;;
    --run|--format|--lock-wait) return ;;
    --relocate|--from|-s|--store|--plan-out|--apply|--config) _sessionctl_files; return ;;
    -o|--output) _sessionctl_words "table wide jsonl"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "--to --layout --keep-index --gateway-reads --rollback --run --relocate --copy --from -s --store --all-stores --format -o --output -n --dry-run --exit-code -y --yes --no-input --lock-wait --assume-offline --plan-out --apply --idle-io --progress -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_repair() {
  case $prev in
    --finding|--format|--lock-wait|--gateway-version|--max-duration) return ;;
    -s|--store|--plan-out|--apply|--config) _sessionctl_files; return ;;
    -o|--output) _sessionctl_words "table wide jsonl"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "--finding --reindex -s --store --all-stores --format -o --output -n --dry-run --exit-code -y --yes --no-input --lock-wait --assume-offline --gateway-version --plan-out --apply --max-duration --idle-io --progress -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
  _sessionctl_keys
}

_sessionctl_trash() {
  if ((last == 2)); then
    _sessionctl_words "list restore purge --help"
    return
  fi
  case ${words[2]} in
    list) _sessionctl_trash_list ;;
    restore) _sessionctl_trash_restore ;;
    purge) _sessionctl_trash_purge ;;
  esac
}

_sessionctl_trash_list() {
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
  _sessionctl_runs
}

_sessionctl_trash_restore() {
  case $prev in
    -s|--store|--plan-out|--apply|--config) _sessionctl_files; return ;;
    --format|--lock-wait|--gateway-version) return ;;
    -o|--output) _sessionctl_words "table wide jsonl"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "--over-newer -s --store --all-stores --format -o --output -n --dry-run --exit-code -y --yes --no-input --lock-wait --assume-offline --gateway-version --plan-out --apply --idle-io --progress -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
  _sessionctl_runs
}

_sessionctl_trash_purge() {
  case $prev in
    -s|--store|--plan-out|--apply|--config) _sessionctl_files; return ;;
    --format|--older-than|--lock-wait|--max-duration) return ;;
    -o|--output) _sessionctl_words "table wide jsonl"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-s --store --all-stores --format --older-than --backups -o --output -n --dry-run --exit-code -y --yes --no-input --lock-wait --assume-offline --plan-out --apply --max-duration --idle-io --progress -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
  _sessionctl_runs
}

_sessionctl_backup() {
  if ((last == 2)); then
    _sessionctl_words "create list verify prune --help"
    return
  fi
  case ${words[2]} in
    create) _sessionctl_backup_create ;;
    list) _sessionctl_backup_list ;;
    verify) _sessionctl_backup_verify ;;
    prune) _sessionctl_backup_prune ;;
  esac
}

_sessionctl_backup_create() {
  case $prev in
    -s|--store|--base|--config) _sessionctl_files; return ;;
    --format|--level) return ;;
    -o|--output) _sessionctl_words "table json"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-s --store --all-stores --format --directory --level --base --checksum -o --output --idle-io --progress -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_backup_list() {
  case $prev in
    -o|--output) _sessionctl_words "table wide json jsonl tsv csv name"; return ;;
    --columns|--sort|--limit) return ;;
    --color) _sessionctl_words "auto always never"; return ;;
    --config) _sessionctl_files; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-o --output --columns --sort --limit --no-header --utc -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_backup_verify() {
  case $prev in
    -o|--output) _sessionctl_words "table wide json jsonl tsv csv name"; return ;;
    --columns|--sort|--limit) return ;;
    --color) _sessionctl_words "auto always never"; return ;;
    --config) _sessionctl_files; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-o --output --columns --sort --limit --no-header --utc --idle-io -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_backup_prune() {
  case $prev in
    --keep-last|--keep-daily|--keep-weekly|--columns|--sort|--limit) return ;;
    -o|--output) _sessionctl_words "table wide json jsonl tsv csv name"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
    --config) _sessionctl_files; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "--keep-last --keep-daily --keep-weekly -o --output --columns --sort --limit --no-header --utc -n --dry-run -y --yes --no-input -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_restore() {
  case $prev in
    --into|--from|-s|--store|--plan-out|--apply|--config) _sessionctl_files; return ;;
    --only|--format|--lock-wait|--gateway-version) return ;;
    -o|--output) _sessionctl_words "table wide jsonl"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "--into --from --replace --over-newer --only --no-owner -s --store --all-stores --format -o --output -n --dry-run --exit-code -y --yes --no-input --lock-wait --assume-offline --gateway-version --plan-out --apply --idle-io --progress -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_locks() {
  case $prev in
    -s|--store|--config) _sessionctl_files; return ;;
    --format|--columns|--sort|--limit|--lock-wait|--max-duration) return ;;
    -o|--output) _sessionctl_words "table wide json jsonl tsv csv name"; return ;;
    --progress) _sessionctl_words "auto always never json"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-s --store --format --all-stores -o --output --columns --sort --limit --no-header --utc --break -n --dry-run --exit-code -y --yes --no-input --lock-wait --assume-offline --max-duration --progress -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_stores() {
  case $prev in
    -s|--store|--config) _sessionctl_files; return ;;
    --format|--columns|--sort|--limit|--watch) return ;;
    -o|--output) _sessionctl_words "table wide json jsonl tsv csv name"; return ;;
    --color) _sessionctl_words "auto always never"; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-s --store --format -o --output --columns --sort --limit --no-header --utc --watch -q --quiet -v --verbose --color --config --debug -h --help"
    return
  fi
}

_sessionctl_shell() {
  case $prev in
    -s|--store) _sessionctl_files; return ;;
  esac
  if [[ $cur == -* ]]; then
    _sessionctl_words "-s --store --keep-going --no-history --debug -h --help"
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
  _sessionctl_words "list inspect verify compact evict migrate repair trash backup restore locks stores shell completion help formats policies safety exit-codes json environment cron"
}

complete -F _sessionctl sessionctl

#!/usr/bin/env bash
# Builds sessionctl and installs it under a prefix. The old installation keeps working until the last step,
# the rename of the launcher; an interrupted run is cleaned up by the next one.
#
# What lies where under the prefix:
#   bin/sessionctl                         launcher (src/main/dist/sessionctl.sh)
#   lib/sessionctl/<version>-<hash>/       jars, native libraries, the start-up archive; <hash> is that of the jars,
#                                          because a JVM may run stale code from an archive whose jar was replaced
#   lib/sessionctl/manifest                everything that --uninstall removes
#   share/...                              man pages and shell completions
#
# Written for bash 3.2, which macOS still has.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: ./install.sh [--prefix DIR] [--no-deps] [--no-build] [--uninstall] [--help]

Builds sessionctl from this checkout and installs it.

  --prefix DIR   where to install (default: ~/.local; /usr/local as root)
  --uninstall    remove what was installed under the prefix, and nothing else
  --no-deps      never install packages; fail when a JDK >= 17 or Maven >= 3.8 is missing
  --no-build     install what `mvn package` left in target/
  --help         this text

Environment:
  JAVA_HOME             the JDK to build with, if it is one >= 17
  SESSIONCTL_JAVA_HOME  the Java the installed command runs on (default: the newest found, 25 starts fastest)
  SESSIONCTL_NO_DEPS=1  the same as --no-deps
USAGE
}

say() { printf '%s\n' "$*"; }
step() { printf '==> %s\n' "$*"; }
die() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=src/build/toolchain.sh
. "$here/src/build/toolchain.sh"

prefix=
uninstall=no
build=yes
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) [ $# -ge 2 ] || die "--prefix needs a directory"; prefix=$2; shift ;;
    --prefix=*) prefix=${1#--prefix=} ;;
    --uninstall) uninstall=yes ;;
    --no-deps) export SESSIONCTL_NO_DEPS=1 ;;
    --no-build) build=no ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "unknown argument: $1" ;;
  esac
  shift
done

if [ -z "$prefix" ]; then
  if [ "$(id -u)" -eq 0 ]; then
    prefix=/usr/local
  else
    prefix=${HOME:?}/.local
  fi
fi
case $prefix in
  /*) ;;
  *) prefix=$PWD/$prefix ;;
esac
while [ "$prefix" != / ] && [ "${prefix%/}" != "$prefix" ]; do prefix=${prefix%/}; done
case $prefix in
  *:* | *$'\n'*) die "a prefix with a colon or a line break cannot be part of a class path: $prefix" ;;
  */../* | */..) die "a prefix with .. in it: name the directory itself: $prefix" ;;
esac

root=$prefix/lib/sessionctl
manifest=$root/manifest
launcher=$prefix/bin/sessionctl
lock=$prefix/lib/.sessionctl-install.lock
stage=
locked=no

cleanup() {
  [ -z "$stage" ] || rm -rf "$stage"
  [ "$locked" = no ] || rm -rf "$lock"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The manifest: lines "file PATH", "tree PATH", "dir PATH", relative to the prefix. A dir is one that the
# installation created; it is removed only when empty.
manifest_lines() {
  [ ! -f "$manifest" ] || sed -n "s/^$1 //p" "$manifest"
}

# Two installers at once would remove each other's files. A lock whose owner is gone is taken over.
take_lock() {
  if ! mkdir "$lock" 2>/dev/null; then
    [ -d "$lock" ] || die "cannot write in $prefix/lib"
    local owner
    owner=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && kill -0 "$owner" 2>/dev/null; then
      die "another installation is running (pid $owner); if not, remove $lock"
    fi
    rm -rf "$lock"
    mkdir "$lock" || die "another installation is running"
  fi
  locked=yes
  echo $$ >"$lock/pid"
}

remove_leftovers() {
  rm -rf "$root"/.stage.*
  local file
  manifest_lines file | while IFS= read -r file; do
    rm -f "$prefix/${file%/*}/.${file##*/}".new.*
  done
}

do_uninstall() {
  [ -f "$manifest" ] || die "nothing is installed under $prefix (no $manifest)"
  take_lock
  remove_leftovers
  local path
  # The launcher first: from then on nobody starts what is being removed.
  rm -f "$launcher"
  manifest_lines file | while IFS= read -r path; do rm -f "$prefix/$path"; done
  manifest_lines tree | while IFS= read -r path; do rm -rf "${prefix:?}/$path"; done
  local dirs
  dirs=$(manifest_lines dir | LC_ALL=C sort -r)
  rm -f "$manifest" "$manifest.new"
  rm -rf "$lock"
  locked=no
  rmdir "$root" 2>/dev/null || true
  # Deepest first; a directory that holds anything else stays.
  printf '%s\n' "$dirs" | while IFS= read -r path; do
    case $path in
      '') ;;
      .) rmdir "$prefix" 2>/dev/null || true ;;
      *) rmdir "$prefix/$path" 2>/dev/null || true ;;
    esac
  done
  say "Removed sessionctl from $prefix."
}

if [ "$uninstall" = yes ]; then
  do_uninstall
  exit 0
fi

# ---- build ------------------------------------------------------------------------------------------------

if [ "$build" = yes ]; then
  tc_ensure || exit 1
  step "Building with $TC_MVN on $TC_JAVA_HOME"
  # Only what could be stale: a library of an older release, or the class of a source that is gone.
  rm -rf "$here/target/lib" "$here/target/classes" "$here"/target/sessionctl-*.jar
  (cd "$here" && JAVA_HOME=$TC_JAVA_HOME "$TC_MVN" -B -q -DskipTests -Dcheckstyle.skip package </dev/null) ||
    die "the build failed"
fi

built_jar=
for file in "$here"/target/sessionctl-*.jar; do
  case $file in
    *-sources.jar | *-javadoc.jar | *-tests.jar) ;;
    *) [ ! -f "$file" ] || built_jar=$file ;;
  esac
done
[ -n "$built_jar" ] || die "no target/sessionctl-<version>.jar: build first"
version=${built_jar##*/sessionctl-}
version=${version%.jar}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum
  elif command -v shasum >/dev/null 2>&1; then
    shasum -a 256
  else
    openssl dgst -sha256 -r
  fi | cut -c 1-"$1"
}

# Names and contents, in an order that no locale changes.
hash=$(cd "$here/target" && for file in "${built_jar##*/}" lib/*.jar; do
  printf '%s ' "$file"
  sha256 64 <"$file"
done | LC_ALL=C sort | sha256 12)
[ ${#hash} -eq 12 ] || die "cannot compute a SHA-256 here"

if [ -n "${SESSIONCTL_JAVA_HOME:-}" ]; then
  tc_java_ok "$SESSIONCTL_JAVA_HOME" || die "SESSIONCTL_JAVA_HOME is no Java >= 17: $SESSIONCTL_JAVA_HOME"
  run_home=$SESSIONCTL_JAVA_HOME
else
  tc_newest_java || die "no Java >= 17 found"
  run_home=$TC_RUN_HOME
fi
run_java=$run_home/bin/java
run_major=$(tc_java_major "$run_home")

# Others may run what is installed here, whatever the umask of who installs it.
umask 022

# ---- stage ------------------------------------------------------------------------------------------------

name=$version-$hash
final=$root/$name
archive_kind=jsa
[ "$run_major" -lt 25 ] || archive_kind=aot
# flock(2) is called through JNA, of which Java 24 and later warn without this. An archive is of use only to a JVM that
# was given the same as the one that made it.
native_access=
[ "$run_major" -lt 24 ] || native_access=--enable-native-access=ALL-UNNAMED
# An archive belongs to these jars (the directory's name), and to one build of one JVM.
jvm=$({
  printf '%s\n' "$run_home"
  "$run_java" -Xinternalversion
  cksum <"$run_home/release" 2>/dev/null || true
} 2>/dev/null | sha256 8)
archive=$final/sessionctl-$hash-$jvm.$archive_kind

# What goes into the manifest, and the directories that do not exist yet.
new_files="bin/sessionctl"
add_file() { new_files="$new_files
$1"; }
for file in "$here"/man/*.1; do
  [ ! -f "$file" ] || add_file "share/man/man1/${file##*/}"
done
[ ! -f "$here/completions/sessionctl.bash" ] || add_file share/bash-completion/completions/sessionctl
[ ! -f "$here/completions/_sessionctl" ] || add_file share/zsh/site-functions/_sessionctl
[ ! -f "$here/completions/sessionctl.fish" ] || add_file share/fish/vendor_completions.d/sessionctl.fish

source_of() {
  case $1 in
    bin/sessionctl) printf '%s\n' "$stage/launcher" ;;
    share/man/*) printf '%s\n' "$here/man/${1##*/}" ;;
    share/bash-completion/*) printf '%s\n' "$here/completions/sessionctl.bash" ;;
    *) printf '%s\n' "$here/completions/${1##*/}" ;;
  esac
}

missing_dirs() {
  {
    [ -d "$prefix" ] || echo .
    printf '%s\nlib/sessionctl/x\n' "$new_files" | while IFS= read -r file; do
      dir=${file%/*}
      while [ ! -d "$prefix/$dir" ]; do
        printf '%s\n' "$dir"
        case $dir in
          */*) dir=${dir%/*} ;;
          *) break ;;
        esac
      done
    done
    manifest_lines dir
  } | LC_ALL=C sort -u
}

# write_manifest old|exact: with the old entries while both are there, exactly the new ones at the end.
write_manifest() {
  {
    {
      printf '%s\n' "$new_files" | sed 's/^/file /'
      printf 'tree lib/sessionctl/%s\n' "$name"
      if [ "$1" = old ]; then
        manifest_lines file | sed 's/^/file /'
        manifest_lines tree | sed 's/^/tree /'
      else
        printf '%s' "$kept_trees"
      fi
    } | LC_ALL=C sort -u
    printf '%s\n' "$created_dirs" | sed -n 's/^./dir &/p'
  } >"$manifest.new"
  mv -f "$manifest.new" "$manifest"
}

if [ -e "$launcher" ] && ! grep -q '^# sessionctl launcher' "$launcher" 2>/dev/null; then
  die "$launcher exists and is not from this installer; move it away first"
fi
created_dirs=$(missing_dirs)
kept_trees=
mkdir -p "$root" || die "cannot write under $prefix (choose another --prefix, or run as its owner)"
take_lock
write_manifest old
remove_leftovers
stage=$root/.stage.$$
mkdir "$stage"

same_jars() {
  [ -d "$final/lib" ] || return 1
  cmp -s "$built_jar" "$final/${built_jar##*/}" || return 1
  local file count=0
  for file in "$here"/target/lib/*.jar; do
    cmp -s "$file" "$final/lib/${file##*/}" || return 1
    count=$((count + 1))
  done
  [ "$(find "$final/lib" -type f | wc -l)" -eq "$count" ]
}

# The directory takes its final name before anything points at it: archives hold the paths of their jars.
if same_jars; then
  step "Version $name is there already"
else
  step "Copying $name"
  mkdir -p "$stage/dir/lib"
  cp -p "$built_jar" "$stage/dir/"
  cp -p "$here"/target/lib/*.jar "$stage/dir/lib/"
  chmod -R u+w,go-w,a+rX "$stage/dir"
  [ ! -e "$final" ] || mv "$final" "$stage/damaged"
  mv "$stage/dir" "$final"
fi

# jackson-core is the one library that the frequent commands load; the order is part of every archive.
jar=$final/${built_jar##*/}
classpath=$jar
for file in "$final"/lib/jackson-core-*.jar "$final"/lib/*.jar; do
  case :$classpath: in
    *:"$file":*) ;;
    *) [ ! -f "$file" ] || classpath=$classpath:$file ;;
  esac
done

# A store as OpenClaw writes it, with three sessions: what the training and the smoke test read.
uuid() { printf '3f0c1d2e-5a6b-4c7d-8e9f-00000000000%s' "$1"; }
sample_store() {
  local dir=$1/agents/main/sessions now iso n key separator=
  now=$(date +%s)
  iso=$(date -u +%Y-%m-%dT%H:%M:%S.000Z)
  (
    umask 077
    mkdir -p "$dir"
    {
      printf '{\n'
      n=0
      for key in agent:main:main agent:main:telegram:direct:1001 agent:main:cron:daily-report; do
        n=$((n + 1))
        printf '%s  "%s": {\n    "sessionId": "%s",\n    "updatedAt": %s000,\n' \
          "$separator" "$key" "$(uuid $n)" $((now - n * 3600))
        printf '    "sessionFile": "%s/%s.jsonl",\n' "$dir" "$(uuid $n)"
        printf '    "totalTokens": %s\n  }' $((n * 100))
        separator=$',\n'
      done
      printf '\n}\n'
    } >"$dir/sessions.json"
    for n in 1 2 3; do
      {
        printf '{"type":"session","version":3,"id":"%s","timestamp":"%s","cwd":"/tmp"}\n' "$(uuid $n)" "$iso"
        printf '{"type":"message","id":"a1b2c3d%s","parentId":null,"timestamp":"%s",' $n "$iso"
        printf '"message":{"role":"user","content":"hello","timestamp":%s000}}\n' $((now - n * 3600))
      } >"$dir/$(uuid $n).jsonl"
    done
  )
}
# Outside the prefix: its path goes into JSON, and a prefix may hold anything.
sample=$(mktemp -d "${TMPDIR:-/tmp}/sessionctl-sample.XXXXXX")
trap 'cleanup; rm -rf "$sample"' EXIT
sample_store "$sample"

# ---- native libraries -------------------------------------------------------------------------------------

# Unpacked once, so that no run of the program has to, and none leaves one behind when it is killed.
native=$final/native
if [ ! -d "$native" ]; then
  mkdir -p "$stage/native"
  if "$run_java" -XX:+UseSerialGC ${native_access:+"$native_access"} -cp "$classpath" dev.sessionctl.NativePreparation \
    "$stage/native" </dev/null >"$stage/native.log" 2>&1; then
    chmod 755 "$stage/native" "$stage/native"/*
    mv "$stage/native" "$native"
  else
    # No library for this platform: what needs it says so.
    native=
  fi
fi

# ---- start-up archive -------------------------------------------------------------------------------------

run_training() {
  SESSIONCTL_CONFIG=/dev/null LC_ALL=C.UTF-8 "$run_java" \
    -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${native_access:+"$native_access"} -Dsessionctl.lockowner=/openclaw "$@" \
    </dev/null >/dev/null 2>"$stage/training.log"
}

# A store of the other layout, whose one session has lost its transcript.
directory_store() {
  local dir=$1/agents/main/sessions/sessions.d
  (
    umask 077
    mkdir -p "$dir"
    printf '{\n  "sessionId": "%s",\n  "updatedAt": 1795000000000\n}\n' "$(uuid 4)" >"$dir/agent%3Amain%3Amain.json"
  )
}

# train OPTION...: what has to start fast, in one process; the plain list if some command of it fails. Every class
# of an AOT cache is loaded at every start, so what seldom runs is not in it.
train() {
  directory_store "$sample/directory"
  run_training "$@" -cp "$classpath" dev.sessionctl.ArchiveTraining \
    list -s "$sample" ';' list -s "$sample/directory" ';' list -s "$sample" -o json ||
    run_training "$@" -cp "$classpath" dev.sessionctl.Main list -s "$sample"
}

make_archive() {
  local tmp=$stage/archive
  if [ "$archive_kind" = aot ]; then
    train -XX:AOTMode=record "-XX:AOTConfiguration=$stage/aot" || return 1
    "$run_java" -XX:+UseSerialGC ${native_access:+"$native_access"} -XX:AOTMode=create "-XX:AOTConfiguration=$stage/aot" "-XX:AOTCache=$tmp" \
      -cp "$classpath" </dev/null >>"$stage/training.log" 2>&1 || return 1
  else
    train "-XX:DumpLoadedClassList=$stage/classes" || return 1
    # The heap objects of the JDK itself can only be dumped by G1; SerialGC reads them.
    "$run_java" -XX:+UseG1GC -Xmx512m ${native_access:+"$native_access"} -Xshare:dump "-XX:SharedClassListFile=$stage/classes" \
      "-XX:SharedArchiveFile=$tmp" -cp "$classpath" </dev/null >>"$stage/training.log" 2>&1 || return 1
  fi
  [ -s "$tmp" ] || return 1
  chmod 644 "$tmp"
  mv -f "$tmp" "$archive"
}

archive_option=-XX:SharedArchiveFile=
[ "$archive_kind" = jsa ] || archive_option=-XX:AOTCache=

# Whether the program's own classes come from the archive: a JVM that rejects one carries on without a word.
archive_works() {
  [ -s "$archive" ] && [ ! "$jar" -nt "$archive" ] || return 1
  "$run_java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${native_access:+"$native_access"} \
    "$archive_option$archive" -Xlog:class+load=info \
    -cp "$classpath" dev.sessionctl.Main --version </dev/null >"$stage/loaded" 2>&1 || return 1
  grep -q -F 'dev.sessionctl.Main source: shared objects file' "$stage/loaded"
}

if archive_works; then
  archive_note="kept, it fits"
else
  step "Making the start-up archive for Java $run_major ($run_home)"
  rm -f "$archive"
  if ! make_archive; then
    archive_note="none: the JVM could not make one; sessionctl works, but starts slower"
    tail -n 5 "$stage/training.log" >&2 || true
  elif archive_works; then
    archive_note=made
  else
    # Java 17 archives no class from a path that is escaped in a URL.
    rm -f "$archive"
    archive_note="none: the JVM rejects it (blanks in the prefix?); sessionctl works, but starts slower"
  fi
fi

# ---- launcher ---------------------------------------------------------------------------------------------

quoted() {
  printf "'"
  printf '%s' "$1" | sed "s/'/'\\\\''/g"
  printf "'"
}

settings() {
  local c_utf8=no runtime
  # The line that changes with every build of a JVM; a JVM without it is started without archive.
  runtime=$(grep -m 1 '^JAVA_RUNTIME_VERSION=' "$run_home/release" 2>/dev/null ||
    grep -m 1 '^JAVA_VERSION=' "$run_home/release" 2>/dev/null || true)
  [ "$(LC_ALL=C.UTF-8 locale charmap 2>/dev/null || true)" != UTF-8 ] || c_utf8=yes
  printf 'version=%s\n' "$(quoted "sessionctl $version")"
  printf 'java=%s\n' "$(quoted "$run_java")"
  printf 'release=%s\n' "$(quoted "$run_home/release")"
  printf 'runtime=%s\n' "$(quoted "${runtime:-none}")"
  printf 'jar=%s\n' "$(quoted "$jar")"
  printf 'classpath=%s\n' "$(quoted "$classpath")"
  printf 'archive=%s\n' "$(quoted "$archive")"
  printf 'archive_option=%s\n' "$archive_option"
  printf 'native_access=%s\n' "$native_access"
  printf 'native=%s\n' "$(quoted "$native")"
  printf 'c_utf8=%s\n' "$c_utf8"
}

while IFS= read -r line; do
  if [ "$line" = '#@settings@' ]; then
    settings
  else
    printf '%s\n' "$line"
  fi
done <"$here/src/main/dist/sessionctl.sh" >"$stage/launcher"
chmod 755 "$stage/launcher"

# ---- smoke test: before the switch, so that a build that does not work replaces nothing --------------------

smoke() {
  say "\$ sessionctl $*"
  SESSIONCTL_CONFIG=/dev/null "$stage/launcher" "$@" </dev/null ||
    die "smoke test failed: sessionctl $* ended with code $?"
}
step "Smoke test on a sample store"
smoke --version
smoke list -s "$sample"
smoke verify -s "$sample"

# ---- switch -----------------------------------------------------------------------------------------------

step "Installing under $prefix"
place() {
  local target=$prefix/$1 new
  new=${target%/*}/.${target##*/}.new.$$
  mkdir -p "${target%/*}"
  cp "$(source_of "$1")" "$new"
  if [ "$1" = bin/sessionctl ]; then chmod 755 "$new"; else chmod 644 "$new"; fi
  mv -f "$new" "$target"
}
printf '%s\n' "$new_files" | while IFS= read -r file; do
  [ "$file" = bin/sessionctl ] || place "$file"
done
place bin/sessionctl

# From here on the new version is in use. A version that a running command still loads classes from stays
# until the next installation.
in_use() {
  # The pattern comes in a file: grep must not find its own arguments.
  printf '%s/\n' "$1" >"$stage/pattern"
  if [ -d /proc/self ]; then
    grep -q -F -s -f "$stage/pattern" /proc/[0-9]*/cmdline
  else
    # shellcheck disable=SC2009
    ps -A -o args= 2>/dev/null | grep -q -F -f "$stage/pattern"
  fi
}
removed=
while IFS= read -r tree; do
  dir=$prefix/$tree
  if [ "$dir" = "$final" ] || [ ! -d "$dir" ]; then continue; fi
  if in_use "$dir"; then
    kept_trees="${kept_trees}tree $tree
"
  else
    rm -rf "$dir"
    removed="$removed ${dir##*/}"
  fi
done <<TREES
$(manifest_lines tree)
TREES
for file in "$final"/sessionctl-*.jsa "$final"/sessionctl-*.aot; do
  [ "$file" = "$archive" ] || rm -f "$file"
done
old_files=$(manifest_lines file)
write_manifest exact
printf '%s\n' "$old_files" | while IFS= read -r file; do
  manifest_lines file | grep -q -x -F -- "$file" || rm -f "$prefix/$file"
done

installed=$("$launcher" --version) || die "$launcher does not start"

# ---- report -----------------------------------------------------------------------------------------------

say
say "Installed: $(printf '%s\n' "$installed" | head -n 1)"
say "  command      $launcher"
say "  program      $final"
say "  Java         $run_home ($run_major)"
say "  archive      $archive_note"
say "  man pages    $(printf '%s\n' "$new_files" | grep -c '^share/man/' || true)"
say "  completions  $(printf '%s\n' "$new_files" | grep -c -e completion -e site-functions || true)"
[ -z "$removed" ] || say "  removed     $removed"
[ -z "$kept_trees" ] ||
  say "  kept         $(printf '%s' "$kept_trees" | sed 's,.*/,,' | tr '\n' ' ')(still running)"
say "Remove it with: $here/install.sh --prefix $(quoted "$prefix") --uninstall"

case :$PATH: in
  *:"$prefix/bin":*) ;;
  *)
    say
    say "$prefix/bin is not on PATH. Put this into your shell's start-up file:"
    say "  bash (~/.bashrc)                   export PATH=$(quoted "$prefix/bin"):\"\$PATH\""
    say "  zsh  (~/.zshrc)                    export PATH=$(quoted "$prefix/bin"):\"\$PATH\""
    say "  fish (~/.config/fish/config.fish)  fish_add_path $(quoted "$prefix/bin")"
    ;;
esac
if [ -f "$prefix/share/zsh/site-functions/_sessionctl" ] &&
  [ "$prefix" != /usr ] && [ "$prefix" != /usr/local ]; then
  say "For zsh completion, before compinit:  fpath=($(quoted "$prefix/share/zsh/site-functions") \$fpath)"
fi
if [ -d "$prefix/share/man/man1" ] && command -v manpath >/dev/null 2>&1; then
  case :$(PATH=$prefix/bin:$PATH manpath -q 2>/dev/null): in
    *:"$prefix/share/man":*) ;;
    *) say "For the man pages:  export MANPATH=$(quoted "$prefix/share/man"):\"\${MANPATH:-}\"" ;;
  esac
fi

#!/usr/bin/env bash
# Tests what install.sh promises, in a temporary prefix. Needs a built target/ (mvn package).
#   src/build/test-install.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Physical, since macOS' /tmp is a link.
tmp=$(cd "$(mktemp -d "${TMPDIR:-/tmp}/sessionctl-test.XXXXXX")" && pwd -P)
trap 'rm -rf "$tmp"' EXIT
# What killed runs leave behind goes with the rest.
export TMPDIR="$tmp"
exec </dev/null

failures=0
ok() { printf 'ok    %s\n' "$1"; }
not_ok() {
  printf 'FAIL  %s\n' "$1"
  failures=$((failures + 1))
}
# check WHAT COMMAND...
check() {
  local what=$1
  shift
  if "$@" >"$tmp/out" 2>&1; then
    ok "$what"
  else
    not_ok "$what"
    sed 's/^/      | /' "$tmp/out"
  fi
}
refuses() { ! "$@"; }

# A checkout of its own, so that its jar can be changed.
checkout="$tmp/check out"
mkdir -p "$checkout/src/main" "$checkout/target"
cp -Rp "$here/install.sh" "$checkout/"
cp -Rp "$here/src/build" "$checkout/src/build"
cp -Rp "$here/src/main/dist" "$checkout/src/main/dist"
cp -Rp "$here"/target/sessionctl-*.jar "$here/target/lib" "$checkout/target/"
for dir in man completions; do
  [ ! -d "$here/$dir" ] || cp -Rp "$here/$dir" "$checkout/$dir"
done

# At least one man page and each completion, to see them come and go.
mkdir -p "$checkout/man" "$checkout/completions"
echo '.TH test 1' >"$checkout/man/sessionctl-test.1"
for file in sessionctl.bash _sessionctl sessionctl.fish; do
  [ -f "$checkout/completions/$file" ] || echo '#' >"$checkout/completions/$file"
done

# shellcheck source=src/build/toolchain.sh
. "$here/src/build/toolchain.sh"
tc_find_jdk
change_jar() {
  printf '%s\n' "$1" >"$tmp/note.txt"
  "$TC_JAVA_HOME/bin/jar" uf "$checkout"/target/sessionctl-*.jar -C "$tmp" note.txt
}

prefix="$tmp/it's a \"prefix\" & more"
sessionctl="$prefix/bin/sessionctl"
install() { "$checkout/install.sh" --no-build --no-deps --prefix "$prefix"; }
snapshot() { (cd "$prefix" && find . -print | LC_ALL=C sort | while IFS= read -r f; do
  [ ! -f "$f" ] || cksum "$f"
done); }
versions() { find "$prefix/lib/sessionctl" -mindepth 1 -maxdepth 1 -type d | wc -l | tr -d ' '; }
# Not --version: the launcher tells that by itself, without Java.
starts() { "$sessionctl" completion bash; }

# Nothing but the archive's bytes may differ between runs; the archive is kept, so nothing differs at all.
check "first installation, prefix with blanks and quotes" install
check "the command starts" starts
snapshot >"$tmp/first"
for file in man/man1/sessionctl-test.1 bash-completion/completions/sessionctl zsh/site-functions/_sessionctl \
  fish/vendor_completions.d/sessionctl.fish; do
  check "share/$file is there" test -f "$prefix/share/$file"
done
check "second installation" install
snapshot >"$tmp/second"
check "... changes no file" cmp "$tmp/first" "$tmp/second"

# In a prefix without blanks: Java 17 archives no class from a path that is escaped in a URL.
plain="$tmp/plain"
install_plain() { "$checkout/install.sh" --no-build --no-deps --prefix "$plain"; }
uses_archive() {
  SESSIONCTL_JAVA_OPTS=-Xlog:class+load=info "$plain/bin/sessionctl" completion bash >"$tmp/classes" &&
    grep -F 'dev.sessionctl.Main source: shared objects file' "$tmp/classes"
}
check "installation, plain prefix" install_plain
check "... the start-up archive is used" uses_archive
sleep 1
touch "$plain"/lib/sessionctl/*/sessionctl-*.jar
check "... not once the jar is newer" refuses uses_archive
check "... and made again by the next installation" install_plain
check "... which uses it" uses_archive
check "... uninstall" "$checkout/install.sh" --prefix "$plain" --uninstall
check "... leaves nothing" test ! -e "$plain"

# Locale: a file name that only UTF-8 can hold must be reachable from cron's environment.
store="$tmp/gr""$(printf '\303\274\303\237')e"
mkdir -p "$store/agents/main/sessions"
printf '{}\n' >"$store/agents/main/sessions/sessions.json"
list() { env -u LC_ALL -u LC_CTYPE "$@" SESSIONCTL_CONFIG=/dev/null "$sessionctl" list -s "$store"; }
check "non-ASCII path, LANG=C" list LANG=C
check "non-ASCII path, no LANG" list -u LANG
check "non-ASCII path, LANG that was never generated" list LANG=xx_XX.UTF-8

# Noise of other people's settings stays out; ours arrive.
quiet() {
  JAVA_TOOL_OPTIONS=-Da=b JDK_JAVA_OPTIONS=-Dc=d "$sessionctl" completion bash >"$tmp/noisy" 2>&1 &&
    "$sessionctl" completion bash >"$tmp/quiet" && cmp "$tmp/noisy" "$tmp/quiet"
}
check "JAVA_TOOL_OPTIONS makes no noise" quiet
check "a broken SESSIONCTL_JAVA_OPTS is an error" \
  refuses env SESSIONCTL_JAVA_OPTS=-XX:NoSuchFlag "$sessionctl" completion bash

# Without its Java the launcher looks for another, and says so when there is none.
sed "s,^java=.*,java='/nonexistent/java'," "$sessionctl" >"$tmp/no-java"
check "recorded Java gone, JAVA_HOME is used" env JAVA_HOME="$TC_JAVA_HOME" sh "$tmp/no-java" completion bash
check "no Java at all is an error" refuses env -u JAVA_HOME PATH=/nonexistent /bin/sh "$tmp/no-java" completion bash

rm "$checkout/man/sessionctl-test.1"
check "installation without a man page that was there" install
check "... removes it" test ! -e "$prefix/share/man/man1/sessionctl-test.1"

# Asked to end, the installer leaves nothing half-done behind, and the old installation working.
leftovers() {
  [ -z "$(find "$prefix" "$tmp/samples" -name '.*' -print -o -name 'sessionctl-sample*' -print)" ]
}
mkdir "$tmp/samples"
change_jar "terminated"
TMPDIR="$tmp/samples" "$checkout/install.sh" --no-build --no-deps --prefix "$prefix" >/dev/null 2>&1 &
pid=$!
sleep 0.4
kill -TERM "$pid" 2>/dev/null || true
status=0
wait "$pid" || status=$?
check "terminated: exit code 143" test "$status" = 143
check "... the command starts" starts
check "... nothing half-done is left" leftovers

# Killed at any moment, with no chance to clean up, the old installation goes on working.
set -m
round=0
killed=0
for delay in 0.05 0.2 0.4 0.7 1.1 1.6 2.2; do
  round=$((round + 1))
  change_jar "round $round"
  "$checkout/install.sh" --no-build --no-deps --prefix "$prefix" >/dev/null 2>&1 &
  pid=$!
  sleep "$delay"
  if kill -9 -- "-$pid" 2>/dev/null; then killed=$((killed + 1)); fi
  wait "$pid" 2>/dev/null || true
  check "killed after $delay s: the command starts" starts
done
set +m
check "... at least three runs were killed in the middle" test "$killed" -ge 3
check "installation after the killed ones" install
check "... leaves one version" test "$(versions)" = 1
check "... and nothing half-done" leftovers

# Two at once: one may be refused, none may do harm.
"$checkout/install.sh" --no-build --no-deps --prefix "$prefix" >/dev/null 2>&1 &
other=$!
install >/dev/null 2>&1 || true
wait "$other" || true
check "two installations at once leave a working command" starts

# A build that does not work replaces nothing.
jar=$(echo "$checkout"/target/sessionctl-*.jar)
cp -p "$jar" "$tmp/good.jar"
printf 'not a jar' >"$jar"
check "a broken jar is refused by the smoke test" refuses install
check "... and the command still starts" starts
cp -p "$tmp/good.jar" "$jar"

# Somebody else's files stay.
mkdir -p "$tmp/foreign/bin"
echo foreign >"$tmp/foreign/bin/sessionctl"
check "a foreign bin/sessionctl is not overwritten" \
  refuses "$checkout/install.sh" --no-build --prefix "$tmp/foreign"
check "... nor touched" grep -q foreign "$tmp/foreign/bin/sessionctl"
check "uninstalling what is not installed fails" \
  refuses "$checkout/install.sh" --prefix "$tmp/foreign" --uninstall
mkdir -p "$prefix/share/man/man1"
echo mine >"$prefix/share/man/man1/mine.1"
check "uninstall" "$checkout/install.sh" --prefix "$prefix" --uninstall
only_mine() { [ "$(cd "$prefix" && find . -type f -print)" = ./share/man/man1/mine.1 ]; }
check "... leaves only what it did not install" only_mine
rm -rf "$prefix"
check "installation into an absent prefix" install
check "... and uninstall" "$checkout/install.sh" --prefix "$prefix" --uninstall
check "... leaves nothing" test ! -e "$prefix"

if [ "$failures" -gt 0 ]; then
  printf '%s checks failed\n' "$failures"
  exit 1
fi
printf 'all checks passed\n'

#!/bin/sh
# sessionctl launcher; written by install.sh, which removes it with --uninstall.
#
# Environment:
#   SESSIONCTL_MAX_HEAP    largest Java heap, 512m unless told (enough to list a million sessions)
#   SESSIONCTL_JIT=full    optimising compiler; otherwise only migrate, backup and restore get it: it pays off
#                          after seconds
#   SESSIONCTL_JAVA_OPTS   more JVM options, separated by blanks; they win over the ones below
#   JAVA_HOME              the Java to use when the recorded one is gone
#
#@settings@

set -f

# Should standard output not take it, Java says so.
case $#:${1:-} in
  1:--version | 1:-V)
    if printf '%s\n' "$version" 2>/dev/null; then
      exit 0
    fi
    ;;
esac

if [ -x "$java" ]; then
  # An archive that does not fit the JVM or the jar costs more than none, and is warned about: leave it out
  # once either was replaced.
  fits=no
  # Not in POSIX, but in every sh there is: -nt.
  # shellcheck disable=SC3013
  if [ -r "$archive" ] && [ ! "$jar" -nt "$archive" ] && [ -r "$release" ]; then
    while read -r line; do
      if [ "$line" = "$runtime" ]; then
        fits=yes
        break
      fi
    done <"$release"
  fi
  [ "$fits" = yes ] || archive=
else
  archive=
  native_access=
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    java=$JAVA_HOME/bin/java
  elif command -v java >/dev/null 2>&1; then
    java=java
  else
    echo "sessionctl: no Java: $java is gone, neither JAVA_HOME nor PATH has one; run install.sh again" >&2
    exit 1
  fi
fi

jit=-XX:TieredStopAtLevel=1
if [ "${SESSIONCTL_JIT:-}" = full ]; then
  jit=
else
  for word; do
    case $word in
      -*) ;;
      backup | migrate | restore) jit=; break ;;
      *) break ;;
    esac
  done
fi

# A small young generation stays in the caches of the processor, and is faster than the usual third of the heap.
# Java 17 reads the heap objects of its archive with the serial collector alone; an AOT cache does with any, and two
# threads that collect make a list of a million sessions shorter. A heap of somebody's own choice may be tiny.
young=-Xmn32m
collector=Serial
[ "$archive_option" != -XX:AOTCache= ] || collector=Parallel
[ -z "${SESSIONCTL_MAX_HEAP:-}" ] || { young= collector=Serial; }

# Java takes the encoding of file names from the locale, and cron has none. The program's output does not
# depend on the locale; where C.UTF-8 exists it is used always, since a locale that is named but was never
# generated counts as C.
if [ "$c_utf8" = yes ]; then
  LC_ALL=C.UTF-8
  export LC_ALL
else
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) ;;
    *) LC_ALL=C.UTF-8; export LC_ALL ;;
  esac
fi

# Each of these makes the JVM print a line on stderr, and most of what they hold defeats the archive.
unset JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS _JAVA_OPTIONS

# No -Xshare:auto: it is the default, and Java 25 refuses it beside -XX:AOTCache.
# The JVM's own warnings go to stderr: stdout is data. The lock owner is a token that OpenClaw looks for in
# the arguments of whoever holds one of its locks.
# shellcheck disable=SC2086
exec "$java" \
  -XX:+Use${collector}GC $jit -XX:-UsePerfData \
  -Xlog:disable -Xlog:all=warning:stderr \
  ${native_access:+"$native_access"} \
  ${archive:+"$archive_option$archive"} \
  ${native:+"-Dsessionctl.native=$native" "-Djna.boot.library.path=$native"} \
  -Xmx"${SESSIONCTL_MAX_HEAP:-512m}" $young \
  -Dsessionctl.lockowner=/openclaw \
  ${SESSIONCTL_JAVA_OPTS:-} \
  -cp "$classpath" dev.sessionctl.Main "$@"

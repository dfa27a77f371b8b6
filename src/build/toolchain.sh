# shellcheck shell=sh
# Finds, and where allowed installs, what the build needs: a JDK >= 17 and Maven >= 3.8.
# Sourced by mvnw and install.sh; POSIX sh, defines functions only.
#
#   tc_ensure             sets TC_JAVA_HOME and TC_MVN, installing what is missing; or says why not, returns 1
#   tc_newest_java        sets TC_RUN_HOME, the newest Java (JRE or JDK) on this machine
#   tc_java_major HOME    prints the major version of the Java at HOME
#
# SESSIONCTL_NO_DEPS=1 forbids installing packages.

TC_MIN_JAVA=17
TC_MIN_MAVEN=3.8

tc_say() { printf '%s\n' "$*" >&2; }

tc_java_major() {
  [ -x "$1/bin/java" ] || return 1
  tc_version=
  if [ -r "$1/release" ]; then
    tc_version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$1/release")
  fi
  if [ -z "$tc_version" ]; then
    tc_version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  tc_version=${tc_version#1.}
  tc_version=${tc_version%%[!0-9]*}
  [ -n "$tc_version" ] || return 1
  printf '%s\n' "$tc_version"
}

# tc_java_ok HOME [javac]: new enough, starts, and has a compiler when one is asked for.
tc_java_ok() {
  [ -n "$1" ] || return 1
  tc_major=$(tc_java_major "$1") || return 1
  [ "$tc_major" -ge "$TC_MIN_JAVA" ] || return 1
  [ -z "${2:-}" ] || [ -x "$1/bin/$2" ] || return 1
  "$1/bin/java" -version >/dev/null 2>&1
}

# The home of the java or javac on PATH, links resolved by the JVM itself; macOS' stub gives nothing.
tc_path_home() {
  tc_tool=$(command -v "$1" 2>/dev/null) || return 1
  tc_java=${tc_tool%/*}/java
  [ -x "$tc_java" ] || return 1
  "$tc_java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' | head -n 1
}

# One home a line: where packages, brew and the usual version managers put Java.
tc_java_places() {
  for tc_place in /usr/lib/jvm/* /usr/lib64/jvm/* /opt/java* /opt/jdk* /opt/*jdk* \
    /usr/java/* /usr/local/openjdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk* /home/linuxbrew/.linuxbrew/opt/openjdk* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*; do
    if [ -x "$tc_place/libexec/openjdk.jdk/Contents/Home/bin/java" ]; then
      printf '%s\n' "$tc_place/libexec/openjdk.jdk/Contents/Home"
    elif [ -x "$tc_place/bin/java" ]; then
      printf '%s\n' "$tc_place"
    fi
  done
}

# tc_newest [javac]: the newest Java of all the places; of equals JAVA_HOME, then the one on PATH.
tc_newest() {
  tc_best=
  tc_best_major=0
  while IFS= read -r tc_home; do
    [ -n "$tc_home" ] || continue
    tc_this=$(tc_java_major "$tc_home") || continue
    if [ "$tc_this" -gt "$tc_best_major" ] && tc_java_ok "$tc_home" "${1:-}"; then
      tc_best=$tc_home
      tc_best_major=$tc_this
    fi
  done <<TC_PLACES
${JAVA_HOME:-}
$(tc_path_home java)
$(tc_java_places)
TC_PLACES
  [ -n "$tc_best" ]
}

# The JDK to build with: JAVA_HOME, else the one on PATH, else the newest found elsewhere.
tc_find_jdk() {
  for tc_home in "${JAVA_HOME:-}" "$(tc_path_home javac)"; do
    if tc_java_ok "$tc_home" javac; then
      TC_JAVA_HOME=$tc_home
      return 0
    fi
  done
  tc_newest javac || return 1
  TC_JAVA_HOME=$tc_best
}

tc_newest_java() {
  tc_newest || return 1
  # shellcheck disable=SC2034
  TC_RUN_HOME=$tc_best
}

tc_maven_ok() {
  [ -n "$1" ] && [ -x "$1" ] || return 1
  tc_version=$(JAVA_HOME=${TC_JAVA_HOME:-${JAVA_HOME:-}} "$1" -B -v 2>/dev/null |
    sed -n 's/^[^A]*Apache Maven \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
  [ -n "$tc_version" ] || return 1
  tc_major=${tc_version% *}
  tc_minor=${tc_version#* }
  [ "$tc_major" -gt "${TC_MIN_MAVEN%.*}" ] ||
    { [ "$tc_major" -eq "${TC_MIN_MAVEN%.*}" ] && [ "$tc_minor" -ge "${TC_MIN_MAVEN#*.}" ]; }
}

tc_find_maven() {
  for tc_mvn in "$(command -v mvn 2>/dev/null)" \
    "${MAVEN_HOME:-/nonexistent}/bin/mvn" "${M2_HOME:-/nonexistent}/bin/mvn" \
    /usr/share/maven/bin/mvn /opt/maven*/bin/mvn /opt/apache-maven*/bin/mvn \
    /opt/homebrew/bin/mvn /usr/local/bin/mvn \
    "${HOME:-/nonexistent}"/.sdkman/candidates/maven/current/bin/mvn; do
    if tc_maven_ok "$tc_mvn"; then
      TC_MVN=$tc_mvn
      return 0
    fi
  done
  return 1
}

tc_package_manager() {
  for tc_pm in apt-get dnf apk pacman brew; do
    if command -v "$tc_pm" >/dev/null 2>&1; then
      printf '%s\n' "$tc_pm"
      return 0
    fi
  done
  return 1
}

# The newest long-term JDK that the package manager $1 offers; 17 where it cannot be asked.
tc_jdk_package() {
  for tc_v in 25 21 17; do
    case $1 in
      apt-get) tc_name=openjdk-$tc_v-jdk-headless
        [ -n "$(apt-cache madison "$tc_name" 2>/dev/null)" ] || continue ;;
      dnf) tc_name=java-$tc_v-openjdk-devel
        dnf -q info "$tc_name" >/dev/null 2>&1 || continue ;;
      apk) tc_name=openjdk$tc_v-jdk
        [ -n "$(apk search -q -e "$tc_name" 2>/dev/null)" ] || continue ;;
      pacman) tc_name=jdk$tc_v-openjdk
        pacman -Si "$tc_name" >/dev/null 2>&1 || continue ;;
      brew) tc_name=openjdk ;;
    esac
    printf '%s\n' "$tc_name"
    return 0
  done
  case $1 in
    apt-get) printf 'openjdk-17-jdk-headless\n' ;;
    dnf) printf 'java-17-openjdk-devel\n' ;;
    apk) printf 'openjdk17-jdk\n' ;;
    pacman) printf 'jdk17-openjdk\n' ;;
  esac
}

tc_as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# tc_install jdk maven: installs the named things; standard output is dropped, errors are shown.
tc_install() {
  if ! tc_pm=$(tc_package_manager); then
    tc_say "error: missing: $*; no known package manager here:" \
      "install a JDK >= $TC_MIN_JAVA and Maven >= $TC_MIN_MAVEN yourself"
    return 1
  fi
  tc_why=
  if [ "${SESSIONCTL_NO_DEPS:-}" = 1 ]; then
    tc_why="installing packages is forbidden (--no-deps)"
  elif [ "$tc_pm" != brew ] && [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
    tc_why="not root, and there is no sudo"
  elif [ "$tc_pm" = apt-get ]; then
    tc_as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq ||
      tc_say "warning: apt-get update failed"
  elif [ "$tc_pm" = pacman ] && ! pacman -Si maven >/dev/null 2>&1; then
    tc_as_root pacman -Sy --noconfirm >/dev/null
  fi
  tc_packages=
  for tc_want; do
    case $tc_want in
      jdk) tc_packages="$tc_packages $(tc_jdk_package "$tc_pm")" ;;
      *) tc_packages="$tc_packages $tc_want" ;;
    esac
  done
  tc_packages=${tc_packages# }
  if [ -n "$tc_why" ]; then
    tc_say "error: missing: $*; $tc_why: install these packages with $tc_pm: $tc_packages"
    return 1
  fi
  tc_say "Installing with $tc_pm: $tc_packages"
  # Package names hold no blanks: the splitting is meant.
  # shellcheck disable=SC2086
  case $tc_pm in
    apt-get) tc_as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 $tc_packages >/dev/null ;;
    dnf) tc_as_root dnf install -y -q $tc_packages >/dev/null ;;
    apk) tc_as_root apk add -q --no-progress $tc_packages >/dev/null ;;
    pacman) tc_as_root pacman -S --noconfirm --needed $tc_packages >/dev/null ;;
    brew) brew install -q $tc_packages >/dev/null ;;
  esac </dev/null || {
    tc_say "error: $tc_pm could not install: $tc_packages"
    return 1
  }
}

tc_ensure() {
  TC_JAVA_HOME=
  TC_MVN=
  tc_find_jdk || :
  tc_find_maven || :
  # The JDK is always named first, so that Maven's own dependency does not choose a runtime without compiler.
  if [ -z "$TC_JAVA_HOME" ] && [ -z "$TC_MVN" ]; then
    tc_install jdk maven || return 1
  elif [ -z "$TC_JAVA_HOME" ]; then
    tc_install jdk || return 1
  elif [ -z "$TC_MVN" ]; then
    tc_install maven || return 1
  else
    return 0
  fi
  hash -r
  if ! tc_find_jdk; then
    tc_say "error: no JDK >= $TC_MIN_JAVA after the installation; set JAVA_HOME to one"
    return 1
  fi
  if ! tc_find_maven; then
    tc_say "error: no Maven >= $TC_MIN_MAVEN after the installation; put a newer mvn first on PATH"
    return 1
  fi
}

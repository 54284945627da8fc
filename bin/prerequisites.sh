# Finds what Palimpsest needs, or says what to install. Sourced by ./palimpsest and ./mvnw.
# shellcheck shell=bash

OLDEST_JDK=21
OLDEST_NODE=20

fail() {
  printf 'palimpsest: %s\n' "$1" >&2
  exit 1
}

# The major version of a JDK's home, or 0. Reads the file that every JDK ships, so that no process is started.
jdk_major() {
  local line version
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  line=$(grep -m1 '^JAVA_VERSION=' "$1/release" || true)
  version=${line#*\"}
  version=${version%%\"*}
  version=${version%%.*}
  case $version in '' | *[!0-9]*) echo 0 ;; *) echo "$version" ;; esac
}

# Sets JDK to the home that PALIMPSEST_JAVA_HOME names, or else to the newest JDK found.
require_jdk() {
  local home best=0 major on_path
  if [ -n "${PALIMPSEST_JAVA_HOME:-}" ]; then
    major=$(jdk_major "$PALIMPSEST_JAVA_HOME")
    [ "$major" -ge "$OLDEST_JDK" ] || fail "PALIMPSEST_JAVA_HOME ($PALIMPSEST_JAVA_HOME) is no JDK $OLDEST_JDK or newer."
    JDK=$PALIMPSEST_JAVA_HOME
    return
  fi
  JDK=
  on_path=$(command -v javac || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")")")
  for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$home" ] && [ -d "$home" ] || continue
    major=$(jdk_major "$home")
    if [ "$major" -gt "$best" ]; then
      best=$major
      JDK=$home
    fi
  done
  [ "$best" -ge "$OLDEST_JDK" ] || fail "a JDK $OLDEST_JDK or newer is needed and none was found. Install one (Debian and Ubuntu: apt-get install openjdk-21-jdk, or a Temurin 25 package; macOS: brew install openjdk), or name its home in PALIMPSEST_JAVA_HOME."
}

require_node() {
  local node version
  node=${PALIMPSEST_NODE:-$(command -v node || true)}
  [ -n "$node" ] || fail "Node.js $OLDEST_NODE or newer is needed (it runs the embedded PostgreSQL and builds the page) and was not found on the PATH. Install it (Debian and Ubuntu: a nodejs $OLDEST_NODE package; macOS: brew install node), or name it in PALIMPSEST_NODE."
  version=$("$node" --version 2>/dev/null || true)
  version=${version#v}
  version=${version%%.*}
  case $version in '' | *[!0-9]*) fail "$node does not say its version: is it Node.js?" ;; esac
  [ "$version" -ge "$OLDEST_NODE" ] || fail "Node.js $OLDEST_NODE or newer is needed; $node is version $version. Install a newer one, or name it in PALIMPSEST_NODE."
}

require_maven() {
  MAVEN=$(command -v mvn || true)
  [ -n "$MAVEN" ] || fail "Maven 3.8 or newer is needed to build and was not found on the PATH. Install it (Debian and Ubuntu: apt-get install maven; macOS: brew install maven)."
  # A build is over before what the second compiler optimises pays: six tenths of the processor time.
  export MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}"
}

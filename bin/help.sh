# Prints help without starting Java, from texts that the application wrote itself. Sourced by ./palimpsest.
# shellcheck shell=bash

# print_help TEXTS ARGUMENT...: fails when the arguments ask for something else than help or the version.
print_help() {
  local texts=$1 name
  shift
  case ${*: -1} in
    --help | -h) name=${*:1:$#-1} ;;
    --version | -V) [ $# = 1 ] || return 1; name=--version ;;
    *) [ "${1:-}" = help ] && [ $# -le 2 ] || return 1; name=${2:-} ;;
  esac
  # Only words of commands: what else is asked, an option before --help for one, Java judges.
  case $name in --version) ;; *[!a-z\ -]* | -* | *\ -*) return 1 ;; esac
  # As picocli decides on colours.
  if [ -n "${NO_COLOR+set}" ]; then texts=$texts/plain
  elif [ "${CLICOLOR_FORCE:-0}" != 0 ]; then texts=$texts/colour
  elif [ "${CLICOLOR:-1}" != 0 ] && [ -t 0 ] && [ -t 1 ]; then texts=$texts/colour
  else texts=$texts/plain; fi
  [ -f "$texts/${name:-palimpsest}" ] && cat "$texts/${name:-palimpsest}"
}

#!/usr/bin/env bash
# Whether the runtime takes requests: exit code 0 when /actuator/health/readiness says 200. By bash alone: the image has no curl.
set -u
port=${SERVER_PORT:-8080}
exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /actuator/health/readiness HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
read -r -t 4 _ status _ <&3 || exit 1
[ "$status" = 200 ]

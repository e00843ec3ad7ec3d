#!/bin/sh
# kill -9 behind the 2nd, 4th ... message to the server
# shellcheck disable=SC2034
first=2
. "$srcdir/tests/engine/kill_boundary.sh"

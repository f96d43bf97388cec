#!/bin/sh
# The table of tests/oracle/accuracy.py over 20,000 pairs and more.
#
#   accuracy_whole.sh LEAFPROOF
exec python3 "$(dirname -- "$0")/../oracle/accuracy.py" "$1" 1

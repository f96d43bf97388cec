# A publication may hold more closed things than containers.
. "$LP_TESTS/cli/common.inc"
mkdir letters
printf 'plain\n' >letters/plain.txt
for n in 1 2 3; do
    printf 'age-encryption.org/v1\n-> X25519 %s\n' $n >letters/$n.age
done
say index add letters -o letters.set --publication Letters --date 2025 |
    grep -v '^Wrote'
title the closed ones are public as they are
say check letters/2.age --against letters.set -q
title what is not found may be in the closed ones
printf 'else\n' >else.txt
say check else.txt --against letters.set -q
title one input is not there
ends index add letters/plain.txt gone -o part.set --publication Part --date 2025
say check else.txt --against part.set -q

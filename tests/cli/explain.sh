# Codes, one or more, known or not.
. "$LP_TESTS/cli/common.inc"
say explain N0104
say explain F0215 N0404
say explain F0501 F0904 F0911 F0918
title every code that is listed is explained
leafproof explain | while read -r id word; do echo "$id  $word"; done >all
# The codes have no blanks in them, and are to be words.
# shellcheck disable=SC2046
leafproof explain $(cut -d ' ' -f 1 all) >told || echo "exit $?"
awk 'NR == FNR { name[$0] = 1; next }
     $0 in name { now = $0; delete name[$0]; next }
     NF > 0 { lines[now]++; all++ }
     END { for (n in name) print n ": not explained"
           for (n in lines) if (lines[n] < 2) print n ": too little"
           if (all == 0) print "nothing" }' all told
leafproof explain | cut -c 1 | sort -u | tr '\n' ' '
echo
title unknown
ends explain N9999
ends explain nonsense
ends explain N0104 N9999
ends explain ''

# Codes, one or more, known or not.
. "$LP_TESTS/cli/common.inc"
say explain N0104
say explain F0215 N0404
say explain F0501 F0904 F0911 F0918
title every code that is listed is explained
leafproof explain | while read -r id word; do
    leafproof explain "$id" >one || echo "$id: exit $?"
    head -n 1 one | grep -q -x "$id  $word" || echo "$id: another word"
    [ "$(wc -l <one)" -ge 3 ] || echo "$id: too little"
done
leafproof explain | cut -c 1 | sort -u | tr '\n' ' '
echo
title unknown
ends explain N9999
ends explain nonsense
ends explain N0104 N9999
ends explain ''

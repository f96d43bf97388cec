# Sets of what was received, refused or withheld are keyed; known software is
# not, and needs no date.
. "$LP_TESTS/cli/common.inc"
blur() {
    sed -E 's/root(.*)[0-9a-f]{64}/root\1ROOT/; s/keyed ?("?:?"?)[0-9a-f]{16}/keyed \1ID/'
}
make_bundle b
mkdir none
title no key, no set
say index add b -o none/r.set --publication Received --date 2025-03 \
    --status received
title the key is made
say index add b -o r.set --publication Received --date 2025-03 \
    --status received --index-key desk.index >said
blur <said
stat -c %a desk.index
cp desk.index before
title and used again, also from the environment
LEAFPROOF_INDEX_KEY=desk.index
export LEAFPROOF_INDEX_KEY
say index add b -o w.set --publication Withheld --date 2025-03 \
    --status withheld -q >said
blur <said
cmp desk.index before
say index list r.set w.set | blur
title nobody else can search it
say check b/a.txt --against r.set
unset LEAFPROOF_INDEX_KEY
say check b/a.txt --against r.set
title received, and known by a weak digest alone
(cd b && md5sum --tag a.txt) >md5.txt
say index add md5.txt -o m.set --publication Listed --status received \
    --index-key desk.index -q >said
blur <said
say check b/a.txt --against m.set --index-key desk.index -v
title a key for what is public makes no sense
say index add b -o none/p.set --publication P --date 2025 --index-key desk.index
title but the environment does not matter there
LEAFPROOF_INDEX_KEY=desk.index leafproof index add b -o p.set --publication P \
    --date 2025 -q >said
echo "[exit $?]"
title known software needs no date
say index add b -o s.set --publication Tools --status software -q | blur
say check b/a.txt --against p.set --software s.set -q
title anything else does
say index add b -o none/d.set --publication P
say index add b -o none/d.set --publication P --status software --date 25
title there is no such status
say index add b -o none/d.set --publication P --date 2025 --status leaked
ls -A none
title made also if the set cannot be
say index add gone -o none/g.set --publication G --date 2025 \
    --status refused --index-key other.index
ls other.index

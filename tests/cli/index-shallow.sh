# What a set did not look into is not called new.
. "$LP_TESTS/cli/common.inc"
mkdir pub sub
printf 'inner\n' >pub/inner
(cd pub && tar cf c.tar --mtime=@0 --owner=0 --group=0 inner && rm inner)
printf 'inner\n' >sub/inner
title a set of containers that were left closed
say index add pub --depth 0 -o a.set --publication P --date 2020-01-01 -q | sed 's/root:.*/root:ROOT/'
say check sub --against a.set
title the same by a manifest
say hash pub --depth 0 -o pub.leaf -q
say index add pub.leaf -o b.set --publication P --date 2020-01-01 -q | sed 's/root:.*/root:ROOT/'
say check sub --against b.set -q
title and with a look inside
say index add pub -o c.set --publication P --date 2020-01-01 -q | sed 's/root:.*/root:ROOT/'
say check sub --against c.set -q
title a text that is no manifest is a document
printf 'dear all\n' >sub/note.leaf
say check sub/note.leaf --against c.set -q

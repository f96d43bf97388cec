# Sets as flat lists.
. "$LP_TESTS/cli/common.inc"
make_bundle b
rm b/link
printf 'crlf\r\n' >b/crlf.txt
printf 'odd\n' >"$(printf 'b/new\nline')"
printf 'odd too\n' >'b/a > b%'
(cd b && tar cf c.tar --mtime=@0 --owner=0 --group=0 a.txt crlf.txt && rm crlf.txt)
leafproof index add b -o b.set --publication B --date 2025 -q >/dev/null
title csv
say index export b.set
title gnu and bsd
say index export b.set --to gnu
say index export b.set --to bsd
title to a file, whole or not at all
say index export b.set --to hashdeep -o b.hashdeep
ls b.hashdeep 2>&1
say index export b.set -o b.csv
leafproof index export b.set | cmp - b.csv
title what is exported makes the set again
say index add b.csv -o again.set --publication B -q | sed 's/root:.*//'
leafproof index export again.set --to gnu >1
leafproof index export b.set --to gnu >2
grep -v c.tar 2 >3
grep -v c.tar 1 | cmp - 3
title lists come back as they were
(cd b && sha256sum a.txt nil ./*line sub/b.txt c.tar) >gnu.txt
leafproof index add gnu.txt -o gnu.set --publication G -q >/dev/null
leafproof index export gnu.set --to gnu | cmp - gnu.txt
title digests that sets cut
(cd b && sha512sum a.txt) >long.txt
(cd b && md5sum sub/b.txt) >short.txt
leafproof index add long.txt short.txt -o long.set --publication L -q >/dev/null
say index export long.set
say index export long.set --to gnu -o l.txt
cat l.txt
say index export long.set --to gnu --digest sha512
leafproof index add long.txt -o only.set --publication L -q >/dev/null
say index export only.set
title a set of several kinds
leafproof index add gnu.txt short.txt -o mixed.set --publication M -q >/dev/null
say index export mixed.set
say index export mixed.set --to gnu
say index export mixed.set --to bsd --digest md5
say index export mixed.set --to hashdeep
title without locators
say index export b.set --without-locators -o bare.set | sed 's/root:.*//'
say index verify bare.set
say index export bare.set
say index export bare.set --to gnu
leafproof index list b.set -q | sed 's/^b.set //' >1
leafproof index list bare.set -q | sed 's/^bare.set //' >2
sed 's/  */ /g' 1 >3
sed 's/  */ /g' 2 | cmp - 3
leafproof check b --against b.set --json | sed 's/"path":"[^"]*"}/"path":""}/' >1
leafproof check b --against bare.set --json | cmp - 1
say index export b.set --without-locators -o bare.set
say index export b.set --without-locators
say index export b.set --without-locators -o x.set --to csv
title keyed sets
leafproof index add b -o k.set --publication K --date 2025 --status received \
    --index-key k.index -q >/dev/null
say index export k.set
say index export k.set --without-locators -o x.set
title usage
say index export
say index export b.set gnu.set
say index export b.set --to xml
say index export b.set --digest sha3
say index export gone.set
say index exprt b.set
ls x.set 2>&1 || :

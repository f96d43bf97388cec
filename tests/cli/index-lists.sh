# Sets of flat lists: always incomplete, and they need no date.
. "$LP_TESTS/cli/common.inc"
blur() {
    sed -E 's/[0-9a-f]{64}/ROOT/'
}
make_bundle b
(cd b && sha256sum a.txt sub/b.txt nil) >gnu.txt
(cd b && md5sum --tag a.txt sub/b.txt) >bsd.txt
printf 'path,size,sha1\na.txt,4,%s\n' "$(sha1sum <b/a.txt | cut -c-40)" >csv.txt
add() {
    say index add "$@" | blur
}
title a list of each kind
add gnu.txt -o gnu.set --publication Gnu
add bsd.txt -o bsd.set --publication Bsd
add csv.txt -o csv.set --publication Csv --date 2024
add "sha256:$(sha256sum <b/a.txt | cut -c-64)" -o one.set --publication One
say index list gnu.set bsd.set csv.set one.set
title several digests of a file, list after list, are of one document
(cd b && md5sum --tag a.txt sub/b.txt && sha256sum --tag sub/b.txt a.txt) >two.txt
add two.txt -o two.set --publication Two
say check two.txt --against gnu.set -q
title records
add gnu.txt -o json.set --publication Gnu --json | tail -n 2
title a list beside a folder needs a date
add gnu.txt b -o both.set --publication Both
add gnu.txt b -o both.set --publication Both --date 2024
title and beside what cannot be opened
printf 'age-encryption.org/v1\n-> X25519 1\n' >b/x.age
add gnu.txt b -o closed.set --publication Both --date 2024
title what they are good for
say check b/a.txt --against gnu.set -q
say check b/a.txt --against bsd.set -q
say check b/a.txt --against csv.set -q
say check b/a.txt --against two.set -q
title a list that breaks off
(cat gnu.txt && echo nonsense) >bad.txt
add bad.txt -o none.set --publication Bad
ls none.set 2>&1 || :

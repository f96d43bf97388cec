# Two manifests, lists or sets compared; no document is read.
. "$LP_TESTS/cli/common.inc"
mkdir -p old/sub in
printf 'one\n' >old/a.txt
printf 'two\n' >old/sub/b.txt
printf 'three\n' >old/c.txt
printf 'four\n' >in/d.txt
printf 'five\n' >in/e.txt
touch -d @1000000000 in/*
(cd in && python3 -m zipfile -c ../old/in.zip d.txt e.txt)
cp -RP old new
leafproof hash old -o old.leaf -q >/dev/null
leafproof hash new -o same.leaf -q >/dev/null

title the same
say diff old.leaf old.leaf
say diff old.leaf same.leaf -q
title changed, moved, missing, added
printf 'onE\n' >new/a.txt
mv new/c.txt new/sub/c.txt
rm new/sub/b.txt
printf 'six\n' >new/f.txt
printf 'seven\n' >in/e.txt
touch -d @1000000000 in/*
(cd in && python3 -m zipfile -c ../new/in.zip d.txt e.txt)
leafproof hash new -o new.leaf -q >/dev/null
say diff old.leaf new.leaf
say diff new.leaf old.leaf -q
say diff old.leaf new.leaf -v | head -n 3
say diff old.leaf new.leaf --json | tail -n +2
title the documents are the same, in other places
leafproof hash old/a.txt old/c.txt old/sub old/in.zip -o paths.leaf -q >/dev/null
say diff old.leaf paths.leaf
mkdir flat
cp old/a.txt old/c.txt old/sub/b.txt flat/
(cd flat && python3 -m zipfile -e ../old/in.zip .)
leafproof hash flat -o flat.leaf -q >/dev/null
say diff old.leaf flat.leaf
say diff old.leaf flat.leaf --json | tail -n +2
title lists
(cd old && sha256sum a.txt c.txt ./sub/b.txt >../old.sums)
(cd new && sha256sum --tag a.txt f.txt sub/c.txt >../new.sums)
say diff old.sums new.sums
say diff old.sums old.leaf
say diff old.leaf old.sums
title a list that cannot be compared
(cd old && md5sum a.txt >../md5.sums)
say diff old.sums md5.sums
printf '%s  ../x\n' "$(sha256sum <old/a.txt | cut -c-64)" >up.sums
say diff up.sums old.sums
title sets
make_set() {
    leafproof index add "$1" -o "$1.set" --publication "$1" --date 2025 -q \
        >/dev/null
}
make_set old
make_set new
make_set flat
say diff old.set new.set
say diff old.set flat.set
say diff old.set new.set --json | tail -n +2
title what cannot be compared
ends diff old.set old.leaf
ends diff old.leaf old.set
ends diff old.leaf old/a.txt
ends diff old.leaf gone.leaf
ends diff old.leaf
ends diff old.leaf new.leaf old.leaf
sed 's/^# bytes=/# bytes=1/' old.leaf >bad.leaf
say diff bad.leaf old.leaf

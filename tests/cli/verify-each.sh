# Every bundle below a folder.
. "$LP_TESTS/cli/common.inc"
get_keys
make_release good
make_release 'b<&">d'
mkdir all/list
printf 'x\n' >all/list/x
(cd all/list && sha256sum x >SHA256SUMS)
ln -s good all/link
each() {
    say verify --each all --pubkey desk.key.pub "$@"
}

title the list is not signed
each
title another key is trusted
say verify --each all --pubkey locked.key.pub
rm -r all/list
title all good
each
each -q
title one was changed, one has no signature, one is no manifest
printf 'other\n' >'all/b<&">d/doc.txt'
rm 'all/b<&">d/more.txt'
make_release unsigned
rm all/unsigned/bundle.leaf.minisig
mkdir all/zz
echo junk >all/zz/junk.leaf
each
each -q
each --allow-unsigned
each --json | tail -n +2 | sed 's/"signature":{[^}]*}/"signature":{}/'
title JUnit
each --allow-unsigned --format junit >junit.xml
sed '$d' junit.xml
sed '$d' junit.xml >only.xml
python3 - <<'P'
import xml.etree.ElementTree as tree
for case in tree.parse("only.xml").getroot().iter("testcase"):
    print(case.get("name"), [child.tag for child in case])
P
say verify all/good/bundle.leaf --pubkey desk.key.pub --format junit
title what was not opened when the manifest was made
rm -rf all
mkdir all
make_release locked
cp "$FIXTURES/publications/harbor/closed/vault.zip" all/locked/
leafproof hash all/locked -o all/locked/bundle.leaf -q >/dev/null
say verify --each all --allow-unsigned
title nothing to verify
mkdir none
say verify --each none
ends verify --each none none
ends verify --each
ends verify --each gone

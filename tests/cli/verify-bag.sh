# Bags: what is said of them, and how a signature counts. tests/oracle/bags.py
# has every rule.
. "$LP_TESTS/cli/common.inc"
get_keys
mkdir -p bag/data
printf 'one\n' >bag/data/a.txt
printf 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' >bag/bagit.txt
(cd bag && sha256sum data/a.txt >manifest-sha256.txt &&
    sha256sum bagit.txt manifest-sha256.txt >tagmanifest-sha256.txt)

title valid
say verify --format bagit bag
say verify bag
title a key was asked for
say verify bag --pubkey desk.key.pub
say verify bag --pubkey desk.key.pub --allow-unsigned | tail -n 2
title invalid
printf 'onE\n' >bag/data/a.txt
printf 'x' >bag/data/b.txt
say verify bag
say verify bag --json | grep -v '"start"'
title a signature that is none
echo no >bag/tagmanifest-sha256.txt.minisig
say verify bag --pubkey desk.key.pub | grep signature
title what makes no sense
say verify --format bagit bag --deep
ends verify --format bagit nowhere

# When nobody takes what is said, it is never a good end.
. "$LP_TESTS/cli/common.inc"
get_keys
mkdir d
printf 'one\n' >d/a.txt
printf 'two\n' >d/b.txt
leafproof hash d -o d.leaf -q >/dev/null
leafproof sign d.leaf --key desk.key -q >/dev/null
leafproof index add d -o d.set --publication D --date 2025 >/dev/null
each() { # how, command...
    how=$1
    shift
    code=0
    case $how in
    full) leafproof "$@" >/dev/full 2>"$TMPDIR/err" || code=$? ;;
    closed) leafproof "$@" >&- 2>"$TMPDIR/err" || code=$? ;;
    esac
    [ $code = 2 ] || echo "$how: exit $code: $*"
    [ -s "$TMPDIR/err" ] || echo "$how: in silence: $*"
}
for how in full closed; do
    each $how hash d
    each $how hash d --json
    each $how hash d -o $how.leaf
    each $how verify d.leaf d --pubkey desk.key.pub
    each $how verify d.leaf d --pubkey desk.key.pub --json
    each $how verify d.leaf d --pubkey desk.key.pub -q
    each $how check d --against d.set
    each $how check d --against d.set --json
    each $how index add d -o $how.set --publication D --date 2025
    each $how sign d.leaf --key desk.key
    each $how keygen --no-passphrase -o $how.key
    each $how explain
    each $how explain N0104
    each $how version
    each $how help
    each $how --help
    each $how hash --help
done
title what was written all the same is whole
for f in full.leaf closed.leaf; do
    [ ! -e $f ] || cmp d.leaf $f
done
for f in full.set closed.set; do
    [ ! -e $f ] || cmp d.set $f
done
ends verify d.leaf d --pubkey desk.key.pub

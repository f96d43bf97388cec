#!/bin/sh
# Do minisign and leafproof believe each other's keys and signatures, and
# refuse the same?
#
#   minisign.sh BINARY
set -u
lp=$(realpath -- "$1")
if ! command -v minisign >/dev/null; then
    echo "skipped: there is no minisign"
    exit 77
fi
place=$(mktemp -d "${TMPDIR:-/tmp}/leafproof-minisign.XXXXXX")
trap 'rm -rf "$place"' EXIT
trap 'exit 130' HUP INT TERM
cd "$place" || exit 2
unset LEAFPROOF_KEY LEAFPROOF_TRUST
failures=0

fail() {
    echo "FAIL $*"
    failures=$((failures + 1))
}
# The exit code must be the one that is given first.
ends() { # code, what, command...
    want=$1
    what=$2
    shift 2
    got=0
    "$@" >out 2>err </dev/null || got=$?
    if [ "$got" -ne "$want" ]; then
        fail "$what: exit $got, not $want"
        cat out err
    fi
}
ours() { # code, what, key
    ends "$1" "$2" "$lp" verify tree.leaf tree --pubkey "$3"
}
theirs() { # code, what, key
    ends "$1" "$2" minisign -V -q -p "$3" -m tree.leaf
}
last_word() { # the verdict must begin so
    case $(tail -n 1 out) in
    "$1"*) ;;
    *) fail "$2: the verdict is $(tail -n 1 out)" ;;
    esac
}
sign_theirs() { # options...
    minisign -S -m tree.leaf -x tree.leaf.minisig "$@" >out 2>&1 </dev/null ||
        { fail "minisign -S"; cat out; }
}

mkdir tree
printf 'one\n' >tree/a.txt
printf 'two\n' >tree/b.txt
"$lp" hash tree -o tree.leaf -q >/dev/null || fail "hash"

# ---- keys ------------------------------------------------------------------
ends 0 "keygen" "$lp" keygen --no-passphrase -o ours.key
ends 0 "minisign -G" minisign -G -W -p theirs.pub -s theirs.key
ends 0 "minisign -G, another" minisign -G -W -p other.pub -s other.key
chmod 600 theirs.key

for key in ours theirs; do
    pub=$key.pub
    [ $key = ours ] && pub=ours.key.pub

    # Our signature.
    ends 0 "sign with the key of $key" "$lp" sign tree.leaf --key $key.key
    theirs 0 "minisign, our signature, key of $key" $pub
    ours 0 "our signature, key of $key" $pub
    ends 0 "the key as text" minisign -V -q -P "$(tail -n 1 $pub)" -m tree.leaf
    ours 0 "the key as text, to us" "$(tail -n 1 $pub)"
    theirs 1 "minisign, our signature, another key" other.pub
    ours 3 "our signature, another key" other.pub

    # Their signature.
    sign_theirs -s $key.key
    theirs 0 "their signature, key of $key" $pub
    ours 0 "we, their signature, key of $key" $pub
    ours 3 "we, their signature, another key" other.pub
    sign_theirs -s $key.key -t 'Grüße, and a tab:	so' -c 'anything'
    ours 0 "we, a comment of their own" $pub
    "$lp" verify tree.leaf tree --pubkey $pub --json >out
    grep -q 'Grüße, and a tab:\\[tu]' out || fail "the trusted comment is not told"

    # An empty trusted comment, and a long one.
    sign_theirs -s $key.key -t 'x'
    ours 0 "we, a short comment" $pub
    sign_theirs -s $key.key -t "$(head -c 4000 /dev/zero | tr '\0' c)"
    theirs 0 "a long comment" $pub
    ours 0 "we, a long comment" $pub
done

# ---- what minisign prints of our key ---------------------------------------
ends 0 "minisign -R" minisign -R -s ours.key -p again.pub
tail -n 1 again.pub >1
tail -n 1 ours.key.pub >2
cmp 1 2 || fail "the public key of our secret key is another to minisign"
id=$("$lp" verify tree.leaf tree --pubkey theirs.pub | sed -n \
    's/.*(key \([0-9A-F]*\)).*/\1/p')
# minisign prints no leading zeros.
id=$(echo "$id" | sed 's/^0*//')
grep -q "$id" theirs.pub && [ -n "$id" ] || fail "the key id is another: $id"

# ---- legacy signatures -----------------------------------------------------
sign_theirs -l -s theirs.key
theirs 0 "a legacy signature" theirs.pub
ours 3 "we, a legacy signature" theirs.pub
last_word INCOMPLETE "a legacy signature"
ends 3 "a legacy signature does not count as none" \
    "$lp" verify tree.leaf tree --pubkey theirs.pub --allow-unsigned
last_word INCOMPLETE "a legacy signature, unsigned allowed"

# ---- what both must refuse -------------------------------------------------
ends 0 "sign" "$lp" sign tree.leaf --key ours.key
cp tree.leaf.minisig good.minisig
refused() { # what
    theirs 1 "minisign: $1" ours.key.pub
    ours 1 "$1" ours.key.pub
    last_word "NOT VERIFIED" "$1"
    cp good.minisig tree.leaf.minisig
}
sed 's/^trusted comment: t/trusted comment: T/' good.minisig >tree.leaf.minisig
refused "a letter of the trusted comment"
sed 's/^trusted comment: .*/trusted comment: /' good.minisig >tree.leaf.minisig
refused "no trusted comment"
sed '/^trusted/s/$/ /' good.minisig >tree.leaf.minisig
refused "a blank after the trusted comment"
sed '4s/^\(.\{20\}\)./\1-/' good.minisig >tree.leaf.minisig
ours 1 "what is no base64" ours.key.pub
cp good.minisig tree.leaf.minisig
sed '4s/^\(.\{20\}\)\(.\)\(.\)/\1\3\2/' good.minisig >tree.leaf.minisig
cmp -s good.minisig tree.leaf.minisig || refused "two letters of line 4"
sed '2s/^\(.\{30\}\)\(.\)\(.\)/\1\3\2/' good.minisig >tree.leaf.minisig
cmp -s good.minisig tree.leaf.minisig || refused "two letters of line 2"
# Line 4 of another signature of the same key.
cp tree.leaf else.leaf
ends 0 "another" minisign -S -s ours.key -m else.leaf -t else
{ head -n 3 good.minisig; tail -n 1 else.leaf.minisig; } >tree.leaf.minisig
refused "line 4 of another signature"
{ head -n 2 good.minisig; tail -n 2 else.leaf.minisig; } >tree.leaf.minisig
theirs 0 "the same signature, another comment" ours.key.pub
ours 0 "we, the same signature, another comment" ours.key.pub
cp good.minisig tree.leaf.minisig
# The bytes that were signed.
cp tree.leaf whole.leaf
printf '\n' >>tree.leaf
refused "a byte more"
head -c -1 whole.leaf >tree.leaf
refused "a byte less"
cp whole.leaf tree.leaf
theirs 0 "all is well again" ours.key.pub
ours 0 "all is well again, to us" ours.key.pub

# ---- a published set -------------------------------------------------------
ends 0 "index add" "$lp" index add tree -o tree.set --publication T --date 2025
ends 0 "sign a set" "$lp" sign tree.set --key theirs.key
ends 0 "minisign, a set" minisign -V -q -p theirs.pub -m tree.set

# ---- a passphrase ----------------------------------------------------------
# Each opening takes minisign's 1 GiB and a second or two.
echo 'correct horse' >pass
got=0
"$lp" keygen -o pass.key --passphrase-fd 3 3<pass >out 2>err || got=$?
[ $got -eq 0 ] || { fail "keygen with a passphrase"; cat err; }
cp tree.leaf pass.leaf
minisign -S -s pass.key -m pass.leaf <pass >out 2>&1 ||
    { fail "minisign does not open our key"; cat out; }
ends 0 "its signature" \
    "$lp" verify pass.leaf tree --pubkey pass.key.pub
ends 0 "its signature, to minisign" minisign -V -q -p pass.key.pub -m pass.leaf
{ cat pass; cat pass; } | minisign -G -p mini.pub -s mini.key >out 2>&1 ||
    { fail "minisign -G with a passphrase"; cat out; }
got=0
"$lp" sign tree.leaf --key mini.key --passphrase-fd 3 3<pass >out 2>err ||
    got=$?
[ $got -eq 0 ] || { fail "we do not open a key of minisign"; cat err; }
theirs 0 "a signature with it" mini.pub
got=0
echo wrong | "$lp" sign tree.leaf --key mini.key --passphrase-fd 0 \
    >out 2>err || got=$?
[ $got -eq 2 ] || fail "a wrong passphrase: exit $got"

echo "$failures failures"
[ "$failures" -eq 0 ]

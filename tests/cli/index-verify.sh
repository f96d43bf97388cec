# Check every byte of sets.
. "$LP_TESTS/cli/common.inc"
get_keys
blur() {
    sed -E 's/"root":"[0-9a-f]{64}/"root":"ROOT/'
}
make_bundle b
for n in 1 2; do
    leafproof index add b -o $n.set --publication "P$n" --date 2025 -q \
        >/dev/null
done
leafproof sign 1.set --key desk.key -q >/dev/null
title whole
say index verify 1.set 2.set
title one of them signed
say index verify 1.set 2.set --pubkey desk.key.pub
say index verify 1.set --pubkey desk.key.pub -q
say index verify 1.set --pubkey other.pub
title keyed sets need no key for that
leafproof index add b -o k.set --publication K --date 2025 --status received \
    --index-key k.index -q >/dev/null
say index verify k.set
title damage, byte by byte
size=$(stat -c %s 1.set)
for at in 0 20 65536 131072 200000 $((size - 40)) $((size - 1)); do
    cp 1.set x.set
    printf X | dd of=x.set bs=1 seek="$at" conv=notrunc 2>/dev/null
    say index verify x.set
done
title cut short, and made longer
cp 1.set x.set
truncate -s -1 x.set
say index verify x.set
cp 1.set x.set
echo >>x.set
say index verify x.set
title the signature of a damaged set does not make it good
cp 1.set.minisig x.set.minisig
say index verify x.set --pubkey desk.key.pub
cp 2.set x.set
say index verify x.set --pubkey desk.key.pub
echo nonsense >x.set.minisig
say index verify x.set --pubkey desk.key.pub
title no set, no file, no key
say index verify desk.key.pub 1.set
say index verify gone.set 1.set
say index verify .
say index verify
say index verify 1.set --pubkey gone.pub
title a later format
sed '1s/[0-9]*$/3/' 1.set >later.set
say index verify later.set
title records
say index verify 1.set 2.set x.set gone.set --pubkey desk.key.pub --json | blur

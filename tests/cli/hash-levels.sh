# Which identities a manifest has, and what can be asked of it afterwards.
. "$LP_TESTS/cli/common.inc"
mkdir tree
printf 'The quay is let to the port, on the terms of the council, from May until the end of the year.\n' \
    >tree/quay.txt
printf 'short\n' >tree/short.txt
printf 'From: Ann <ann@example.org>\nTo: bob@example.org\nDate: Mon, 2 Jan 2006 15:04:05 +0000\nSubject: The quay\nMessage-ID: <1@example.org>\n\n' \
    >tree/mail.eml
cat tree/quay.txt >>tree/mail.eml
for levels in raw decoded message text all; do
    title "$levels"
    leafproof hash tree -o $levels.leaf --levels $levels -q >/dev/null
    grep -e '^# id-' -e '^# decoded=' -e '^# levels=' -e '^# rules=' \
        $levels.leaf
done
title what likeness needs is in none
leafproof hash tree -o near.leaf --levels near,partial -q >/dev/null
grep -e '^# id-' -e '^# levels=' near.leaf
title each is checked, and derived again
for levels in raw message all; do
    say verify $levels.leaf tree --allow-unsigned --deep -q
done
title an identity that was changed
python3 - <<'P'
import re
text = open("all.leaf").read()
at = re.search(r"# id-text=(.)", text)
other = "0" if at[1] != "0" else "1"
open("changed.leaf", "w").write(text[:at.start(1)] + other + text[at.end(1):])
P
say verify changed.leaf tree --allow-unsigned
title checked when the documents are gone
mkdir public
tr ' ' '\n' <tree/quay.txt >public/wrapped.txt
leafproof index add public -o public.set --publication P --date 2020 >/dev/null
rm -r tree
for levels in raw message text all; do
    echo "$levels:"
    say check $levels.leaf --against public.set | grep '^  [A-Z]'
done
title a rule that is not ours
sed '/^# rules=/s/text-v1/text-v9/g' all.leaf >other.leaf
say check other.leaf --against public.set
title no such level
say hash public --levels sense
say hash public --levels raw,

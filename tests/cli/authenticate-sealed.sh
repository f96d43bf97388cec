# What signatures prove of PDFs and S/MIME, and what stamps beside files do.
. "$LP_TESTS/cli/common.inc"
from=$FIXTURES/sealed
mkdir bundle
cp "$from"/cades.pdf "$from"/eaa-note.pdf "$from"/byte-changed.pdf bundle/
cp "$from"/note.txt "$from"/note.txt.tsr "$from"/note.txt.ots bundle/
title nobody is trusted
say authenticate bundle
title a root is trusted, and blocks are known
say authenticate bundle --trust-store "$from/root.pem" --blocks "$from/blocks.txt"
title all that is said
say authenticate -v bundle/eaa-note.pdf --trust-store "$from/root.pem"
title the stamp beside a file that is named alone, or with it
say authenticate bundle/note.txt --trust-store "$from/root.pem"
say authenticate bundle/note.txt.tsr bundle/note.txt --trust-store "$from/root.pem"
title a stamp beside nothing
mkdir alone
cp "$from/note.txt.tsr" alone/gone.txt.tsr
say authenticate -v alone/gone.txt.tsr --trust-store "$from/root.pem"
say authenticate -v alone --trust-store "$from/root.pem"
title damaged stamps
mkdir damaged
for n in empty random armored refused; do
    cp "$from/note.txt" "damaged/$n.txt"
done
: >damaged/empty.txt.tsr
echo nothing >damaged/random.txt.ots
base64 <"$from/note.txt.tsr" >damaged/armored.txt.tsr
printf '0\005\060\003\002\001\002' >damaged/refused.txt.tsr
say authenticate -v damaged --trust-store "$from/root.pem"
title signed, and attached to a message
{
    printf 'From: bob@example.net\nSubject: Contract\nMIME-Version: 1.0\n'
    printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee below\n--b\n'
    printf 'Content-Type: application/pdf; name=cades.pdf\n'
    printf 'Content-Transfer-Encoding: base64\n\n'
    base64 <"$from/cades.pdf"
    printf '%s\n' --b--
} >mail.eml
say authenticate mail.eml --trust-store "$from/root.pem"
title S/MIME
ls "$from" >names
for mail in $(grep '\.eml$' names | head -n 3); do
    cp "$from/$mail" .
    say authenticate -q "$mail" --trust-store "$from/root.pem"
done
title bad input
cp "$from/note.txt" no.pem
say authenticate bundle --trust-store no.pem
say authenticate bundle --trust-store missing.pem
say authenticate bundle --blocks missing.txt

# What signatures of OpenPGP prove of messages, texts and files.
. "$LP_TESTS/cli/common.inc"
from=$FIXTURES/openpgp
keys="--pgp-keys $from/keys.asc"
mkdir mail texts files
cp "$from"/*.eml "$from"/*.mbox mail/
cp "$from"/clear*.txt texts/
cp "$from"/*.bin* "$from"/*.asc "$from"/note.txt "$from"/lines.txt files/
cp "$from"/moved.txt "$from"/altered.txt "$from"/both.txt files/
cp "$from"/broken.txt "$from"/guide.txt files/
rm files/keys.asc
title all that is said of messages
say authenticate -v mail $keys
title of texts
say authenticate -v texts $keys
title of files and what stands beside them
say authenticate -v files $keys
title a file that is named alone, or with its signature
say authenticate files/note.txt $keys
say authenticate files/note.txt.asc files/note.txt $keys
say authenticate files/guide.asc $keys
say authenticate files/guide.txt $keys
title without keys
say authenticate -v files/note.txt texts/clear-stranger-changed.txt
title findings in records
say authenticate texts/clear-revoked-lost.txt --json $keys |
    grep -v '"start"' | sed 's/.*"evidence":\[/evidence /'
title a keyring that is not armored, and required
say authenticate -q mail/mime.eml --pgp-keys "$from/keys.gpg" --require openpgp
say authenticate -q mail/mime-stranger.eml $keys --require openpgp
title bad input
say authenticate files --pgp-keys files/note.txt
say authenticate files --pgp-keys missing.asc
say authenticate files --pgp-keys files
: >empty
say authenticate files --pgp-keys empty
head -c 700 "$from/keys.gpg" >cut.gpg
ends authenticate -q files/note.txt --pgp-keys cut.gpg

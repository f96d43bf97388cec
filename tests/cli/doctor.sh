# The program tries itself, and sets.
. "$LP_TESTS/cli/common.inc"
title the program
say doctor
title good sets
mkdir documents
echo "a document" >documents/one.txt
printf 'From: ann@desk.example\nSubject: a mail\n\nyes\n' >documents/mail.eml
SOURCE_DATE_EPOCH=1 leafproof index add documents -o good.set \
    --publication Harbor --date 2020 >/dev/null
say doctor --quiet good.set
leafproof doctor --json good.set | grep -v '"type":"start"' | tail -4
title a damaged one, one of other rules, and none
python3 - <<'PY'
import hashlib

data = open("good.set", "rb").read()
bad = bytearray(data)
bad[70000] ^= 1
open("damaged.set", "wb").write(bad)

# The same set, made by another rule, with all its digests right.
page = 65536
body = bytearray(data[:(len(data) - 32) // (page + 32) * page])
at = body.index(b"text-v1-")
body[at:at + 8] = b"text-v9-"
pages = len(body) // page
lists = b"".join(hashlib.sha256(body[i * page:(i + 1) * page]).digest()
                 for i in range(pages))
root = hashlib.sha256(bytes(body[:page]) +
                      hashlib.sha256(lists).digest()).digest()
open("other.set", "wb").write(bytes(body) + lists + root)
open("none.set", "wb").write(b"no set")
PY
say doctor --quiet damaged.set
say doctor --quiet other.set
say doctor --quiet none.set
say check documents --against other.set
title nothing stays behind
ls "$TMPDIR" | grep -v '^err$' || :

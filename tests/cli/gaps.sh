# What a bundle refers to, and does not hold: each finding, and its absence.
. "$LP_TESTS/cli/common.inc"
python3 - <<'PY'
import datetime
import email.utils

START = datetime.datetime(2015, 1, 1, 9, tzinfo=datetime.timezone.utc)


def mail(i, sender, to, at, answers="", body="Yes.\n", kind=""):
    return ("From %s Sat Jan  3 01:05:34 2004\nMessage-ID: <%s@desk.example>\n"
            "From: %s\nTo: %s\nDate: %s\nSubject: Plans\n%s%s\n%s\n" % (
                sender, i, sender, to, email.utils.format_datetime(at),
                answers and "In-Reply-To: <%s@desk.example>\n" % answers,
                kind, body))


def box(name, silence, gone):
    at, out = START, ""
    for k in range(120):
        at += datetime.timedelta(hours=9)
        if k == 60:
            at += datetime.timedelta(days=silence)
        out += mail("a%d" % k, "ann@desk.example",
                    "bob@away.example" if gone and k % 10 == 0 else
                    "carl@desk.example", at,
                    "b%d" % k if gone and k % 20 == 0 else "")
        out += mail("c%d" % k, "carl@desk.example", "ann@desk.example",
                    at + datetime.timedelta(minutes=9), "a%d" % k)
    with open(name, "w") as f:
        f.write(out)


box("whole.mbox", 0, False)
box("holes.mbox", 60, True)
with open("stripped.eml", "w") as f:
    f.write("From: ann@desk.example\nSubject: Plan\nMIME-Version: 1.0\n"
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
            "Content-Type: text/plain\n\nSee below.\n"
            "[attachment \"plan.doc\" deleted by Ann]\n--b\n"
            "Content-Type: message/external-body; access-type=local-file;\n"
            " name=\"/srv/plan.pdf\"\n\nContent-Type: application/pdf\n\n--b\n"
            "Content-Type: application/pdf\n"
            "Content-Disposition: attachment; filename=empty.pdf\n\n--b--\n")
PY
mkdir series
for n in 098 099 100 101 102 106 107 108 109 110; do
    echo "page $n" >"series/HB000$n.txt"
done

title nothing is missing
say gaps whole.mbox
title messages, a month, a voice
say gaps holes.mbox
title attachments
say gaps stripped.eml
title numbers
say gaps series
title quietly, and all at once
say gaps --quiet holes.mbox series stripped.eml
title as records
leafproof gaps --json series stripped.eml >"$TMPDIR/out" || :
grep -v '"type":"start"' "$TMPDIR/out"
title what cannot be opened may hold it
printf 'PK\003\004' >broken.zip
say gaps broken.zip
title nothing to look at
say gaps
say gaps nowhere

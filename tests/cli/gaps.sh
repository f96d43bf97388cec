# What a bundle refers to, and does not hold: each finding, and its absence.
. "$LP_TESTS/cli/common.inc"
python3 - <<'PY'
import datetime
import email.utils
import textwrap

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

WORDS = ("The committee met on Tuesday and agreed that the figures for the "
         "third quarter are kept back until the audit of the harbour is over, "
         "since nobody could explain the payment to M\u00fcller.")
MARKED = "On Mon, 3 Mar 2014 at 10:00, Carl\n<carl@desk.example> wrote:\n\n"


def letter(name, kind, body, charset="utf-8"):
    with open(name, "wb") as f:
        f.write(("From: ann@desk.example\nSubject: Plan\nMIME-Version: 1.0\n"
                 "Content-Transfer-Encoding: 8bit\n"
                 "Content-Type: %s\n\n%s\n" % (kind, body)).encode(charset))


def wrapped(width, mark, soft=""):
    return "\n".join(mark + line + soft
                     for line in textwrap.wrap(WORDS, width))


letter("quotes.eml", "text/plain; charset=utf-8",
       "No.\n\n" + MARKED + wrapped(50, "> "))
letter("forwards.eml", "text/plain; charset=utf-8",
       "FYI\n\n-----Original Message-----\nFrom: Carl\n"
       "Sent: Monday, March 03, 2014 10:00 AM\nTo: Ann\nSubject: RE: Plan\n\n" +
       WORDS)
letter("plain.eml", "text/plain; charset=iso-8859-1", wrapped(70, ""), "latin-1")
letter("flowed.eml", "text/plain; charset=utf-8; format=flowed",
       wrapped(40, "", " ") + "\n")
letter("html.eml", "text/html; charset=utf-8",
       "<p>" + WORDS.replace("\u00fc", "&uuml;").replace("audit", "<b>audit</b>"))
letter("both.eml", "multipart/alternative; boundary=b",
       "--b\nContent-Type: text/plain; charset=utf-8\n\n" + MARKED +
       wrapped(60, "> ") + "\n--b\nContent-Type: text/html; charset=utf-8\n\n<p>" +
       WORDS + "\n--b--")
letter("attached.eml", "multipart/mixed; boundary=b",
       "--b\nContent-Type: text/plain\n\nSee below.\n--b\n"
       "Content-Type: message/rfc822\n\nFrom: carl@desk.example\n"
       "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + WORDS +
       "\n--b--")
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
title quotations
say gaps quotes.eml forwards.eml both.eml
leafproof gaps --json quotes.eml both.eml >"$TMPDIR/out" || :
grep QUOTED-MISSING "$TMPDIR/out" | head -n 1
title quotations of what is there
for i in plain flowed html attached; do
    leafproof gaps --quiet quotes.eml forwards.eml both.eml $i.eml | head -n 1
done
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

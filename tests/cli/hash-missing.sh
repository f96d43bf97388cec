# A failure of one input is no failure of the others.
. "$LP_TESTS/cli/common.inc"
printf 'one\n' >a.txt
printf 'two\n' >b.txt

title one of three is not there
ends hash a.txt gone b.txt
cat "$TMPDIR/out"
ends hash a.txt gone b.txt -o some.leaf
grep -v -e '^# size' -e '^# documents' -e '^# root' some.leaf
title it is in the records
ends hash a.txt gone --json
grep '"path":"gone"' "$TMPDIR/out"
tail -n 1 "$TMPDIR/out" | grep -o '"verdict":.*"exit":[0-9]'
tail -n 1 "$TMPDIR/out" | grep -o '"incomplete":.*'
title a manifest of it can be signed
get_keys
ends sign some.leaf --key desk.key
title the parent is no folder
ends hash a.txt a.txt/below
cat "$TMPDIR/out"
title a link that leads nowhere
ln -s nowhere dangling
ends hash dangling b.txt
cat "$TMPDIR/out"
title nothing at all can be opened: no manifest
ends hash gone
ends hash gone gone-too -o none.leaf
ls none.leaf 2>/dev/null
title nowhere to write
ends hash a.txt -o no/folder.leaf
ends hash a.txt -o .

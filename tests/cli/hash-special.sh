# Links, pipes and sockets are recorded; nothing is read from them.
. "$LP_TESTS/cli/common.inc"
mkdir tree
printf 'one\n' >tree/a.txt
ln -s a.txt tree/file-link
ln -s /nowhere/at/all tree/dangling
ln -s . tree/loop
mkdir tree/real
printf 'two\n' >tree/real/b.txt
ln -s real tree/folder-link
mkfifo tree/pipe
(cd tree && python3 -c '
import socket
socket.socket(socket.AF_UNIX).bind("socket")')
ln tree/a.txt tree/twin

say hash tree -o tree.leaf
cat tree.leaf
say verify tree.leaf tree --allow-unsigned -v
title a link leads elsewhere, a pipe is a file, a file is a link, a file a pipe
ln -sf nowhere tree/dangling
rm tree/pipe tree/real/b.txt
: >tree/pipe
mkfifo tree/real/b.txt
ln -sf a.txt tree/twin
say verify tree.leaf tree --allow-unsigned | sed 's/  is now .*//'
title a pipe that is named is not read
mkfifo named
ends hash named
cat "$TMPDIR/out"

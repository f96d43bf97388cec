# Names cannot speak to the terminal.
. "$LP_TESTS/cli/common.inc"
esc=$(printf '\033')
mkdir d
printf 'one\n' >"d/red${esc}[31m"
printf 'two\n' >"d/$(printf 'line\nbreak')"
printf 'three\n' >"d/$(printf 'bidi\342\200\256fdp.exe')"
printf 'four\n' >"d/$(printf 'bad\377utf8')"
printf 'five\n' >"d/per%cent > arrow"
say hash d -o d.leaf -q
say hash d
say hash d --json | grep -o '"path[^,]*,\("path_b64"[^,]*\)\?'
say verify d.leaf d --allow-unsigned -v
mkdir e
say verify d.leaf e --allow-unsigned
say verify d.leaf e --allow-unsigned --json | grep -o '"path[^,]*,'
title nor does a name that is no use at all
for command in hash sign verify check explain index; do
    leafproof $command "--x${esc}[31m" "y${esc}" 2>&1
    leafproof $command "y${esc}[31m" 2>&1
done | grep -c "$esc"
leafproof "x${esc}" 2>&1 | grep -c "$esc"
leafproof hash d --format "x${esc}" --depth "y${esc}" 2>&1 | grep -c "$esc"
leafproof keygen --no-passphrase -o "k${esc}" 2>&1 | grep -c "$esc"
leafproof hash d -o "l${esc}.leaf" 2>&1 | grep -c "$esc"
:

# Lists of weak digests: a match is EXACT-WEAK, and never added to EXACT.
. "$LP_TESTS/cli/common.inc"
# Two documents of one MD5 and length (Wang and Yu, 2005).
hex() { # file, hex digits
    python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.argv[1]))' \
        "$2" >"$1"
}
a=d131dd02c5e6eec4693d9a0698aff95c2fcab58712467eab4004583eb8fb7f89
a=${a}55ad340609f4b30283e488832571415a085125e8f7cdc99fd91dbdf280373c5b
b=d8823e3156348f5bae6dacd436c919c6dd53e2b487da03fd02396306d248cda0
b=${b}e99f33420f577ee8ce54b67080a80d1ec69821bcb6a8839396f9652b6ff72a70
c=d131dd02c5e6eec4693d9a0698aff95c2fcab50712467eab4004583eb8fb7f89
c=${c}55ad340609f4b30283e4888325f1415a085125e8f7cdc99fd91dbd7280373c5b
d=d8823e3156348f5bae6dacd436c919c6dd53e23487da03fd02396306d248cda0
d=${d}e99f33420f577ee8ce54b67080280d1ec69821bcb6a8839396f965ab6ff72a70
mkdir new
hex one.bin "$a$b"
hex new/twin.bin "$c$d"
md5sum one.bin new/twin.bin
cp one.bin new/copy.bin

title a list of MD5 alone
md5sum one.bin >md5.txt
say check new --against md5.txt
title with lengths, and another length of the same digest
printf 'size,md5,path\n128,%s,one.bin\n' "$(cut -c1-32 md5.txt)" >md5.csv
ends check new --against md5.csv
grep '^  [A-Z]' "$TMPDIR/out"
printf 'size,md5,path\n129,%s,one.bin\n' "$(cut -c1-32 md5.txt)" >off.csv
ends check new --against off.csv
grep '^  [A-Z]' "$TMPDIR/out"
title a better digest beside it decides
printf '%%%%%%%% HASHDEEP-1.0\n%%%%%%%% size,md5,sha256,filename\n128,%s,%s,one.bin\n' \
    "$(cut -c1-32 md5.txt)" "$(sha256sum one.bin | cut -c1-64)" >deep.txt
ends check new --against deep.txt
grep '^  [A-Z]' "$TMPDIR/out"
title both lists: EXACT stands before EXACT-WEAK
ends check new --against deep.txt --against md5.txt
grep '^  [A-Z]\|public\|exact' "$TMPDIR/out"
title a set made of a list says so
say index add md5.txt -o md5.set --publication Old --date 2009
ends check new --against md5.set --json
sed -n 's/.*"shares":\(.*\),"prior".*/\1/p' "$TMPDIR/out"
title digests in place of documents
sha256sum new/copy.bin >have.txt
say check have.txt --against deep.txt
say check "sha256:$(cut -c1-64 have.txt)" --against deep.txt -q
ends check md5.txt --against deep.txt
grep '^  [A-Z]' "$TMPDIR/out"

# Single verdicts: empty files, what is closed but public, what is doubtful.
. "$LP_TESTS/cli/common.inc"
cp -R "$FIXTURES/publications/harbor" .
leafproof index add harbor -o harbor.set --publication Harbor --date 2025 \
    >/dev/null
verdicts() {
    say check "$1" --against harbor.set | grep -v -e '^Searched' -e ' things '
}
title empty files only
mkdir empty
: >empty/1
: >empty/2
verdicts empty
title an empty folder
mkdir bare
verdicts bare
title a container that is public as it is, though it is closed
mkdir closed
cp harbor/closed/vault.zip harbor/closed/annex.tar.lz4 closed/
verdicts closed
title the same container, one byte longer
mkdir longer
{ cat harbor/closed/annex.tar.lz4; printf x; } >longer/annex.tar.lz4
verdicts longer
title a document that was published inside a container only
unzip -q -p harbor/closed/vault.zip vault/roster.txt >roster.txt
verdicts roster.txt
title one letter differs
sed '1s/./X/' roster.txt >twin.txt
verdicts twin.txt
title records
mkdir both
cp roster.txt twin.txt both
say check both --against harbor.set --json
title a link and a pipe are no documents
mkdir odd
ln -s ../roster.txt odd/link
mkfifo odd/pipe
verdicts odd
title what is known and never opened
mkdir shut
printf 'xar!\0\034\0\001 and so on' >shut/app.xar
printf 'QFI\373\0\0\0\003 and so on' >shut/disk.qcow2
printf '\317\255\022\376\305\375\164\157 and so on' >shut/folder.dbx
printf '\003\331\242\232\147\373\113\265 and so on' >shut/keys.kdbx
mkdir image && printf 'aff4://5aea2dd0' >image/container.description
(cd image && zip -q -0 -X ../shut/disk.aff4 container.description)
verdicts shut

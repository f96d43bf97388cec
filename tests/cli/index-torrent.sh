# A torrent of version 2 as what was published, and as what is looked for.
. "$LP_TESTS/cli/common.inc"
mkdir -p tree/sub
printf 'aaaaaaaaaaaaaaaaaaa\n' >tree/a.txt
printf 'two\n' >tree/sub/b.txt
: >tree/nil
leaf() { # LENGTH FILE
    printf '%s:%sd0:d6:lengthi%se11:pieces root32:' \
        "$(printf '%s' "${2##*/}" | wc -c)" "${2##*/}" "$1"
    openssl dgst -sha256 -binary <"$2"
    printf 'ee'
}
{
    printf 'd4:infod9:file treed'
    leaf 20 tree/a.txt
    printf '3:nild0:d6:lengthi0eee3:subd'
    leaf 4 tree/sub/b.txt
    printf 'ee12:meta versioni2e4:name4:tree12:piece lengthi16384ee12:piece '
    printf 'layersdee'
} >v2.torrent
mkdir in
cp tree/a.txt in/again.txt
printf 'TWO\n' >in/other.txt
: >in/empty
tar -C tree --owner=0 --group=0 --mtime=@0 --sort=name -cf in/b.tar sub/b.txt

title published
say index add v2.torrent -o pub.set --publication Release --date 2026-01-02
say index list pub.set | tail -n 1
say index verify pub.set
say check in --against pub.set
say check in --against v2.torrent | grep -v '^Searched'
say check in/again.txt --against pub.set --json | grep '"match"'
title keyed
say index add v2.torrent -o held.set --publication Held --date 2026-01-02 \
    --status received --index-key secret | grep -v root:
say check in --against pub.set --against held.set --index-key secret |
    grep -v '^[SOnt ]*[ 0-9]'
say check in --against held.set --index-key secret --json |
    grep -c '"prior"'
title looked for
leafproof index add tree -o tree.set --publication Tree --date 2026-01-02 \
    --digest btv2 -q >/dev/null
say check v2.torrent --against tree.set
leafproof index add tree -o plain.set --publication Tree --date 2026-01-02 -q \
    >/dev/null
say check v2.torrent --against plain.set
title version 1
printf 'd4:infod6:lengthi4e4:name5:b.txt12:piece lengthi8e6:pieces20:' >v1.torrent
openssl dgst -sha1 -binary <tree/sub/b.txt >>v1.torrent
printf 'ee' >>v1.torrent
say index add v1.torrent -o v1.set --publication Old --date 2026-01-02
say check in --against v1.torrent

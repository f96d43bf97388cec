# Torrents: files by the pieces of version 1 and the roots of version 2.
# tests/oracle/torrents.py compares with libtorrent.
. "$LP_TESTS/cli/common.inc"
get_keys
mkdir -p tree/sub
printf 'aaaaaaaaaaaaaaaaaaa\n' >tree/a.txt
printf 'two\n' >tree/sub/b.txt
printf 'ccccccccccccccc\n' >tree/c.txt

# Five pieces of eight bytes; the third has the end of a.txt, and b.txt.
hash_of() { # DIGEST
    openssl dgst "-$1" -binary
}
one() { # LENGTH PATH
    printf 'd6:lengthi%se4:pathl%see' "$1" "$2"
}
{
    printf 'd4:infod5:filesl'
    one 20 5:a.txt
    one 4 3:sub5:b.txt
    one 16 5:c.txt
    printf 'e4:name4:tree12:piece lengthi8e6:pieces100:'
    for piece in aaaaaaaa aaaaaaaa 'aaa
two
' cccccccc 'ccccccc
'; do
        printf '%s' "$piece" | hash_of sha1
    done
    printf 'ee'
} >v1.torrent
leaf() { # LENGTH FILE
    printf '%s:%sd0:d6:lengthi%se11:pieces root32:' \
        "$(printf '%s' "${2##*/}" | wc -c)" "${2##*/}" "$1"
    hash_of sha256 <"$2"
    printf 'ee'
}
{
    printf 'd4:infod9:file treed'
    leaf 20 tree/a.txt
    leaf 16 tree/c.txt
    printf '3:subd'
    leaf 4 tree/sub/b.txt
    printf 'ee12:meta versioni2e4:name4:tree12:piece lengthi16384ee12:piece '
    printf 'layersdee'
} >v2.torrent

title good
say verify v1.torrent --allow-unsigned
say verify v2.torrent --allow-unsigned -v
say verify --format torrent tree v2.torrent --allow-unsigned -q
say verify v2.torrent tree --allow-unsigned --json | grep summary
say verify v2.torrent
title in the folder itself
cp v1.torrent tree
say verify tree/v1.torrent --allow-unsigned -q
rm tree/v1.torrent
title a file is not there
mv tree/sub/b.txt b.txt
say verify v1.torrent --allow-unsigned
say verify v1.torrent --allow-unsigned --partial
say verify v2.torrent --allow-unsigned --partial | tail -n 2
title under another name
mv b.txt tree/sub/b.txt
mv tree/a.txt tree/was-a
mv tree/sub/b.txt tree/sub/was-b
say verify v1.torrent --allow-unsigned
say verify v2.torrent --allow-unsigned
say verify v2.torrent --allow-unsigned --json | grep -v '"start"'
mv tree/sub/was-b b.txt
say verify v1.torrent --allow-unsigned --json | grep -v '"start"'
mv tree/was-a tree/a.txt
title a piece of two files
printf 'owt\n' >tree/sub/b.txt
say verify v1.torrent --allow-unsigned
say verify v1.torrent --allow-unsigned --json | grep -v '"start"'
say verify v2.torrent --allow-unsigned
title a piece of one, another length, and one that is added
mv b.txt tree/sub/b.txt
printf 'aaaabaaaaaaaaaaaaaa\n' >tree/a.txt
printf 'c\n' >tree/c.txt
echo more >tree/more.txt
say verify v1.torrent --allow-unsigned
say verify v2.torrent --allow-unsigned --json | grep -v '"start"'
title a torrent that cannot be relied upon
sed 's/4:name/5:name/' v1.torrent >broken.torrent
say verify broken.torrent --allow-unsigned
say verify broken.torrent --allow-unsigned --json | grep summary
sed 's/3:sub5:b/2:..6:bb/' v1.torrent >out.torrent
say verify out.torrent --allow-unsigned | grep -v infohash
title what makes no sense
say verify v1.torrent tree tree
ends verify v1.torrent nowhere --allow-unsigned
title explained
say explain F0546 N0520

#!/bin/sh
# What a room exports begins with lp_, and the room that parses hostile bytes
# asks nothing of the libraries that hold keys.
. "$(dirname "$0")/common.sh"
build=$2
nm=${NM:-nm}
status=0

for room in base crypto formats evidence ledger bundle; do
    library=$build/$room/liblp_$room.a
    [ -f "$library" ] || continue
    # Names that begin with two underscores come from the sanitizers.
    foreign=$("$nm" -A --defined-only -g "$library" |
        awk '$NF !~ /^(lp_|__)/ { print }')
    if [ -n "$foreign" ]; then
        echo "$foreign"
        echo "$room: these names do not begin with lp_"
        status=1
    fi
done

[ -f "$build/formats/liblp_formats.a" ] || {
    echo "nothing has been built in $build" >&2
    exit 1
}
secrets=$("$nm" -A -u "$build/formats/liblp_formats.a" |
    awk '$NF ~ /^(EVP_|CRYPTO_|OPENSSL_|BIO_|RAND_|crypto_|sodium_|randomb)/')
if [ -n "$secrets" ]; then
    echo "$secrets"
    echo "formats: parsing knows no cryptography"
    status=1
fi
exit "$status"

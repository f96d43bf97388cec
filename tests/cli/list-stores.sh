# What is made into a list, or out of one: the database of known software, and
# the tag files of a bag, signed.
. "$LP_TESTS/cli/common.inc"
blur() {
    sed -E 's/[0-9a-f]{64}/ROOT/'
}
database() { # FILE, then lines of SQL
    python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript(sys.stdin.read())
db.commit()' "$1"
}
sums() { # TEXT: as the rows of an RDSv3 begin
    printf "'%s','%s','%s'" "$(printf '%s' "$1" | sha256sum | cut -c-64 |
        tr a-f A-F)" "$(printf '%s' "$1" | sha1sum | cut -c-40)" \
        "$(printf '%s' "$1" | md5sum | cut -c-32)"
}
title an RDSv3
{
    echo "CREATE TABLE FILE (sha256 VARCHAR, sha1 VARCHAR, md5 VARCHAR,
        crc32 VARCHAR, file_name VARCHAR, file_size INTEGER,
        package_id INTEGER);"
    echo "INSERT INTO FILE VALUES ($(sums one), '', 'a \"b\", c.dll', 3, 1);"
    echo "INSERT INTO FILE VALUES ($(sums two), NULL, 'two', NULL, 1);"
    echo "INSERT INTO FILE VALUES ('none', '', '', '', 'none', 3, 1);"
} | database rds.db
say convert rds.db --from rds --to csv
say index add rds.db -o rds.set --publication NSRL --status software \
    --format rds | blur
printf one >one
printf two >two
say check one two --against rds.set | head -n 2
title what is none
echo 'CREATE TABLE OTHER (sha256 VARCHAR);' | database other.db
say convert other.db --from rds --to csv
echo 'CREATE TABLE A (b); CREATE VIEW FILE AS SELECT 1 AS sha256, 2 AS sha1,
    3 AS md5, 4 AS crc32, 5 AS file_name, 6 AS file_size FROM A;' |
    database view.db
say convert view.db --from rds --to csv
head -c 5000 rds.db >cut.db
say convert cut.db --from rds --to csv
say convert one --from rds --to csv
say convert gone --from rds --to csv
say convert rds.db --to csv
say check rds.db --against rds.set | head -n 1
title a bag
get_keys
mkdir -p bag/data/sub
printf 'one\n' >bag/data/a.txt
printf 'two\n' >"bag/data/sub/50%25 $(printf 'new\nline')"
leafproof hash bag/data -o b.leaf -q >/dev/null
say convert b.leaf --to bagit -o bag
cat bag/bagit.txt bag/bag-info.txt bag/manifest-sha256.txt
say verify bag
say sign bag/tagmanifest-sha256.txt --key desk.key
say verify bag --pubkey desk.key.pub
printf 'X' >>bag/data/a.txt
say verify bag --pubkey  desk.key.pub | tail -n 2
title what makes none
say convert b.leaf --to bagit -o bag
say convert b.leaf --to bagit
mkdir other
printf '%s  ../a\n' "$(sha256sum <one | cut -c-64)" >out
say convert out --to bagit -o other
(md5sum one && sha256sum two) >mixed
say convert mixed --to bagit -o other
printf '%s  \377\n' "$(sha256sum <one | cut -c-64)" >bytes
say convert bytes --to bagit -o other
say convert b.leaf --to bagit --digest blake2b -o other
ls other
title a list that is signed
(cd bag/data && sha256sum a.txt) >SUMS
say sign SUMS --key desk.key | tail -n 2
say verify SUMS bag/data --pubkey desk.key.pub
(cat SUMS && echo nonsense) >broken
say sign broken --key desk.key

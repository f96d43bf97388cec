# Rows of tables: those of a published dump in a table, and what cannot be read.
. "$LP_TESTS/cli/common.inc"
mkdir published new odd

cat >published/people.sql <<'END'
-- MySQL dump 10.13
CREATE TABLE `people` (
  `id` int NOT NULL,
  `name` varchar(80),
  `place` varchar(80) DEFAULT NULL,
  PRIMARY KEY (`id`)
);
INSERT INTO `people` VALUES (1,'Pell O\'Strander','Low Marrow'),
(2,'Dalia Threnody',NULL),(3,'Renwick Sool','Upper Tessel'),(4,'x',NULL);
END
cat >new/people.csv <<'END'
name;id;place
Pell O'Strander;1;Low Marrow
Dalia Threnody;2;
Somebody Else;3;Upper Tessel
x;4;
END
cat >new/people.jsonl <<'END'
{"id": 3, "name": "Renwick Sool", "place": "Upper Tessel"}
{"id": 2, "name": "Dalia Threnody"}
END
cat >new/letter.txt <<'END'
Dear Pell, dear Dalia,
as I have said, it is late,
and so, good night.
END
cat >odd/ragged.csv <<'END'
id,name
1,Pell Ostrander of Low Marrow
2
3,Dalia Threnody of Upper Tessel
4,Renwick Sool of Saint Ferrol
5,Hedda Fynch of Port Venn
END
cat >odd/cut.sql <<'END'
-- PostgreSQL database dump
COPY people (id, name) FROM stdin;
1	Pell Ostrander of Low Marrow
END

leafproof index add published -o p.set --publication "People" \
    --date 2024-05-06 >/dev/null
title a table and lines of JSON against a dump
say check new --against p.set --show all
title the dump itself
say check published --against p.set --show all
title rows that cannot be read
say hash odd -o odd.leaf
grep -E '^# (row|span|found|closed)' odd.leaf

# A ledger of many rows among a few documents: who counted its rows as documents
# would call nearly everything public.
mkdir paper old
i=0
echo 'number,payer,fee' >paper/ledger.csv
while [ $i -lt 200 ]; do
    echo "$i,Brackwater Pilots and Sons,$((i * 37))" >>paper/ledger.csv
    i=$((i + 1))
done
leafproof index add paper -o ledger.set --publication "Ledger" \
    --date 2024-05-06 -q
for n in one two three; do
    echo "$n: not seen before, and of no table" >paper/$n.txt
done
title a published ledger among three new documents
say check paper --against ledger.set
say check paper --against ledger.set --json | tail -n 2 |
    grep -o -e '"documents":{[^}]*}' -e '"rows":{[^}]*}' -e '^.exit.*'
title the same ledger with one row changed, and in another order
{
    head -n 1 paper/ledger.csv
    tail -n +2 paper/ledger.csv | sed 's/^150,.*/150,Somebody Else Altogether,0/' |
        sort -r
} >old/ledger.csv
say check old --against ledger.set | grep -v -e TRIVIAL -e '^[a-zS ]* 0 '
title its rows, all of them, in another form
awk -F, 'NR > 1 {print "{\"number\": " $1 ", \"payer\": \"" $2 "\", \"fee\": " $3 "}"}' \
    paper/ledger.csv >old/ledger.csv
say check old --against ledger.set --json |
    grep '"kind":"rows"' | sed 's/.*"verdict"/"verdict"/'
say check old --against ledger.set --fail-on new -q
say check old --against ledger.set --fail-on known -q
title only rows that are new are asked for
say check old --against p.set --show new
title a list, and a set that was made without opening anything, know no rows
sha256sum paper/one.txt >list.txt
say check old --against list.txt -q
say check old --against list.txt | grep rows
leafproof index add paper --depth 0 -o shut.set --publication Shut \
    --date 2020 -q
say check paper/ledger.csv --against shut.set | grep -v ' 0 '
title a manifest of an older program holds no rows
leafproof hash paper --depth 0 -q -o shut.leaf
say check shut.leaf --against ledger.set | grep -e EXACT -e public -e rows
title nothing else counts rows as documents
leafproof hash paper -q -o paper.leaf
grep -e documents -e content paper.leaf
grep -e content shut.leaf
get_keys
leafproof sign paper.leaf --key desk.key -q
say verify paper.leaf paper --pubkey desk.key.pub
tar -cf paper.tar paper
say verify paper.leaf paper.tar --pubkey desk.key.pub
say gaps paper
say index export ledger.set
say authenticate paper
say index list ledger.set
title a mail in a row is a document in that table
cat >old/ledger.csv <<'END2'
{"id": 1, "raw": "From: Pell <pell@harbor.example>\nTo: Dalia <dalia@harbor.example>\nSubject: the pier\nDate: Mon, 6 May 2024 10:00:00 +0000\n\nIt will not hold another winter, as I have said.\n"}
{"id": 2, "raw": null}
END2
say check old --against ledger.set -v

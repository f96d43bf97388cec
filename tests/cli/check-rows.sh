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

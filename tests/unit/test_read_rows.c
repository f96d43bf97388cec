#include "formats/read_rows.h"

#include "base/text.h"
#include "formats/bid.h"
#include "tests/unit/mail_drip.h"
#include "tests/unit/rows_box.h"

static void
check_read(const struct lp_reader_ops *ops, struct lp_slice bytes,
           const char *want, const char *label)
{
    static const size_t steps[] = {1, 2, 3, 7, 1 << 20};

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct drip d = {bytes, steps[i], NULL};
        struct lp_source src = {&drip_ops, &d};
        const struct lp_input in = {.stream = &src,
                                    .limits = &lp_limits_default};
        struct lp_buf got = {0};

        read_into(&got, ops, &in);
        CHECK(lp_slice_is(lp_buf_slice(&got), want), label);
        if (!lp_slice_is(lp_buf_slice(&got), want)) {
            fprintf(stderr, "  step %zu: %.*s\n", steps[i], (int)got.len,
                    (const char *)got.data);
        }
        lp_buf_release(&got);
        lp_block_unref(d.piece);
    }
}

struct row {
    const char *label;
    const char *bytes;
    const char *want;
    bool bid;
};

#define FIT "1,2\n3,4\n"
#define LONG16 "0123456789abcdef"

static const struct row csv[] = {
    {"two rows", "a,b\n" LONG16 ",2\n3,4\n",
     "1[4+18]a:t" LONG16 ",b:t2,|2[23+3]~a:t3,b:t4,|", true},
    {"one byte less is scant", "a,b\n0123456789abcd,2\n3,\n",
     "1[4+16]~a:t0123456789abcd,b:t2,|2[21+2]~a:t3,b:t,|", true},
    {"the order of columns", "b,a\n1,2\n3,4\n",
     "1[4+3]~a:t2,b:t1,|2[8+3]~a:t4,b:t3,|", true},
    {"semicolons", "a;b,c\n1;2\n3;4\n",
     "1[6+3]~a:t1,b,c:t2,|2[10+3]~a:t3,b,c:t4,|", true},
    {"tabs, CR LF, and no end", "a\tb\r\n1\t2\r\n3\t4",
     "1[5+3]~a:t1,b:t2,|2[10+3]~a:t3,b:t4,|", true},
    {"CR alone", "a,b\r1,2\r3,4\r", "1[4+3]~a:t1,b:t2,|2[8+3]~a:t3,b:t4,|",
     true},
    {"a mark",
     "\xef\xbb\xbf"
     "a,b\n" FIT,
     "1[7+3]~a:t1,b:t2,|2[11+3]~a:t3,b:t4,|", true},
    {"quotes", "\"a\",b\n\"1\n,\"\"\",x\"y\n3,4\n",
     "1[6+11]~a:t1\n,\",b:tx\"y,|2[18+3]~a:t3,b:t4,|", true},
    {"empty lines", "\n\na,b\n\n1,2\n\r\n3,4\n\n",
     "1[7+3]~a:t1,b:t2,|2[13+3]~a:t3,b:t4,|", true},
    {"a field too few", "a,b\n" FIT "5\n" FIT,
     "1[4+3]~a:t1,b:t2,|2[8+3]~a:t3,b:t4,|3[12+1]F0650|"
     "4[14+3]~a:t1,b:t2,|5[18+3]~a:t3,b:t4,|",
     true},
    {"as often as four times", "a,b\n" FIT "5\n6\n" FIT,
     "1[4+3]~a:t1,b:t2,|2[8+3]~a:t3,b:t4,|3[12+1]F0650|4[14+1]F0650|"
     "5[16+3]~a:t1,b:t2,|6[20+3]~a:t3,b:t4,|",
     false},
    {"behind a quote", "a,b\n" FIT "\"5\"x,6\n" FIT,
     "1[4+3]~a:t1,b:t2,|2[8+3]~a:t3,b:t4,|3[12+6]F0651|"
     "4[19+3]~a:t1,b:t2,|5[23+3]~a:t3,b:t4,|",
     true},
    {"a quote that stays open", "a,b\n" FIT FIT "\"5,6\n",
     "1[4+3]~a:t1,b:t2,|2[8+3]~a:t3,b:t4,|3[12+3]~a:t1,b:t2,|"
     "4[16+3]~a:t3,b:t4,|5[20+5]F0101|",
     true},
    {"windows-1252", "a,b\nx,\xe9\x80\n\xc3\xa9,y\n",
     "1[4+4]~a:tx,b:t\u00e9\u20ac,|2[9+4]~a:t\u00c3\u00a9,b:ty,|", true},
    {"what windows-1252 has not", "a,b\nx,\xe9\n1,\x81\n3,4\n",
     "1[4+3]~a:tx,b:t\u00e9,|2[8+3]F0652|3[12+3]~a:t3,b:t4,|", true},
    {"UTF-8, and then not", "a,b\n1,\xc3\xa9\n2,\xe9\n3,4\n",
     "1[4+4]~a:t1,b:t\u00e9,|2[9+3]F0652|3[13+3]~a:t3,b:t4,|", true},
    {"one row", "a,b\n1,2\n", "1[4+3]~a:t1,b:t2,|", false},
    {"one column", "a\n1\n2\n", "1[2+1]~a:t1,|2[4+1]~a:t2,|", false},
    {"one name twice", "a,a\n" FIT, "!F0655", false},
    {"no name", "a,,c\n1,2,3\n4,5,6\n",
     "1[5+5]~:t2,a:t1,c:t3,|2[11+5]~:t5,a:t4,c:t6,|", false},
    {"no first name", ",a,c\n1,2,3\n4,5,6\n",
     "1[5+5]~:t1,a:t2,c:t3,|2[11+5]~:t4,a:t5,c:t6,|", true},
    {"sentences", "Dear Ann, dear Bob\nit is late, so\nI go, now\n",
     "1[19+14]~ dear Bob:t so,Dear Ann:tit is late,|"
     "2[34+9]~ dear Bob:t now,Dear Ann:tI go,|",
     false},
    {"numbers", "1,2\n3,4\n5,6\n", "1[4+3]~1:t3,2:t4,|2[8+3]~1:t5,2:t6,|",
     false},
    {"no line of names",
     "2019-01-02 10:00,ann\n2019-01-03 10:00,bob\n2019-01-04 10:00,cy\n",
     "1[21+20]2019-01-02 10:00:t2019-01-03 10:00,ann:tbob,|"
     "2[42+19]2019-01-02 10:00:t2019-01-04 10:00,ann:tcy,|",
     false},
    {"a program", "f(a){,b\n1,2\n3,4\n",
     "1[8+3]~b:t2,f(a){:t1,|2[12+3]~b:t4,f(a){:t3,|", false},
    {"a control", "a,b\n1,\x01\n3,4\n",
     "1[4+3]~a:t1,b:t\x01,|2[8+3]~a:t3,b:t4,|", false},
    {"nothing", "", "!F0655", false},
};

static const struct row jsonl[] = {
    {"two objects", "{\"b\":1,\"a\":\"x\"}\n{\"b\":-2.50,\"a\":null}\n",
     "1[0+15]~a:tx,b:i1,|2[16+20]~a:n,b:r-2.50,|", true},
    {"other keys",
     "{\"a\":1}\n\n {\"c\":true} \r\n{\"a\":[1, {\"x y\": \" \\\"\"}]}",
     "1[0+7]~a:i1,|2[10+12]~c:jtrue,|3[23+25]a:j[1,{\"x y\":\" \\\"\"}],|",
     true},
    {"escapes", "{\"\\u0061\":\"\\ud83d\\ude00\\n\\/\\u20ac\"}\n{\"a\":-0}\n",
     "1[0+35]~a:t\U0001f600\n/\u20ac,|2[36+8]~a:r-0,|", true},
    {"large numbers", "{\"a\":12345678901234567890123}\n{\"a\":1e5}\n",
     "1[0+29]a:i12345678901234567890123,|2[30+9]~a:r1e5,|", true},
    {"no JSON", "{\"a\":1}\n{\"a\":2}\n{\"a\":}\n{\"a\":3}",
     "1[0+7]~a:i1,|2[8+7]~a:i2,|3[16+6]F0640|4[23+7]~a:i3,|", true},
    {"a list", "{\"a\":1}\n{\"a\":2}\n[1]\n",
     "1[0+7]~a:i1,|2[8+7]~a:i2,|3[16+3]F0640|", true},
    {"a key twice", "{\"a\":1,\"\\u0061\":2}\n{\"a\":2}\n",
     "1[0+18]F0641|2[19+7]~a:i2,|", true},
    {"a long text", "{\"a\":\"0123456789abcdef\"}\n{\"a\":2}\n",
     "1[0+24]a:t0123456789abcdef,|2[25+7]~a:i2,|", true},
    {"... with an escape", "{\"a\":\"\\u0030123456789abcdef\"}\n{\"a\":2}\n",
     "1[0+29]a:t0123456789abcdef,|2[30+7]~a:i2,|", true},
    {"... that is none",
     "{\"a\":\"0123456789abcdef\\x\"}\n{\"a\":2}\n{\"a\":3}\n",
     "1[0+26]F0640|2[27+7]~a:i2,|3[35+7]~a:i3,|", false},
    {"... with half a character",
     "{\"a\":1}\n{\"a\":\"\\ud83d0123456789\\ude00\"}\n",
     "1[0+7]~a:i1,|2[8+30]F0640|", false},
    {"... with a TAB", "{\"a\":1}\n{\"a\":\"0123456789abcdef\t\"}\n",
     "1[0+7]~a:i1,|2[8+25]F0640|", false},
    {"... no UTF-8", "{\"a\":1}\n{\"a\":\"0123456789abcdef\xc3(\"}\n",
     "1[0+7]~a:i1,|2[8+26]F0640|", false},
    {"... without its end", "{\"a\":1}\n{\"a\":\"0123456789abcdef}\n",
     "1[0+7]~a:i1,|2[8+23]F0640|", false},
    {"long keys that are not the same",
     "{\"0123456789abcdef\":1,\"0123456789abcdeg\":2}\n{\"a\":2}\n",
     "1[0+43]~0123456789abcdef:i1,0123456789abcdeg:i2,|2[44+7]~a:i2,|", true},
    {"one of them twice",
     "{\"0123456789abcdef\":1,\"\\u0030123456789abcdef\":2}\n{\"a\":2}\n",
     "1[0+48]F0641|2[49+7]~a:i2,|", true},
    {"a key twice behind a long text",
     "{\"a\" : \"0123456789abcdef\" , \"a\":2}\n{\"a\":2}\n",
     "1[0+34]F0641|2[35+7]~a:i2,|", true},
    {"cut", "{\"a\":1}\n{\"a\":2}\n{\"a\"",
     "1[0+7]~a:i1,|2[8+7]~a:i2,|3[16+4]F0640|", true},
    {"one object", "{\"a\":1}\n", "1[0+7]~a:i1,|", false},
    {"over two lines", "{\"a\":\n1}\n{\"a\":2}\n",
     "1[0+5]F0640|2[6+2]F0640|3[9+7]~a:i2,|", false},
    {"no keys", "{}\n{}\n", "1[0+2]~|2[3+2]~|", false},
    {"nothing", "", "", false},
};

#define MY "-- MySQL dump\n"
#define PG "-- PostgreSQL database dump\n"
#define T                                                                 \
    "CREATE TABLE `t` (\n `a` int(11) DEFAULT '(',\n `b` set('x','y'),\n" \
    " PRIMARY KEY (`a`),\n KEY `k` (`b`)\n);\n"

static const struct row sql[] = {
    {"MySQL", MY T "INSERT INTO `t` VALUES (1,'x\\'\\n'),(-2,NULL);\n",
     "1 t[139+11]~a:i1,b:tx'\n,|2 t[151+9]~a:i-2,b:n,|", true},
    {"columns that it names", MY "INSERT INTO t (b,a) VALUES (1.50,\"x\"\"\");",
     "1 t[41+12]~a:tx\",b:r1.50,|", true},
    {"bytes",
     MY "REPLACE INTO d.t (a,b) VALUES (0x6100,_binary 'a\\0'),"
        "(x'FF',b'101');",
     "1 t[44+22]~a:b6100,b:b6100,|2 t[67+14]~a:bff,b:i5,|", true},
    {"what is no literal", MY "INSERT INTO t (a) VALUES (now()),(1),(1+1);",
     "1 t[39+7]F0653|2 t[47+3]~a:i1,|3 t[51+5]F0653|", true},
    {"from elsewhere",
     MY "INSERT INTO t (a) SELECT 1;INSERT INTO t (a) "
        "VALUES (1);",
     "1 t[14+26]F0653|2 t[66+3]~a:i1,|", true},
    {"no names", MY "INSERT INTO t VALUES (1,2);", "1 t[35+5]F0655|", true},
    {"too many", MY "INSERT INTO t (a) VALUES (1,2),(1);",
     "1 t[39+5]F0650|2 t[45+3]~a:i1,|", true},
    {"comments",
     MY "/*!40101 SET a=1 */;\n# x;\nINSERT /* ; */ INTO t (a) "
        "VALUES (1) -- x\n,(2);",
     "1 t[73+3]~a:i1,|2 t[83+3]~a:i2,|", true},
    {"a comment with rows",
     MY "/*!50000 INSERT INTO t (a) VALUES (9) */;"
        "INSERT INTO t (a) VALUES (1);",
     "1 t[80+3]~a:i1,| F0654", true},
    {"routines",
     MY "DELIMITER ;;\nCREATE PROCEDURE p() BEGIN INSERT INTO t "
        "VALUES (1); END ;;\nDELIMITER ;\nINSERT INTO t (a) VALUES "
        "(1);",
     "1 t[124+3]~a:i1,|", true},
    {"a statement that does not end", MY "INSERT INTO t (a) VALUES (1)",
     "1 t[39+3]~a:i1,|!F0101", true},
    {"cut in a text", MY "INSERT INTO t (a) VALUES (1),('x",
     "1 t[39+3]~a:i1,|!F0101", true},
    {"no comma", MY "INSERT INTO t (a) VALUES (1) (2);", "1 t[39+3]~a:i1,|",
     true},
    {"no parenthesis", MY "INSERT INTO t (a) VALUES (1),2;",
     "1 t[39+3]~a:i1,|!F0656", true},
    {"whose is not known", "INSERT INTO t (a) VALUES ('x\\y'),('z');",
     "1 t[25+7]F0654|2 t[33+5]~a:tz,|", true},
    {"... and where it ends", "INSERT INTO t (a) VALUES ('x\\'),('z');",
     "!F0654", true},
    {"PostgreSQL",
     PG "INSERT INTO public.t (a, \"B\") VALUES ('x\\', E'\\x41\\n')"
        ", ($q$a'b$q$, '1'::character varying(3)) ON CONFLICT DO "
        "NOTHING;",
     "1 t[65+17]~B:tA\n,a:tx\\,|2 t[84+38]~B:t1,a:ta'b,|", true},
    {"COPY",
     PG "COPY public.t (a, b) FROM stdin;\n1\t\\N\n\\\\N\tx\\ty\\101\n"
        "\\.\n\nSELECT 1;\n",
     "1 t[61+4]~a:t1,b:n,|2 t[66+12]~a:t\\N,b:tx\tyA,|", true},
    {"COPY without a field", PG "COPY t (a, b) FROM stdin;\n1\n\\.\n",
     "1 t[54+1]F0650|", true},
    {"COPY does not end", PG "COPY t (a) FROM stdin;\n1\n",
     "1 t[51+1]~a:t1,|!F0101", true},
    {"COPY in another form", PG "COPY t (a) FROM stdin WITH CSV;\n1\n\\.\n",
     "!N0202", true},
    {"SQLite",
     "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE IF "
     "NOT EXISTS \"t\" (a integer primary key, b);\nINSERT INTO t "
     "VALUES(1,replace('x\\ny','\\n',char(10)));\nCREATE TRIGGER r "
     "AFTER INSERT ON t BEGIN INSERT INTO u VALUES (NEW.a); END;\n"
     "COMMIT;\n",
     "1 t[123+33]~a:i1,b:tx\ny,|", true},
    {"reals of SQLite, of which a dump has too many digits",
     "PRAGMA foreign_keys=OFF;\nCREATE TABLE t(a);\n"
     "INSERT INTO t VALUES(100.95000000000000283);\n"
     "INSERT INTO t VALUES(1.0e+02);\nINSERT INTO t VALUES(-2.50);\n"
     "INSERT INTO t VALUES(12345678901234567890);\n"
     "INSERT INTO t VALUES('1.10');\n",
     "1 t[64+23]~a:r100.95,|2 t[109+9]~a:r100.0,|3 t[140+7]~a:r-2.5,|"
     "4 t[169+22]a:i12345678901234567890,|5 t[213+8]~a:t1.10,|",
     true},
    {"exact decimals of others",
     MY "INSERT INTO t (a) VALUES (100.95000000000000283);",
     "1 t[39+23]a:r100.95000000000000283,|", true},
    {"prose", "Insert the key, and into it values (if any).", "!F0101", false},
    {"no rows", MY T, "!N0202", false},
    {"nothing", "", "!N0202", false},
};

static void
check_rows(const struct lp_reader_ops *ops, const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct lp_slice in = lp_slice_str(rows[i].bytes);

        check_read(ops, in, rows[i].want, rows[i].label);
        CHECK((ops->bid(in) > 0) == rows[i].bid, rows[i].label);
        CHECK(!rows[i].bid || lp_bid(in) == ops, rows[i].label);
    }
}

static void
check_wide(void)
{
    static const uint8_t le[] = "\xff\xfe"
                                "a\0,\0b\0\n\0\xe9\0,\0\x3d\xd8\0\xde\n\0"
                                "3\0,\0\x3d\xd8\n\0";
    struct lp_slice in = {le, sizeof le - 1};

    check_read(&lp_read_rows_csv, in,
               "1[10+8]~a:t\u00e9,b:t\U0001f600,|2[20+6]F0652|", "UTF-16");
}

static void
check_nul(void)
{
    static const uint8_t text[] = "{\"a\":1}\n{\"a\":null\0}\n";
    struct lp_slice in = {text, sizeof text - 1};

    check_read(&lp_read_rows_jsonl, in, "1[0+7]~a:i1,|2[8+11]F0640|",
               "a NUL behind a word");
}

/* A mail, and bytes, in rows. */
static void
check_inner(void)
{
#define MAIL                                                          \
    "From: a@example.org\nTo: b@example.org\nDate: Tue, 14 Nov 2023 " \
    "23:13:20 +0100\n\nHello.\n"
#define HEX32 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

    check_read(&lp_read_rows_csv, lp_slice_str("a,b\n1,\"" MAIL "\"\n2,3\n"),
               "1[4+88]a:t1,b:t" MAIL ",|1 b" MAIL "|2[93+3]~a:t2,b:t3,|",
               "a mail in a row");
    check_read(&lp_read_rows_sql,
               lp_slice_str("INSERT INTO t (a) VALUES (0x" HEX32
                            "), (0x" HEX32 HEX32 ");"),
               "1 t[25+68]a:b" HEX32 ",|2 t[95+132]a:b" HEX32 HEX32
               ",|2 t a" HEX32 HEX32 "|",
               "bytes in a row");
}

int
main(void)
{
    check_rows(&lp_read_rows_csv, csv, sizeof csv / sizeof csv[0]);
    check_rows(&lp_read_rows_jsonl, jsonl, sizeof jsonl / sizeof jsonl[0]);
    check_rows(&lp_read_rows_sql, sql, sizeof sql / sizeof sql[0]);
    check_nul();
    check_wide();
    check_inner();
    return lp_test_failures != 0;
}

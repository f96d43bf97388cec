#include "formats/sums.h"

#include "tests/unit/sums_list.h"

/* Kinds of lists that hold more than lines of one tool: each is read to its
 * end, past lines that are broken. */

#define H96 H64 H32
#define B32 "AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH" /* of H40 */
#define ANNEX "SHA256E-s7--" H64 ".txt"
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<files>\n"
#define FILE_A                                                          \
    "  <file name=\"a\" source=\"original\">\n    <size>7</size>\n    " \
    "<md5>" H32 "</md5>\n    <sha1>" H40 "</sha1>\n  </file>\n"
#define FILE_SAID " [a] 7 md5=0123 sha1=0123\n"

/* Fields of a load file, in UTF-8 and in Windows-1252. */
#define T "\xc3\xbe"
#define F(text) T text T
#define N "\x14"
#define W(text) "\xfe" text "\xfe"

static const struct {
    const char *label;
    struct lp_slice text;
    const char *file;
    enum lp_sums_kind kind; /* as recognised */
    enum lp_sums_kind as;   /* as it is read; NONE: as recognised */
    const char *said;       /* NULL: not at all */
} rows[] = {
    /* SHA-384, and what a tool's name says. */
    {"sha384sum", S(H96 "  a\n"), "", LP_SUMS_GNU, LP_SUMS_NONE,
     "1 [a] sha384=0123\n"},
    {"sha384sum --tag", S("SHA384 (a) = " H96 "\n"), "", LP_SUMS_BSD,
     LP_SUMS_NONE, "1 [a] sha384=0123\n"},
    {"a digit less", S(H64 H16 "0123456789abcde  a\n"), "", LP_SUMS_NONE,
     LP_SUMS_NONE, NULL},
    /* Broken lines. */
    {"a line in between", S(H64 "  a\nb\n" H64 "  c\n"), "", LP_SUMS_GNU,
     LP_SUMS_NONE, "1 [a] sha256=0123\n2 broken at 68\n3 [c] sha256=0123\n"},
    {"entries in between", S(H64 "  a\0b\0" H64 "  c\0"), "", LP_SUMS_GNU,
     LP_SUMS_NONE, "1 [a] sha256=0123\n2 broken at 68\n3 [c] sha256=0123\n"},
    {"the last, without its end", S(H64 "  a\nb"), "", LP_SUMS_GNU,
     LP_SUMS_NONE, "1 [a] sha256=0123\n2 broken at 68\n"},
    {"a row", S("path,md5\na," H32 "\nb\nc," H32 "\n"), "", LP_SUMS_CSV,
     LP_SUMS_NONE, "2 [a] md5=0123\n3 broken at 44\n4 [c] md5=0123\n"},
    /* In UTF-16. */
    {"little-endian",
     S("\xff\xfep\0a\0t\0h\0,\0c\0r\0c\0\x33\0\x32\0\n\0"
       "\xe4\0,\0\x30\0\x31\0\x32\0\x33\0\x30\0\x30\0\x30\0"
       "\x30\0\n\0x\0\n\0"),
     "", LP_SUMS_CSV, LP_SUMS_NONE,
     "2 [\xc3\xa4] crc32=0123\n3 broken at 46\n"},
    {"big-endian",
     S("\xfe\xff\0p\0a\0t\0h\0,\0c\0r\0c\0\x33\0\x32\0\n"
       "\xd8\x3d\xde\0\0,\0\x30\0\x31\0\x32\0\x33\0\x30\0\x30"
       "\0\x30\0\x30\0\n\0x"),
     "", LP_SUMS_CSV, LP_SUMS_NONE,
     "2 [\xf0\x9f\x98\x80] crc32=0123\n3 broken at 48\n"},
    {"half a pair",
     S("\xff\xfep\0a\0t\0h\0,\0c\0r\0c\0\x33\0\x32\0\n\0"
       "\0\xd8,\0\x30\0\x31\0\x32\0\x33\0\x30\0\x30\0\x30\0"
       "\x30\0\n\0"),
     "", LP_SUMS_CSV, LP_SUMS_NONE, "2 [\xef\xbf\xbd] crc32=0123\n"},
    {"a mark alone", S("\xff\xfe"), "", LP_SUMS_NONE, LP_SUMS_NONE, NULL},
    /* SFV. */
    {"SFV", S("; made by hand\n\na b 0123ABCD\nc\\d\t 0123abcd\r\n"), "",
     LP_SUMS_SFV, LP_SUMS_NONE, "3 [a b] crc32=0123\n4 [c\\d] crc32=0123\n"},
    {"SFV by its name", S("a 0123abcd\n"), "X.SFV", LP_SUMS_SFV, LP_SUMS_NONE,
     "1 [a] crc32=0123\n"},
    {"without name and comment", S("a 0123abcd\n"), "a.txt", LP_SUMS_NONE,
     LP_SUMS_SFV, "1 [a] crc32=0123\n"},
    {"prose with a comment", S("; a note\nof 0123abcd\nand more\n"), "",
     LP_SUMS_NONE, LP_SUMS_SFV, "2 [of] crc32=0123\n3 broken at 21\n"},
    {"a comment alone", S("; a note\n"), "a.sfv", LP_SUMS_NONE, LP_SUMS_SFV,
     ""},
    {"seven digits", S(";\na 0123abc\n"), "", LP_SUMS_NONE, LP_SUMS_SFV,
     "2 broken at 2\n"},
    {"no blank", S(";\na0123abcd\n"), "", LP_SUMS_NONE, LP_SUMS_SFV,
     "2 broken at 2\n"},
    {"no name", S(";\n 0123abcd\n"), "", LP_SUMS_NONE, LP_SUMS_SFV,
     "2 broken at 2\n"},
    {"a control", S(";\na\x1b 0123abcd\n"), "", LP_SUMS_NONE, LP_SUMS_SFV,
     "2 broken at 2\n"},
    {"SFV and a checksum line", S(H32 "  deadbeef\n"), "a.sfv", LP_SUMS_UNSURE,
     LP_SUMS_NONE, NULL},
    {"the same, said", S(H32 "  deadbeef\n"), "a.sfv", LP_SUMS_UNSURE,
     LP_SUMS_SFV, "1 [" H32 "] crc32=dead\n"},
    {"the same of another name", S(H32 "  deadbeef\n"), "a", LP_SUMS_GNU,
     LP_SUMS_NONE, "1 [deadbeef] md5=0123\n"},
    /* git-annex. */
    {"keys",
     S(ANNEX "\nMD5-s3-m4--" H32 "\nSHA1--" H40 "\nSHA512E--" H128
             ".tar.gz\nSHA384--" H96 "\nBLAKE2B512--" H128 "\n"),
     "", LP_SUMS_ANNEX, LP_SUMS_NONE,
     "1 [" ANNEX "] 7 sha256=0123\n2 [MD5-s3-m4--" H32 "] 3 md5=0123\n"
     "3 [SHA1--" H40 "] sha1=0123\n4 [SHA512E--" H128
     ".tar.gz] sha512=0123\n5 [SHA384--" H96 "] sha384=0123\n"
     "6 [BLAKE2B512--" H128 "] blake2b=0123\n"},
    {"where links lead",
     S("../.git/annex/objects/Xk/9z/" ANNEX "/" ANNEX "\n/annex/objects/" ANNEX
       "\r\na b.txt -> .git/annex/objects/X/Y/" ANNEX "/" ANNEX
       "\nc d\t/annex/objects/" ANNEX "\n" ANNEX " e f\n"),
     "", LP_SUMS_ANNEX, LP_SUMS_NONE,
     "1 [" ANNEX "] 7 sha256=0123\n2 [" ANNEX "] 7 sha256=0123\n"
     "3 [a b.txt] 7 sha256=0123\n4 [c d] 7 sha256=0123\n"
     "5 [e f] 7 sha256=0123\n"},
    {"keys of other kinds",
     S(ANNEX "\nWORM-s3-m4--a\nURL--http&c%%a\nSHA256-s7-S3-C1--" H64
             "\nSHA3_256--" H64 "\n"),
     "", LP_SUMS_ANNEX, LP_SUMS_NONE,
     "1 [" ANNEX "] 7 sha256=0123\n2 broken at 81\n3 broken at 95\n"
     "4 broken at 110\n5 broken at 192\n"},
    {"an extension where there is none", S("SHA256-s7--" H64 ".txt\n"), "",
     LP_SUMS_NONE, LP_SUMS_ANNEX, "1 broken at 0\n"},
    {"a digit less", S("SHA1--" H32 "0123456\n"), "", LP_SUMS_NONE,
     LP_SUMS_ANNEX, "1 broken at 0\n"},
    {"a size twice", S("SHA1-s1-s1--" H40 "\n"), "", LP_SUMS_NONE,
     LP_SUMS_ANNEX, "1 broken at 0\n"},
    {"another case", S("sha1--" H40 "\n"), "", LP_SUMS_NONE, LP_SUMS_ANNEX,
     "1 broken at 0\n"},
    {"no name", S("\t" ANNEX "\n"), "", LP_SUMS_NONE, LP_SUMS_ANNEX,
     "1 broken at 0\n"},
    /* CDX. */
    {"CDX",
     S(" CDX N b a m s k r M S V g\norg,example)/ 20240102030405 "
       "http://example.org/ text/html 200 " B32 " - - 1043 333 x.warc.gz\n"
       "org,example)/b 20240102030405 http://example.org/b text/html 200 - - "
       "- 1043 333 x.warc.gz\n"
       "org,example)/c\n"),
     "", LP_SUMS_CDX, LP_SUMS_NONE,
     "2 [http://example.org/] sha1=0123\n3 broken at 146\n"
     "4 broken at 236\n"},
    {"CDX with another separator", S("|CDX|a|k\nx|sha1:" B32 "\n"), "",
     LP_SUMS_CDX, LP_SUMS_NONE, "2 [x] sha1=0123\n"},
    {"a field more", S(" CDX a k\nx " B32 " y\n"), "", LP_SUMS_CDX,
     LP_SUMS_NONE, "2 broken at 9\n"},
    {"a digit that is none",
     S(" CDX a k\nx 1ERUKZ4JVPG66AJDIVTYTK6N54ASGRLH"
       "\n"),
     "", LP_SUMS_CDX, LP_SUMS_NONE, "2 broken at 9\n"},
    {"a digit less", S(" CDX a k\nx AERUKZ4JVPG66AJDIVTYTK6N54ASGRL\n"), "",
     LP_SUMS_CDX, LP_SUMS_NONE, "2 broken at 9\n"},
    {"no digests", S(" CDX N b a\nx 1 y\n"), "", LP_SUMS_NONE, LP_SUMS_CDX,
     NULL},
    {"two of them", S(" CDX a k k\nx 1 y\n"), "", LP_SUMS_NONE, LP_SUMS_CDX,
     NULL},
    {"two separators", S(" CDX\ta k\n"), "", LP_SUMS_NONE, LP_SUMS_CDX, NULL},
    {"CDXJ",
     S("!OpenWayback-CDXJ 1.0\norg,example)/ 20240102030405 {\"url\": "
       "\"http://example.org/\", \"digest\": \"sha1:" B32
       "\", \"length\": \"9\"}\norg,example)/ 20240102030405 {\"digest\": "
       "\"sha256:" H64 "\"}\norg,example)/ 20240102030405 {\"digest\": 1}\n"
       "x 1 {\n"),
     "", LP_SUMS_CDXJ, LP_SUMS_NONE,
     "2 [http://example.org/] sha1=0123\n3 [] sha256=0123\n"
     "4 broken at 263\n5 broken at 306\n"},
    {"a key twice",
     S("a 1 {\"digest\": \"" B32 "\", \"digest\": \"" B32 "\"}\n"), "",
     LP_SUMS_NONE, LP_SUMS_CDXJ, "1 broken at 0\n"},
    {"no time", S("a b {\"digest\": \"" B32 "\"}\n"), "", LP_SUMS_NONE,
     LP_SUMS_CDXJ, "1 broken at 0\n"},
    /* Of the Internet Archive. */
    {"files", S(XML FILE_A "</files>\n"), "", LP_SUMS_FILES, LP_SUMS_NONE,
     "3" FILE_SAID},
    {"what it says of itself",
     S(XML FILE_A
       "<file name=\"x_files.xml\" source=\"metadata\"><md5>" H32
       "</md5></file>\n<file name=\"y_files.xml\" source=\"original\"><md5>" H32
       "</md5></file></files>\n"),
     "", LP_SUMS_FILES, LP_SUMS_NONE,
     "3" FILE_SAID "9 [y_files.xml] md5=0123\n"},
    {"files that are broken",
     S(XML FILE_A "<file name=\"b\"><md5>0</md5></file>\n<file/>\n"
                  "<file name=\"c&amp;d\"><crc32>01234567</crc32></file>\n"
                  "<file name=\"e\"/>\n<file name=\"f\"><md5>" H32
                  "</md5><md5>" H32 "</md5></file></files>"),
     "", LP_SUMS_FILES, LP_SUMS_NONE,
     "3" FILE_SAID "8 broken at 218\n9 broken at 253\n"
     "10 [c&d] crc32=0123\n11 broken at 313\n12 broken at 330\n"},
    {"XML that is cut", S(XML FILE_A "<file name=\"b\"><md5>"), "",
     LP_SUMS_FILES, LP_SUMS_NONE, "3" FILE_SAID "8 broken at 238\n"},
    {"a document type",
     S("<!DOCTYPE files [<!ENTITY a \"b\">]>\n<files>" FILE_A "</files>"), "",
     LP_SUMS_NONE, LP_SUMS_FILES, "1 broken at 16\n"},
    {"too many inside each other",
     S("<files><file name=\"a\"><md5>" H32 "</md5><a><a><a><a><a><a><a><a><a>"
       "<a><a><a><a><a><a><a>"),
     "", LP_SUMS_FILES, LP_SUMS_NONE, "1 broken at 110\n"},
    {"another element", S("<list>" FILE_A "</list>"), "", LP_SUMS_NONE,
     LP_SUMS_FILES, "1 broken at 6\n"},
    {"files of something else",
     S("<files><file name=\"a\" size=\"1\"/></files>"), "", LP_SUMS_NONE,
     LP_SUMS_FILES, "1 broken at 7\n"},
    /* Load files. */
    {"a load file",
     S(F("BEGBATES") N F("ENDBATES") N F("MD5HASH") N F("NATIVEPATH")
           N F("FILENAME") "\r\n" F("A1") N F("A3") N F(H32) N F(".\\N\\A1.doc")
               N F("\xc3\xbe.doc") "\r\n" F("A4") N F("A4") N F(H32)
                   N T T N F("b") "\r\n" F("A5") N F("A9") N F(H32) N N
       "\n" F("A10") N F("A11") N T T N T T N T T "\n"),
     "x.dat", LP_SUMS_DAT, LP_SUMS_NONE,
     "2 [./N/A1.doc] md5=0123\n3 [A4] md5=0123\n4 [A5-A9] md5=0123\n"
     "5 broken at 261\n"},
    {"in Windows-1252",
     S(W("Beg Bates") N W("Hash Value") N W("Native File") "\n" W("A1") N W(H40)
           N W("\\N\\\x80.doc") "\n" W("A2") N W(H32 "0") N W("b") "\n"),
     "", LP_SUMS_DAT, LP_SUMS_NONE,
     "2 [N/\xe2\x82\xac.doc] sha1=0123\n3 broken at 98\n"},
    {"a share stays outside",
     S(F("MD5") N F("NATIVELINK") "\n" F(H32) N F("\\\\srv\\a") "\n"), "",
     LP_SUMS_DAT, LP_SUMS_NONE, "2 [//srv/a] md5=0123\n"},
    {"names without numbers",
     S(F("MD5") N F("FILENAME") "\n" F(H32) N F("a") "\n"), "", LP_SUMS_DAT,
     LP_SUMS_NONE, "2 [a] md5=0123\n"},
    {"a field that is not closed",
     S(F("MD5") N F("DOCID") "\n" F(H32) N T "a\n"), "", LP_SUMS_NONE,
     LP_SUMS_DAT, "2 broken at 18\n"},
    {"without digests", S(F("BEGBATES") N F("ENDBATES") "\n"), "", LP_SUMS_NONE,
     LP_SUMS_DAT, NULL},
    /* Tables of known software. */
    {"NSRL",
     S("\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\",\"FileSize\",\"ProductCode\","
       "\"OpSystemCode\",\"SpecialCode\"\r\n\"" H40 "\",\"" H32
       "\",\"01234567\",\"a.dll\",7,1,\"362\",\"\"\r\n"),
     "", LP_SUMS_CSV, LP_SUMS_NONE,
     "2 [a.dll] 7 crc32=0123 md5=0123 sha1=0123\n"},
    {"HashKeeper",
     S("\"file_id\",\"hashset_id\",\"file_name\",\"directory\",\"hash\","
       "\"file_size\",\"date_modified\",\"time_modified\",\"time_zone\","
       "\"comments\",\"date_accessed\",\"time_accessed\"\n\n\n1,5,\"A.HLP\","
       "\"C:\\W\",\"" H32 "\",7,7/11/95 0:00:00,,,,,\n"),
     "x.hsh", LP_SUMS_CSV, LP_SUMS_NONE, "4 [C:\\W\\A.HLP] 7 md5=0123\n"},
    {"iLook",
     S("V3Hash,HashSHA1,FileName,FilePath,FileSize,HashSHA256,HashSHA384,"
       "HashSHA512\n" H32 "," H40 ",a,\\b,7," H64 "," H96 "," H128 "\n"),
     "x.hsh", LP_SUMS_CSV, LP_SUMS_NONE,
     "2 [a] 7 md5=0123 sha1=0123 sha256=0123 sha384=0123 sha512=0123\n"},
    {"a hash of any kind", S("hash,path\n" H40 ",a\n"), "", LP_SUMS_NONE,
     LP_SUMS_CSV, "2 [a] sha1=0123\n"},
    {"a hash beside one that says its kind", S("hash,md5,path\nx," H32 ",a\n"),
     "", LP_SUMS_CSV, LP_SUMS_NONE, "2 [a] md5=0123\n"},
};

static void
read_all(size_t i, struct lp_buf *said, struct lp_err *err, enum lp_code *rc)
{
    const struct lp_sums_form form = {.kind = rows[i].as,
                                      .file = lp_slice_str(rows[i].file)};
    struct lp_sums l = {0};
    bool end = false;

    lp_buf_clear(said);
    *rc = lp_sums_open(&l, rows[i].text, &form, err);
    while (*rc == LP_OK && !end) {
        struct lp_sums_item item;
        enum lp_code one = lp_sums_next(&l, &item, &end, err);

        if (one != LP_OK) {
            CHECK(one == LP_E_FORMAT, rows[i].label);
            CHECK(lp_sums_next(&l, &item, &end, err) == one, rows[i].label);
            item = (struct lp_sums_item){
                .line = l.line, .at = err->at, .why = err->text};
            lp_sums_skip(&l);
            end = false;
        }
        if (!end) {
            list_say(said, &item);
        }
    }
    lp_sums_release(&l);
    lp_sums_release(&l);
}

static void
test_rows(void)
{
    struct lp_buf said = {0};

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_err err = {0};
        enum lp_code rc;
        enum lp_sums_kind kind =
            lp_sums_recognise(rows[i].text, lp_slice_str(rows[i].file));

        CHECK(kind == rows[i].kind, rows[i].label);
        read_all(i, &said, &err, &rc);
        CHECK((rc == LP_OK) == (rows[i].said != NULL), rows[i].label);
        if (rows[i].said != NULL &&
            !lp_slice_is(lp_buf_slice(&said), rows[i].said)) {
            fprintf(stderr, "%.*s", (int)said.len, (const char *)said.data);
        }
        CHECK(rows[i].said == NULL ||
                  lp_slice_is(lp_buf_slice(&said), rows[i].said),
              rows[i].label);
        CHECK(rows[i].kind != LP_SUMS_UNSURE || rc == LP_OK ||
                  (rc == LP_E_USAGE && strstr(err.hint, "--format") != NULL),
              rows[i].label);
    }
    lp_buf_release(&said);
}

/* What a tool's name says is not overruled by the list. */
static void
test_only(void)
{
    static const struct {
        const char *word;
        const char *text;
        enum lp_code rc;
        enum lp_alg alg;
    } cases[] = {
        {"sha256sum", H64 "  a\n", LP_OK, LP_ALG_SHA256},
        {"sha256sum", H32 "  a\n", LP_E_FORMAT, LP_ALG_NONE},
        {"md5sum", H32 "  a\n", LP_OK, LP_ALG_MD5},
        {"b2sum", H128 "  a\n", LP_OK, LP_ALG_BLAKE2B},
        {"sha512sum", H128 "  a\n", LP_OK, LP_ALG_SHA512},
        {"sha512sum", "MD5 (a) = " H32 "\n", LP_OK, LP_ALG_MD5},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct lp_sums_form form =
            lp_sums_by_word(lp_slice_str(cases[i].word));
        struct lp_sums l = {0};
        struct lp_sums_item item = {0};
        bool end;

        CHECK(lp_sums_open(&l, lp_slice_str(cases[i].text), &form, NULL) ==
                  LP_OK,
              cases[i].word);
        CHECK(lp_sums_next(&l, &item, &end, NULL) == cases[i].rc,
              cases[i].word);
        CHECK(cases[i].rc != LP_OK ||
                  (item.has == 1U << cases[i].alg && !item.either),
              cases[i].word);
        lp_sums_release(&l);
    }
}

/* Between NULs nothing is escaped. */
static void
test_nul(void)
{
    struct lp_sums_item item = {.name = lp_slice_str("a\n\\b")};
    struct lp_buf to = {0};

    CHECK(lp_sums_set(&item, LP_ALG_MD5, lp_slice_str(H32)), "set");
    CHECK(lp_sums_put_nul(&to, LP_SUMS_GNU, &item, 1U << LP_ALG_MD5, NULL) ==
              LP_OK,
          "GNU");
    CHECK(lp_sums_put_nul(&to, LP_SUMS_BSD, &item, 1U << LP_ALG_MD5, NULL) ==
              LP_OK,
          "BSD");
    lp_buf_byte(&to, '\0');
    CHECK(to.data != NULL &&
              memcmp(to.data, H32 "  a\n\\b\0MD5 (a\n\\b) = " H32 "\0",
                     to.len) == 0,
          "both");
    CHECK(lp_sums_put_nul(&to, LP_SUMS_CSV, &item, 1U << LP_ALG_MD5, NULL) ==
              LP_E_USAGE,
          "CSV");
    lp_buf_release(&to);
}

/* A line that is too long is stepped over as any other that is broken. */
static void
test_long(void)
{
    const struct lp_sums_form form = {.kind = LP_SUMS_GNU};
    struct lp_sums l = {0};
    struct lp_sums_item item;
    struct lp_buf text = {0};
    struct lp_err err = {0};
    bool end = false;

    lp_buf_str(&text, H64 "  ");
    while (text.len <= LP_SUMS_MAX) {
        lp_buf_str(&text, H128 H128);
    }
    lp_buf_str(&text, "\n" H64 "  b\n");
    CHECK(lp_sums_open(&l, lp_buf_slice(&text), &form, NULL) == LP_OK, "open");
    CHECK(lp_sums_next(&l, &item, &end, &err) == LP_E_LIMIT && err.at == 0,
          "too long");
    lp_sums_skip(&l);
    CHECK(lp_sums_next(&l, &item, &end, NULL) == LP_OK && !end &&
              item.line == 2 && lp_slice_is(item.name, "b"),
          "the next");
    lp_sums_release(&l);
    lp_buf_release(&text);
}

int
main(void)
{
    test_rows();
    test_long();
    test_only();
    test_nul();
    return lp_test_failures != 0;
}

#include "formats/sums_csv.h"

#include "formats/csv.h"
#include "tests/unit/sums_list.h"

#define CSV LP_SUMS_CSV
#define NO LP_SUMS_NONE
#define HEAD "path,md5\n"
#define A "a," H32 "\n"
#define A_SAID "2 [a] md5=0123\n"

static const struct list_row rows[] = {
    /* Header. */
    {"two columns", S(HEAD A), CSV, A_SAID, 0, ""},
    {"all columns",
     S("path,size,md5,sha1,sha256,sha512,blake2b\na,7," H32 "," H40 "," H64
       "," H128 "," H128 "\n"),
     CSV, "2 [a] 7 md5=0123 sha1=0123 sha256=0123 sha512=0123 blake2b=0123\n",
     0, ""},
    {"columns in another order", S("SHA-256,Bytes,name\n" H64 ",7,a\n"), CSV,
     "2 [a] 7 sha256=0123\n", 0, ""},
    {"other spellings",
     S("File Name,File_Size,MD5 Hash,sha1sum,B-2\na,0," H32 "," H40 "," H128
       "\n"),
     CSV, "2 [a] 0 md5=0123 sha1=0123 blake2b=0123\n", 0, ""},
    {"other columns", S("id,path,x y,md5,\n1,a,\"\"\"\"," H32 ",z\n"), CSV,
     A_SAID, 0, ""},
    {"semicolons", S("path;md5\na,b;" H32 "\n"), CSV, "2 [a,b] md5=0123\n", 0,
     ""},
    {"TAB", S("path\tmd5\na,;b\t" H32 "\n"), CSV, "2 [a,;b] md5=0123\n", 0, ""},
    {"bars", S("path|md5\na|" H32 "\n"), NO, NULL, 0, "no column of digests"},
    {"a byte order mark", S("\xef\xbb\xbf" HEAD A), CSV, A_SAID, 0, ""},
    {"half of one", S("\xef\xbbmd5,path\n" H32 ",a\n"), NO, NULL, 0,
     "no column of digests"},
    {"quoted names", S("\"path\",\"md5\"\n" A), CSV, A_SAID, 0, ""},
    {"CR LF", S("path,md5\r\na," H32 "\r\n"), CSV, A_SAID, 0, ""},
    {"only digests", S("md5\n" H32 "\n"), CSV, "2 [] md5=0123\n", 0, ""},
    {"no rows", S(HEAD), CSV, "", 0, ""},
    {"no rows and no end", S("path,md5"), CSV, "", 0, ""},
    {"no rows and one column is a word", S("md5\n"), NO, "", 0, ""},
    {"nothing", S(""), NO, NULL, 0, "no column of digests"},
    {"no digest", S("path,size\na,1\n"), NO, NULL, 0, "no column of digests"},
    {"a digest of another name", S("path,sha224\na," H40 H16 "\n"), NO, NULL, 0,
     "no column of digests"},
    {"more than a digest's name", S("path,md5 of it\na," H32 "\n"), NO, NULL, 0,
     "no column of digests"},
    {"two of one digest", S("path,md5,MD-5\na," H32 "," H32 "\n"), NO, NULL, 0,
     "line 1 of the list: two columns"},
    {"two sizes", S("size,md5,bytes\n1," H32 ",1\n"), NO, NULL, 0,
     "two columns"},
    {"two paths", S("path,md5,path\na," H32 ",b\n"), NO, NULL, 0,
     "two columns"},
    {"the better name", S("name,path,file,md5\na,b,c," H32 "\n"), CSV,
     "2 [b] md5=0123\n", 0, ""},
    {"the best name first", S("locator,path,md5\na,b," H32 "\n"), CSV, A_SAID,
     0, ""},
    {"a line end in a header", S("\"a\nb\",md5\n1," H32 "\n"), NO, NULL, 0,
     "no column of digests"},
    {"a line end in a header after a digest", S("md5,\"a\nb\"\n" H32 ",1\n"),
     NO, NULL, 0, "a line end"},
    {"prose", S("md5, sha1 and others\nare digests.\n"), NO, NULL, 21,
     "not a digest"},
    {"prose of one word", S("md5\nis a digest.\n"), NO, NULL, 4,
     "not a digest"},
    /* Rows. */
    {"empty lines", S(HEAD "\n\r\n" A "\n\n"), CSV, "4 [a] md5=0123\n", 0, ""},
    {"no end of the last row", S(HEAD "a," H32), CSV, A_SAID, 0, ""},
    {"a field more", S(HEAD "a," H32 ",\n"), NO, NULL, 9, "more fields"},
    {"a field less", S(HEAD "a\n"), NO, NULL, 9, "fewer fields"},
    {"a bad second row", S(HEAD A "a\n" A), CSV, NULL, 44,
     "line 3 of the list: fewer"},
    {"a bad row after a row of two lines",
     S(HEAD "\"a\nb\"," H32 "\n" A "x,y,z\n"), CSV, NULL, 83,
     "line 5 of the list: a field"},
    {"no name", S(HEAD "," H32 "\n"), CSV, "2 [] md5=0123\n", 0, ""},
    {"NUL in a name", S(HEAD "a\0b," H32 "\n"), NO, NULL, 9, "NUL"},
    {"NUL in another column", S("x,md5\na\0b," H32 "\n"), CSV,
     "2 [] md5=0123\n", 0, ""},
    {"any other byte", S(HEAD "\x1b\x7f\xff\t;," H32 "\n"), CSV,
     "2 [%1B%7F%FF%09;] md5=0123\n", 0, ""},
    /* Quotes. */
    {"a quoted name", S(HEAD "\"a,\r\nb\n\"," H32 "\n" A), CSV,
     "2 [a,%0D%0Ab%0A] md5=0123\n5 [a] md5=0123\n", 0, ""},
    {"a quoted digest", S(HEAD "a,\"" H32 "\"\n"), CSV, A_SAID, 0, ""},
    {"doubled quotes", S(HEAD "\"\"\"a\"\"b\"\"\"," H32 "\n"), CSV,
     "2 [\"a\"b\"] md5=0123\n", 0, ""},
    {"quotes around nothing", S(HEAD "\"\"," H32 "\n"), CSV, "2 [] md5=0123\n",
     0, ""},
    {"only quotes", S(HEAD "\"\"\"\"," H32 "\n"), CSV, "2 [\"] md5=0123\n", 0,
     ""},
    {"an open quote", S(HEAD "\"a," H32 "\n"), NO, NULL, 9, "not closed"},
    {"an open quote at the end", S(HEAD "\""), NO, NULL, 9, "not closed"},
    {"a doubled quote at the end", S(HEAD "\"\"\""), NO, NULL, 9, "not closed"},
    {"a quote inside", S(HEAD "a\"b\"," H32 "\n"), NO, NULL, 9, "not quoted"},
    {"something after a quote", S(HEAD "\"a\" ," H32 "\n"), NO, NULL, 9,
     "closing quote"},
    {"something before a quote", S(HEAD " \"a\"," H32 "\n"), NO, NULL, 9,
     "not quoted"},
    {"CR alone", S(HEAD "a\r," H32 "\n"), NO, NULL, 9, "carriage return"},
    {"CR at the end", S(HEAD "a," H32 "\r"), NO, NULL, 9, "carriage return"},
    /* Cells. */
    {"one digest of two", S("path,md5,sha1\na,," H40 "\nb," H32 ",\n"), CSV,
     "2 [a] sha1=0123\n3 [b] md5=0123\n", 0, ""},
    {"none of two", S("path,md5,sha1\na,,\n"), NO, NULL, 14, "no digest"},
    {"upper-case digits", S(HEAD "a,ABCDEF0123456789abcdef0123456789\n"), CSV,
     "2 [a] md5=abcd\n", 0, ""},
    {"a blank before a digest", S(HEAD "a, " H32 "\n"), NO, NULL, 9,
     "not a digest"},
    {"a digit less", S(HEAD "a,0123456789abcdef0123456789abcde\n"), NO, NULL, 9,
     "not a digest"},
    {"a digit more", S(HEAD "a," H32 "0\n"), NO, NULL, 9, "not a digest"},
    {"a digit that is none", S(HEAD "a,0123456789abcdef0123456789abcdeg\n"), NO,
     NULL, 9, "not a digest"},
    {"no size", S("size,md5\n," H32 "\n"), CSV, "2 [] md5=0123\n", 0, ""},
    {"the largest size", S("size,md5\n9223372036854775807," H32 "\n"), CSV,
     "2 [] 9223372036854775807 md5=0123\n", 0, ""},
    {"a larger one", S("size,md5\n9223372036854775808," H32 "\n"), NO, NULL, 9,
     "size"},
    {"a leading zero", S("size,md5\n01," H32 "\n"), NO, NULL, 9, "size"},
    {"a size in words", S("size,md5\n1 KB," H32 "\n"), NO, NULL, 9, "size"},
};

/* A header and a row with a name of `n` bytes that `fill` is repeated to. */
static enum lp_code
read_long(const char *fill, size_t n, const char *around)
{
    struct lp_buf text = {0};
    struct lp_buf said = {0};
    enum lp_code rc;

    lp_buf_str(&text, HEAD);
    lp_buf_str(&text, around);
    n += text.len;
    while (text.len < n) {
        lp_buf_put(&text, lp_slice_head(lp_slice_str(fill), n - text.len));
    }
    lp_buf_str(&text, around);
    lp_buf_str(&text, "," H32 "\n");
    rc = list_read(lp_buf_slice(&text), CSV, LP_ALG_NONE, NO, 0, &said, NULL);
    lp_buf_release(&text);
    lp_buf_release(&said);
    return rc;
}

static void
test_long(void)
{
    CHECK(read_long("x", LP_CSV_MAX, "") == LP_OK, "the longest");
    CHECK(read_long("x", LP_CSV_MAX + 1, "") == LP_E_LIMIT, "a byte more");
    CHECK(read_long("x", LP_CSV_MAX, "\"") == LP_OK, "quoted");
    CHECK(read_long("x", LP_CSV_MAX + 1, "\"") == LP_E_LIMIT, "quoted");
    CHECK(read_long("\"\"", LP_CSV_MAX, "\"") == LP_OK, "quotes");
    CHECK(read_long("\"\"", LP_CSV_MAX + 2, "\"") == LP_E_LIMIT, "quotes");
    CHECK(read_long("\"", LP_CSV_MAX + 1, "\"") == LP_E_LIMIT, "odd quotes");
}

static void
test_header_bounds(void)
{
    struct lp_buf text = {0};

    lp_buf_str(&text, "md5");
    while (text.len < 3 + 255) {
        lp_buf_byte(&text, ',');
    }
    CHECK(lp_sums_csv_recognise(lp_buf_slice(&text), CSV) == false,
          "one known");
    lp_buf_str(&text, "path");
    CHECK(lp_sums_csv_recognise(lp_buf_slice(&text), CSV), "256 columns");
    lp_buf_byte(&text, ',');
    CHECK(!lp_sums_csv_recognise(lp_buf_slice(&text), CSV), "257 columns");

    lp_buf_clear(&text);
    lp_buf_str(&text, "path,md5,");
    while (text.len < 8191) {
        lp_buf_byte(&text, 'x');
    }
    lp_buf_str(&text, "\na," H32 ",\n");
    CHECK(lp_sums_csv_recognise(lp_buf_slice(&text), CSV),
          "the longest header");
    text.data[8191] = 'x';
    CHECK(!lp_sums_csv_recognise(lp_buf_slice(&text), CSV), "a longer one");
    lp_buf_release(&text);
}

static void
test_written(void)
{
    static const struct lp_slice from =
        S("md5,sha1,size,path\n" H32 ",,1,a;b\n" H32 "," H40 ",,\n," H40
          ",2,\"a,\"\"b\"\"\r\n\"\n" H32 ",,,\"\"\"q\"\n");
    const unsigned algs = 1u << LP_ALG_SHA1 | 1u << LP_ALG_MD5;
    struct lp_buf to = {0};

    CHECK(list_read(from, NO, LP_ALG_NONE, CSV, algs, &to, NULL) == LP_OK,
          "written");
    CHECK(lp_slice_is(lp_buf_slice(&to),
                      "path,size,md5,sha1\na;b,1," H32 ",\n,," H32 "," H40
                      "\n\"a,\"\"b\"\"\r\n\",2,," H40 "\n\"\"\"q\",," H32
                      ",\n"),
          "written");
    CHECK(list_read(from, NO, LP_ALG_NONE, CSV, 1u << LP_ALG_MD5, &to, NULL) ==
              LP_E_USAGE,
          "a row that would be without a digest");
    lp_buf_release(&to);
}

int
main(void)
{
    list_check(rows, COUNT(rows), LP_SUMS_CSV);
    test_long();
    test_header_bounds();
    test_written();
    return lp_test_failures != 0;
}

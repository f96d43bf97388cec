#include "formats/sums_hashdeep.h"

#include "tests/unit/sums_list.h"
#include "tests/unit/sums_tools.h"

#define HD LP_SUMS_HASHDEEP
#define NO LP_SUMS_NONE
#define ONE "%%%% HASHDEEP-1.0\n"
#define HEAD ONE "%%%% size,md5,filename\n"
#define REST "## Invoked from: \n## $ leafproof convert\n## \n"

static const struct list_row rows[] = {
    {"hashdeep", S(HASHDEEP), HD,
     "6 [a] 2 md5=60b7 sha256=8742\n"
     "7 [b c] 2 md5=3b5d sha256=0263\n"
     "8 [back\\slash] 0 md5=d41d sha256=e3b0\n"
     "9 [p) = q] 1 md5=fbad sha256=594e\n",
     0, ""},
    {"hashdeep -c md5,sha1,sha256,tiger,whirlpool", S(HASHDEEP_ALL), HD,
     "6 [a] 2 md5=60b7 sha1=3f78 sha256=8742\n"
     "7 [b c] 2 md5=3b5d sha1=89e6 sha256=0263\n"
     "8 [back\\slash] 0 md5=d41d sha1=da39 sha256=e3b0\n"
     "9 [p) = q] 1 md5=fbad sha1=395d sha256=594e\n",
     0, ""},
    {"hashdeep -c sha1", S(HASHDEEP_SHA1), HD,
     "6 [a] 2 sha1=3f78\n7 [b c] 2 sha1=89e6\n8 [back\\slash] 0 sha1=da39\n"
     "9 [p) = q] 1 sha1=395d\n",
     0, ""},
    /* Header. */
    {"nothing below it", S(HEAD), HD, "", 0, ""},
    {"no end of the last line", S(HEAD "1," H32 ",a"), HD, "3 [a] 1 md5=0123\n",
     0, ""},
    {"another version", S("%%%% HASHDEEP-2.0\n%%%% size,md5,filename\n"), HD,
     NULL, 0, "line 1 of the list"},
    {"another program", S("%%%% SOMEDEEP-1.0\n%%%% size,md5,filename\n"), NO,
     NULL, 0, "line 1 of the list"},
    {"something before it", S("\n" HEAD), NO, NULL, 0, "line 1 of the list"},
    {"one line", S(ONE), HD, NULL, 18, "name the columns"},
    {"half a line", S("%%%% HASHDEEP-1."), HD, NULL, 0, "not `"},
    {"no columns", S(ONE "1," H32 ",a\n"), HD, NULL, 18, "name the columns"},
    {"columns in another order",
     S(ONE "%%%% sha1,size,md5,filename\n" H40 ",7," H32 ",a\n"), HD,
     "3 [a] 7 md5=0123 sha1=0123\n", 0, ""},
    {"no size", S(ONE "%%%% md5,filename\n" H32 ",a\n"), HD, "3 [a] md5=0123\n",
     0, ""},
    {"the name is not last", S(ONE "%%%% size,filename,md5\n"), HD, NULL, 18,
     "does not have"},
    {"no name", S(ONE "%%%% size,md5\n"), HD, NULL, 18, "`filename`"},
    {"no digest", S(ONE "%%%% size,filename\n"), HD, NULL, 18, "no column"},
    {"only digests that are not read", S(ONE "%%%% size,tiger,filename\n"), HD,
     NULL, 18, "no column"},
    {"a column twice", S(ONE "%%%% size,md5,md5,filename\n"), HD, NULL, 18,
     "twice"},
    {"the size twice", S(ONE "%%%% size,size,md5,filename\n"), HD, NULL, 18,
     "twice"},
    {"a column of another name", S(ONE "%%%% size,sha512,filename\n"), HD, NULL,
     18, "does not have"},
    {"a column without a name", S(ONE "%%%% size,,md5,filename\n"), HD, NULL,
     18, "does not have"},
    /* Rows. */
    {"comments and empty lines", S(HEAD "# x\n\n1," H32 ",a\n#\n"), HD,
     "5 [a] 1 md5=0123\n", 0, ""},
    {"commas in a name", S(HEAD "1," H32 ",a,\"b\",,\n"), HD,
     "3 [a,\"b\",,] 1 md5=0123\n", 0, ""},
    {"controls in a name", S(HEAD "1," H32 ",\x1b\x7f\n"), HD,
     "3 [%1B%7F] 1 md5=0123\n", 0, ""},
    {"a line feed in a name", S(HEAD "1," H32 ",line\nfeed\n"), HD, NULL, 81,
     "line 4 of the list: fewer"},
    {"CR at the end of a name", S(HEAD "1," H32 ",a\r\n"), HD, NULL, 41,
     "line 3 of the list: a carriage return"},
    {"CR LF throughout",
     S("%%%% HASHDEEP-1.0\r\n%%%% size,md5,filename\r\n"
       "# \r\n\r\n1," H32 ",a\r\n"),
     HD, "5 [a] 1 md5=0123\n", 0, ""},
    {"CR CR LF",
     S("%%%% HASHDEEP-1.0\r\n%%%% size,md5,filename\r\n1," H32 ",a\r\r\n"), HD,
     NULL, 43, "a carriage return"},
    {"NUL in a name", S(HEAD "1," H32 ",a\0b\n"), HD, NULL, 41, "NUL"},
    {"no name in a row", S(HEAD "1," H32 ",\n"), HD, NULL, 41,
     "without a name"},
    {"a field less", S(HEAD "1," H32 "\n"), HD, NULL, 41, "fewer"},
    {"a digit less", S(HEAD "1,0123456789abcdef0123456789abcde,a\n"), HD, NULL,
     41, "not a digest"},
    {"a digit more", S(HEAD "1," H32 "0,a\n"), HD, NULL, 41, "not a digest"},
    {"a digit that is none", S(HEAD "1,0123456789abcdef0123456789abcdeg,a\n"),
     HD, NULL, 41, "not a digest"},
    {"upper-case digits", S(HEAD "1,ABCDEF0123456789abcdef0123456789,a\n"), HD,
     "3 [a] 1 md5=abcd\n", 0, ""},
    {"no digits", S(HEAD "1,,a\n"), HD, NULL, 41, "not a digest"},
    {"the largest size", S(HEAD "9223372036854775807," H32 ",a\n"), HD,
     "3 [a] 9223372036854775807 md5=0123\n", 0, ""},
    {"a larger one", S(HEAD "9223372036854775808," H32 ",a\n"), HD, NULL, 41,
     "size"},
    {"a leading zero", S(HEAD "01," H32 ",a\n"), HD, NULL, 41, "size"},
    {"a sign", S(HEAD "+1," H32 ",a\n"), HD, NULL, 41, "size"},
    {"no size in a row", S(HEAD "," H32 ",a\n"), HD, NULL, 41, "size"},
    {"a second header", S(HEAD HEAD), HD, NULL, 41, "fewer"},
};

static void
test_written(void)
{
    static const struct lp_slice all = S(HASHDEEP_ALL);
    static const struct lp_slice some = S(HASHDEEP);
    const char *rest = strstr(HASHDEEP, "## \n") + 4;
    struct lp_buf to = {0};

    CHECK(list_read(all, NO, LP_ALG_NONE, HD,
                    1u << LP_ALG_SHA256 | 1u << LP_ALG_MD5, &to, NULL) == LP_OK,
          "of more");
    CHECK(lp_slice_begins(
              lp_buf_slice(&to),
              lp_slice_str(ONE "%%%% size,md5,sha256,filename\n" REST)),
          "header");
    CHECK(lp_slice_ends(lp_buf_slice(&to), lp_slice_str(rest)), "rows");
    CHECK(to.len ==
              strlen(ONE "%%%% size,md5,sha256,filename\n" REST) + strlen(rest),
          "nothing else");
    CHECK(list_read(some, NO, LP_ALG_NONE, HD, 1u << LP_ALG_SHA1, &to, NULL) ==
              LP_E_USAGE,
          "of less");
    lp_buf_release(&to);
}

static void
test_long(void)
{
    struct lp_buf text = {0};
    struct lp_buf said = {0};
    struct lp_err err = {0};

    lp_buf_str(&text, HEAD "1," H32 ",");
    while (text.len < 41 + LP_SUMS_MAX) {
        lp_buf_byte(&text, 'x');
    }
    CHECK(list_read(lp_buf_slice(&text), NO, LP_ALG_NONE, NO, 0, &said, NULL) ==
              LP_OK,
          "the longest line");
    lp_buf_byte(&text, 'x');
    CHECK(list_read(lp_buf_slice(&text), NO, LP_ALG_NONE, NO, 0, &said, &err) ==
              LP_E_LIMIT,
          "a byte more");
    CHECK(err.at == 41, "a byte more");
    lp_buf_release(&text);
    lp_buf_release(&said);
}

int
main(void)
{
    list_check(rows, COUNT(rows), LP_SUMS_HASHDEEP);
    test_written();
    test_long();
    return lp_test_failures != 0;
}

#include "formats/text_rtf.h"

#include <string.h>

#include "tests/unit/markup_box.h"

#define FONTS                                                            \
    "{\\fonttbl{\\f0\\fnil\\fcharset0 Some Font;}{\\f1\\fcharset204 b;}" \
    "{\\f2\\fcharset128 c;}{\\f3\\fcharset2 d;}{\\f4\\fcharset1 e;}"     \
    "\\f5\\fcharset161 f;\\f6 g;{\\f7\\fcharset0\\cpg1250 h;}"           \
    "{\\f8\\fcharset134{\\*\\panose 1}i;}{\\f9\\fcharset129 j;}"         \
    "{\\f10\\fcharset136 k;}{\\f11\\fcharset200 l;}}"

struct row {
    const char *label;
    const char *in;
    const char *out;
    bool broken;
};

static const struct row rows[] = {
    {"nothing", "{\\rtf1}", "", false},
    {"text", "{\\rtf1\\ansi a b}", "a b", false},
    {"ends of lines are nothing", "{\\rtf1 a\r\nb\n\n c}", "ab c", false},
    {"what stands around it", "x{\\rtf1 a}b\\par{c}", "a", false},
    {"it is cut off", "{\\rtf1 a", "a", true},
    {"it is cut off in a word", "{\\rtf1 a\\par", "a\n", true},
    {"it is cut off in a number", "{\\rtf1 a\\u6", "a\6", true},
    {"it is cut off in a byte", "{\\rtf1 a\\'4", "a", true},
    {"no group at all", "a\\par b", "", true},

    {"lines", "{\\rtf1 a\\par b\\line\nc\\sect\\par0 d\\\ne}",
     "a\nb\nc\n\nd\ne", false},
    {"cells and rows", "{\\rtf1\\trowd a\\cell b\\cell\\row c\\tab d\\\te\tf}",
     "a\tb\t\nc\td\te\tf", false},
    {"pages", "{\\rtf1 a\\page b\\pagebb c}", "a\n\fbc", false},
    {"characters", "{\\rtf1 \\lquote a\\rquote\\emdash\\ldblquote\\bullet}",
     "\u2018a\u2019\u2014\u201c\u2022", false},
    {"symbols", "{\\rtf1 a\\~b\\-c\\_d\\{\\}\\\\e\\|f\\:g}",
     "a\u00a0b\u00adc\u2011d{}\\efg", false},
    {"one space ends a word", "{\\rtf1\\b a\\b0  b\\i\\i0 c\\parx d\\b-c}",
     "a bcdc", false},
    {"words are case-sensitive", "{\\rtf1 a\\PAR b}", "ab", false},

    {"bytes", "{\\rtf1\\ansi\\'e9\\'E9\\'80}", "\u00e9\u00e9\u20ac", false},
    {"bytes as they are", "{\\rtf1\\ansi \xe9}", "\u00e9", false},
    {"bytes that are no characters", "{\\rtf1\\ansi\\'81}", "\ufffd", false},
    {"bytes without digits", "{\\rtf1 a\\'zb\\'4z}", "azbz", false},
    {"the code page", "{\\rtf1\\ansi\\ansicpg1251\\'ef}", "\u043f", false},
    {"of the old", "{\\rtf1\\pc\\'81}{}", "\u00fc", false},
    {"of the Mac", "{\\rtf1\\mac\\'8a}", "\u00e4", false},
    {"one that is not known", "{\\rtf1\\ansicpg12345 a\\'ef}", "a\ufffd",
     false},
    {"a font has another",
     "{\\rtf1\\ansi" FONTS "\\f1\\'ef{\\f0\\'ef}\\'ef\\f5\\'e1\\plain\\'ef}",
     "\u043f\u00ef\u043f\u03b1\u00ef", false},
    {"a font that has none",
     "{\\rtf1\\ansicpg1251" FONTS
     "\\f4\\'ef\\f6\\'ef\\f99\\'ef\\f11\\'ef\\f0\\'ef}",
     "\u043f\u043f\u043f\u043f\u00ef", false},
    {"a font with a code page", "{\\rtf1" FONTS "\\f7\\'e8}", "\u010d", false},
    {"the font of the document",
     "{\\rtf1\\deff1" FONTS "\\'ef\\f0\\'ef\\plain\\'ef}", "\u043f\u00ef\u043f",
     false},
    {"a font of symbols", "{\\rtf1" FONTS "\\f3 a\\'b7}", "a\uf0b7", false},
    {"pairs of bytes", "{\\rtf1" FONTS "\\f2\\'93\\'fa\\'96{\\f2\\'7b}\\'b1}",
     "\u65e5\ufffd{\uff71", false},
    {"pairs with a letter", "{\\rtf1" FONTS "\\f2\\'83e\\'83X\\'83g x}",
     "\u30c6\u30b9\u30c8 x", false},
    {"pairs with an end of a line", "{\\rtf1" FONTS "\\f2\\'93\r\n\\'fa}",
     "\u65e5", false},
    {"a pair that is none", "{\\rtf1" FONTS "\\f2\\'93 \\'93\\'ff\\'93\\par}",
     "\ufffd \ufffd\ufffd\n", false},
    {"Chinese and Korean",
     "{\\rtf1" FONTS "\\f8\\'d6\\'d0\\f10\\'a4\\'a4\\f9\\'c7\\'d1}",
     "\u4e2d\u4e2d\ud55c", false},

    {"unicode", "{\\rtf1\\u233?\\u-3913?\\u8364 ?\\u20013\\'d6x}",
     "\u00e9\uf0b7\u20ac\u4e2dx", false},
    {"more in place of it", "{\\rtf1\\uc2\\u20013\\'d6\\'d0a\\uc0\\u20013 b}",
     "\u4e2da\u4e2db", false},
    {"that is of the group", "{\\rtf1{\\uc0\\u233 a}\\u233 ab}",
     "\u00e9a\u00e9b", false},
    {"the group ends it", "{\\rtf1\\uc9{\\u233 abc}d\\u233{}e}",
     "\u00e9d\u00e9e", false},
    {"a word ends it", "{\\rtf1\\u233\\b a\\u233\\par b}", "\u00e9a\u00e9\nb",
     false},
    {"a character in place of it", "{\\rtf1\\u8212\\emdash\\u160\\~a}",
     "\u2014\u00a0a", false},
    {"one behind the other", "{\\rtf1\\u20013\\u25991?}", "\u4e2d\u6587",
     false},
    {"a pair", "{\\rtf1\\u-10179?\\u-9074?a\\uc0\\u55357 {\\u56526}}",
     "\U0001f48ea\U0001f4ce", false},
    {"half a pair", "{\\rtf1\\u-10179?a\\u-9074?\\u-10179?\\u-10179?}",
     "\ufffda\ufffd\ufffd\ufffd", false},
    {"no character", "{\\rtf1 a\\u0?\\u-40000?\\u1114112?\\u99999999999?}",
     "a\ufffd\ufffd\ufffd", false},

    {"tables and such",
     "{\\rtf1{\\colortbl;\\red0;}{\\stylesheet{a;}}"
     "{\\info{\\title b}}{\\*\\generator c;}d}",
     "d", false},
    {"what is not known", "{\\rtf1{\\*\\foo a{b}}c{\\foo d}\\*\\foo e}", "cd",
     false},
    {"a star and no word", "{\\rtf1{\\* a\\foo b}{\\*{\\foo c}}}", " abc",
     false},
    {"fields",
     "{\\rtf1{\\field{\\*\\fldinst{HYPERLINK \"a\"}}"
     "{\\fldrslt b}}c}",
     "bc", false},
    {"pictures",
     "{\\rtf1 a{\\pict\\wmetafile8 0102}{\\*\\shppict{\\pict 03}}"
     "b}",
     "ab", false},
    {"objects", "{\\rtf1 a{\\object{\\*\\objdata 0102}{\\result b}}c}",
     "a\nb\nc", false},
    {"shapes",
     "{\\rtf1 a{\\shp{\\*\\shpinst{\\sp{\\sn b}{\\sv c}}"
     "{\\shptxt d}}{\\shprslt d}}e}",
     "a\nd\ne", false},
    {"headers and notes", "{\\rtf1{\\header a\\par}b{\\footnote c}d}",
     "a\nb\nc\nd", false},
    {"comments and numbers of lists",
     "{\\rtf1 a{\\*\\annotation b}{\\listtext c\\tab}{\\*\\pn d}e}", "ae",
     false},
    {"hidden", "{\\rtf1 a\\v b\\v0 c{\\v d\\plain e}{\\v1 f\\par}g}", "aceg",
     false},
    {"deleted", "{\\rtf1 a\\deleted b\\deleted0 c{\\revised d}}", "acd", false},
    {"binary", "{\\rtf1 a\\bin4 }}{\\\\bin0 c\\bin-1 d}", "acd", false},
    {"binary and cut off", "{\\rtf1 a\\bin99999999999 }", "a", true},

    {"HTML",
     "{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag64 <p>}\\htmlrtf{"
     "\\htmlrtf0 a{\\*\\htmltag84 &amp;}\\htmlrtf &\\htmlrtf0 b"
     "{\\*\\htmltag72 </p>}\\htmlrtf\\par}\\htmlrtf0"
     "{\\*\\mhtmltag72 x}{\\*\\htmltag64 <b hidden>}c"
     "{\\*\\htmltag64 </b>}d\\u233?}",
     "a&b\nd\u00e9", false},
    {"no HTML", "{\\rtf1{\\*\\htmltag64 <p>}\\htmlrtf a\\htmlrtf0 b}", "ab",
     false},
    {"HTML that is said too late", "{\\rtf1 a\\fromhtml1 <b>\\htmlrtf c}",
     "a<b>c", false},
    {"text in RTF", "{\\rtf1\\fromtext <b>}", "<b>", false},
};

static void
check(const struct row *r)
{
    static const size_t steps[] = {1, 2, 3, 7, (size_t)1 << 30};

    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        struct lp_buf got = {0};
        bool broken = box_rtf(&got, lp_slice_str(r->in), steps[k]);

        CHECK(lp_slice_is(lp_buf_slice(&got), r->out), r->label);
        CHECK(broken == r->broken, r->label);
        lp_buf_release(&got);
    }
}

static void
repeat(struct lp_buf *b, const char *what, size_t n)
{
    while (n-- > 0) {
        lp_buf_str(b, what);
    }
}

static void
check_text(struct lp_buf *in, const char *out, bool broken, const char *label)
{
    struct lp_buf got = {0};

    CHECK(box_rtf(&got, lp_buf_slice(in), 4096) == broken, label);
    CHECK(lp_slice_is(lp_buf_slice(&got), out), label);
    lp_buf_release(&got);
    lp_buf_clear(in);
}

static void
check_limits(void)
{
    struct lp_buf in = {0};

    lp_buf_str(&in, "{\\rtf1 ");
    repeat(&in, "{", 255);
    lp_buf_str(&in, "a");
    repeat(&in, "}", 256);
    check_text(&in, "a", false, "256 groups");

    lp_buf_str(&in, "{\\rtf1 ");
    repeat(&in, "{", 256);
    lp_buf_str(&in, "a");
    repeat(&in, "}", 256);
    lp_buf_str(&in, "b}c");
    check_text(&in, "ab", true, "257 groups");

    lp_buf_str(&in, "{\\rtf1 ");
    repeat(&in, "{", 1000000);
    check_text(&in, "", true, "very many groups");

    for (unsigned n = 1024; n <= 1025; n++) {
        lp_buf_str(&in, "{\\rtf1{\\fonttbl");
        for (unsigned i = 0; i < n; i++) {
            lp_buf_printf(&in, "\\f%u\\fcharset204 ", i * 97);
        }
        lp_buf_printf(&in, "}\\f%u\\'ef\\f%u\\'ef}", 1023 * 97, 1024 * 97);
        check_text(&in, "\u043f\u00ef", n > 1024, "many fonts");
    }

    lp_buf_str(&in, "{\\rtf1\\fromhtml1{\\*\\htmltag ");
    repeat(&in, "<b>", 513);
    lp_buf_str(&in, "a}}");
    check_text(&in, "a", true, "elements that are too deep");

    lp_buf_str(&in, "{\\rtf1\\");
    repeat(&in, "par", 100000);
    lp_buf_str(&in, "-");
    repeat(&in, "1", 100000);
    lp_buf_str(&in, " a}");
    check_text(&in, "a", false, "a long word");
    lp_buf_release(&in);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check(&rows[i]);
    }
    check_limits();
    return lp_test_failures != 0;
}

#include "formats/charset_name.h"

#include <string.h>

/* A name of GNU libc for each label, without what is no letter or digit. Where
 * a charset is a part of another that is written under its name, it is the
 * other: nobody means the controls of ISO-8859-1. */
static const struct {
    const char *label;
    enum lp_charset_way way;
    const char *name;
} labels[] = {
    {"utf16", LP_CHARSET_UTF16, "utf-16"},
    {"utf16le", LP_CHARSET_UTF16LE, "utf-16le"},
    {"utf16be", LP_CHARSET_UTF16BE, "utf-16be"},
    {"ucs2", LP_CHARSET_UTF16, "utf-16"},
    {"iso10646ucs2", LP_CHARSET_UTF16, "utf-16"},
    {"utf32", LP_CHARSET_UTF32, "utf-32"},
    {"utf32le", LP_CHARSET_UTF32LE, "utf-32le"},
    {"utf32be", LP_CHARSET_UTF32BE, "utf-32be"},
    {"iso88591", LP_CHARSET_BYTES, "windows-1252"},
    {"latin1", LP_CHARSET_BYTES, "windows-1252"},
    {"windows1252", LP_CHARSET_BYTES, "windows-1252"},
    {"cp1252", LP_CHARSET_BYTES, "windows-1252"},
    {"iso88592", LP_CHARSET_BYTES, "iso-8859-2"},
    {"latin2", LP_CHARSET_BYTES, "iso-8859-2"},
    {"iso88593", LP_CHARSET_BYTES, "iso-8859-3"},
    {"iso88594", LP_CHARSET_BYTES, "iso-8859-4"},
    {"iso88595", LP_CHARSET_BYTES, "iso-8859-5"},
    {"iso88596", LP_CHARSET_BYTES, "iso-8859-6"},
    {"iso88597", LP_CHARSET_BYTES, "iso-8859-7"},
    {"iso88598", LP_CHARSET_BYTES, "iso-8859-8"},
    {"iso88598i", LP_CHARSET_BYTES, "iso-8859-8"},
    {"iso88599", LP_CHARSET_BYTES, "windows-1254"},
    {"latin5", LP_CHARSET_BYTES, "windows-1254"},
    {"iso885910", LP_CHARSET_BYTES, "iso-8859-10"},
    {"iso885911", LP_CHARSET_BYTES, "cp874"},
    {"tis620", LP_CHARSET_BYTES, "cp874"},
    {"windows874", LP_CHARSET_BYTES, "cp874"},
    {"cp874", LP_CHARSET_BYTES, "cp874"},
    {"iso885913", LP_CHARSET_BYTES, "iso-8859-13"},
    {"iso885914", LP_CHARSET_BYTES, "iso-8859-14"},
    {"iso885915", LP_CHARSET_BYTES, "iso-8859-15"},
    {"latin9", LP_CHARSET_BYTES, "iso-8859-15"},
    {"iso885916", LP_CHARSET_BYTES, "iso-8859-16"},
    {"windows1250", LP_CHARSET_BYTES, "windows-1250"},
    {"cp1250", LP_CHARSET_BYTES, "windows-1250"},
    {"windows1251", LP_CHARSET_BYTES, "windows-1251"},
    {"cp1251", LP_CHARSET_BYTES, "windows-1251"},
    {"windows1253", LP_CHARSET_BYTES, "windows-1253"},
    {"cp1253", LP_CHARSET_BYTES, "windows-1253"},
    {"windows1254", LP_CHARSET_BYTES, "windows-1254"},
    {"cp1254", LP_CHARSET_BYTES, "windows-1254"},
    {"windows1255", LP_CHARSET_BYTES, "windows-1255"},
    {"cp1255", LP_CHARSET_BYTES, "windows-1255"},
    {"windows1256", LP_CHARSET_BYTES, "windows-1256"},
    {"cp1256", LP_CHARSET_BYTES, "windows-1256"},
    {"windows1257", LP_CHARSET_BYTES, "windows-1257"},
    {"cp1257", LP_CHARSET_BYTES, "windows-1257"},
    {"windows1258", LP_CHARSET_BYTES, "windows-1258"},
    {"cp1258", LP_CHARSET_BYTES, "windows-1258"},
    {"koi8r", LP_CHARSET_BYTES, "koi8-r"},
    {"koi8u", LP_CHARSET_BYTES, "koi8-u"},
    {"koi8ru", LP_CHARSET_BYTES, "koi8-u"},
    {"macintosh", LP_CHARSET_BYTES, "macintosh"},
    {"macroman", LP_CHARSET_BYTES, "macintosh"},
    {"xmacroman", LP_CHARSET_BYTES, "macintosh"},
    {"xmaccyrillic", LP_CHARSET_BYTES, "mac-cyrillic"},
    {"cp437", LP_CHARSET_BYTES, "cp437"},
    {"ibm437", LP_CHARSET_BYTES, "cp437"},
    {"cp850", LP_CHARSET_BYTES, "cp850"},
    {"ibm850", LP_CHARSET_BYTES, "cp850"},
    {"cp852", LP_CHARSET_BYTES, "cp852"},
    {"ibm852", LP_CHARSET_BYTES, "cp852"},
    {"cp866", LP_CHARSET_BYTES, "cp866"},
    {"ibm866", LP_CHARSET_BYTES, "cp866"},
    {"shiftjis", LP_CHARSET_MULTI, "cp932"},
    {"sjis", LP_CHARSET_MULTI, "cp932"},
    {"xsjis", LP_CHARSET_MULTI, "cp932"},
    {"cp932", LP_CHARSET_MULTI, "cp932"},
    {"windows31j", LP_CHARSET_MULTI, "cp932"},
    {"eucjp", LP_CHARSET_MULTI, "euc-jp-ms"},
    {"xeucjp", LP_CHARSET_MULTI, "euc-jp-ms"},
    {"euckr", LP_CHARSET_MULTI, "cp949"},
    {"ksc5601", LP_CHARSET_MULTI, "cp949"},
    {"ksc56011987", LP_CHARSET_MULTI, "cp949"},
    {"cp949", LP_CHARSET_MULTI, "cp949"},
    {"gb2312", LP_CHARSET_MULTI, "gb18030"},
    {"gbk", LP_CHARSET_MULTI, "gb18030"},
    {"cp936", LP_CHARSET_MULTI, "gb18030"},
    {"gb18030", LP_CHARSET_MULTI, "gb18030"},
    {"big5", LP_CHARSET_MULTI, "big5-hkscs"},
    {"big5hkscs", LP_CHARSET_MULTI, "big5-hkscs"},
    {"cp950", LP_CHARSET_MULTI, "big5-hkscs"},
    {"euctw", LP_CHARSET_MULTI, "euc-tw"},
    {"iso2022jp", LP_CHARSET_SEVEN, "iso-2022-jp-2"},
    {"iso2022jp1", LP_CHARSET_SEVEN, "iso-2022-jp-2"},
    {"iso2022jp2", LP_CHARSET_SEVEN, "iso-2022-jp-2"},
    {"iso2022jp3", LP_CHARSET_SEVEN, "iso-2022-jp-3"},
    {"iso2022kr", LP_CHARSET_SEVEN, "iso-2022-kr"},
    {"iso2022cn", LP_CHARSET_SEVEN, "iso-2022-cn-ext"},
    {"iso2022cnext", LP_CHARSET_SEVEN, "iso-2022-cn-ext"},
    {"utf7", LP_CHARSET_SEVEN, "utf-7"},
};

#define LABEL_MAX 16

/* `label` as the table has it, cut where no row is so long. */
static void
shorten(char to[LABEL_MAX], struct lp_slice label)
{
    size_t n = 0;

    for (size_t i = 0; i < label.len && n < LABEL_MAX - 1; i++) {
        uint8_t c = label.data[i];

        if (c >= 'A' && c <= 'Z') {
            c |= 0x20;
        }
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            to[n++] = (char)c;
        }
    }
    to[n] = '\0';
}

struct lp_charset
lp_charset_named(struct lp_slice label)
{
    char text[LABEL_MAX];

    shorten(text, label);
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        if (strcmp(text, labels[i].label) == 0) {
            return lp_charset_of(labels[i].way, labels[i].name);
        }
    }
    return lp_charset_of(LP_CHARSET_GUESS, "");
}

struct lp_charset
lp_charset_of(enum lp_charset_way way, const char *name)
{
    return (struct lp_charset){way, name};
}

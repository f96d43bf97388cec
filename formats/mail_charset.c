#include "formats/mail_charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "formats/charset_table.h"
#include "formats/utf8.h"

/* What iconv is asked for: the charsets that mail is written in, and none of
 * the many others that a library may know. A name matches a row if it is the
 * row, or begins with it where the row ends with '*'. */
static const char *const known[] = {
    "iso-8859-*",  "windows-125*", "cp125*",      "koi8-r",     "koi8-u",
    "koi8-ru",     "iso-2022-jp*", "iso-2022-kr", "shift_jis",  "shift-jis",
    "sjis",        "euc-jp",       "euc-kr",      "ks_c_5601*", "cp949",
    "cp932",       "gb2312",       "gbk",         "gb18030",    "big5",
    "big5-hkscs",  "euc-tw",       "hz-gb-2312",  "tis-620",    "macintosh",
    "cp437",       "cp850",        "cp852",       "cp866",      "ibm8*",
    "windows-31j", "windows-874",  "utf-16",      "utf-16le",   "utf-16be",
};

#define NAME_MAX_LEN 24

static bool
is(struct lp_slice name, const char *what)
{
    return name.len == strlen(what) &&
           strncasecmp((const char *)name.data, what, name.len) == 0;
}

static bool
is_known(struct lp_slice name)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t n = strlen(known[i]);

        if (known[i][n - 1] != '*') {
            if (is(name, known[i])) {
                return true;
            }
        } else if (name.len >= n - 1 &&
                   strncasecmp((const char *)name.data, known[i], n - 1) == 0) {
            return true;
        }
    }
    return false;
}

/* Nothing but letters, digits and dashes: a name must not speak to iconv of
 * anything else than a charset. */
static bool
copy_name(char to[NAME_MAX_LEN + 1], struct lp_slice name)
{
    static const char lawful[] = "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    if (name.len == 0 || name.len > NAME_MAX_LEN) {
        return false;
    }
    memcpy(to, name.data, name.len);
    to[name.len] = '\0';
    return strspn(to, lawful) == name.len;
}

static bool
from_latin(struct lp_buf *to, struct lp_slice bytes, bool is_windows)
{
    uint16_t own[LP_CHARSET_HIGH];
    const uint16_t *windows = lp_charset_table("windows-1252", own);

    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t utf8[LP_UTF8_MAX];
        unsigned c = bytes.data[i];

        if (is_windows && c >= 0x80) {
            c = windows[c - 0x80];
            if (c == 0) {
                return false;
            }
        }
        lp_buf_put(to, (struct lp_slice){utf8, lp_utf8_put(c, utf8)});
    }
    return true;
}

/* Returns whether all of `bytes` was turned into text. */
static bool
run_iconv(struct lp_buf *to, iconv_t how, struct lp_slice bytes)
{
    char *in = (char *)(uintptr_t)bytes.data;
    size_t left = bytes.len;
    bool flush = false;

    for (;;) {
        char out[512];
        char *put = out;
        size_t room = sizeof out;
        size_t rc = iconv(how, flush ? NULL : &in, &left, &put, &room);

        lp_buf_put(to, (struct lp_slice){(uint8_t *)out, sizeof out - room});
        if (rc == (size_t)-1 && errno != E2BIG) {
            return false;
        }
        if (rc != (size_t)-1) {
            if (flush) {
                return true;
            }
            flush = true;
        }
    }
}

static bool
from_other(struct lp_buf *to, struct lp_slice name, struct lp_slice bytes)
{
    char text[NAME_MAX_LEN + 1];
    iconv_t how;
    bool good;

    if (!copy_name(text, name) || !is_known(name)) {
        return false;
    }
    how = iconv_open("UTF-8", text);
    if (how == (iconv_t)-1) {
        return false;
    }
    good = run_iconv(to, how, bytes);
    (void)iconv_close(how);
    return good;
}

static bool
convert(struct lp_buf *to, struct lp_slice name, struct lp_slice bytes)
{
    if (is(name, "utf-8") || is(name, "utf8") || is(name, "us-ascii") ||
        is(name, "ascii")) {
        lp_buf_put(to, bytes);
        return lp_text_utf8(bytes);
    }
    if (is(name, "iso-8859-1") || is(name, "latin1")) {
        return from_latin(to, bytes, false);
    }
    if (is(name, "windows-1252") || is(name, "cp1252")) {
        return from_latin(to, bytes, true);
    }
    return from_other(to, name, bytes);
}

bool
lp_mail_charset(struct lp_buf *to, struct lp_slice name, struct lp_slice bytes)
{
    size_t before = to->len;
    bool good = convert(to, name, bytes) && to->failed == LP_OK;

    if (!good) {
        to->len = before;
    }
    return good;
}

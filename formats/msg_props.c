#include "formats/msg_props.h"

#include <stdio.h>

#include "formats/text_charset.h"

#define PROPERTY 16
#define STREAM_MAX ((uint64_t)1 << 20)

enum lp_code
lp_msg_props_load(struct lp_msg_props *p, struct lp_err *err)
{
    uint32_t at = lp_cfb_find(p->cfb, p->storage, "__properties_version1.0");
    enum lp_code rc;

    lp_buf_clear(&p->fixed);
    if (at == LP_CFB_NONE || p->cfb->items[at].type != LP_CFB_STREAM) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_MSG, 0,
                          "Outlook message: no properties");
    }
    LP_TRY(lp_cfb_load(&p->fixed, p->cfb, at, STREAM_MAX, err));
    /* 32 bytes of a message that is the file, 24 of one within another, 8 of
     * all else ([MS-OXMSG] 2.4.1); properties have 16. */
    if (p->storage == LP_CFB_ROOT) {
        p->skip = 32;
    } else {
        p->skip = lp_cfb_begins(p->cfb, p->storage, "__substg1.0_") ? 24 : 8;
    }
    if (p->fixed.len < p->skip) {
        rc = lp_fail_at(err, LP_E_FORMAT, LP_RULE_MSG, 0,
                        "Outlook message: properties cut short");
    }

done:
    return rc;
}

void
lp_msg_props_release(struct lp_msg_props *p)
{
    lp_buf_release(&p->fixed);
}

bool
lp_msg_number(const struct lp_msg_props *p, unsigned id, unsigned type,
              uint64_t *out)
{
    for (size_t at = p->skip; at + PROPERTY <= p->fixed.len; at += PROPERTY) {
        if (lp_get_le32(p->fixed.data + at) == (id << 16 | type)) {
            *out = lp_get_le64(p->fixed.data + at + 8);
            *out = type == LP_MSG_LONG ? *out & 0xffffffffU : *out;
            return true;
        }
    }
    return false;
}

uint32_t
lp_msg_stream(const struct lp_msg_props *p, unsigned id, unsigned type)
{
    char name[32];
    uint32_t at;

    (void)snprintf(name, sizeof name, "__substg1.0_%04X%04X", id, type);
    at = lp_cfb_find(p->cfb, p->storage, name);
    if (at != LP_CFB_NONE &&
        (p->cfb->items[at].type == LP_CFB_STREAM) == (type == LP_MSG_OBJECT)) {
        return LP_CFB_NONE;
    }
    return at;
}

static const struct {
    unsigned number;
    const char *name;
} pages[] = {
    {437, "cp437"},         {850, "cp850"},         {852, "cp852"},
    {866, "cp866"},         {874, "windows-874"},   {932, "shift_jis"},
    {936, "gbk"},           {949, "euc-kr"},        {950, "big5"},
    {1200, "utf-16le"},     {1250, "windows-1250"}, {1251, "windows-1251"},
    {1252, "windows-1252"}, {1253, "windows-1253"}, {1254, "windows-1254"},
    {1255, "windows-1255"}, {1256, "windows-1256"}, {1257, "windows-1257"},
    {1258, "windows-1258"}, {10000, "macintosh"},   {20127, "us-ascii"},
    {20866, "koi8-r"},      {21866, "koi8-u"},      {28591, "iso-8859-1"},
    {28592, "iso-8859-2"},  {28593, "iso-8859-3"},  {28594, "iso-8859-4"},
    {28595, "iso-8859-5"},  {28596, "iso-8859-6"},  {28597, "iso-8859-7"},
    {28598, "iso-8859-8"},  {28599, "iso-8859-9"},  {28605, "iso-8859-15"},
    {50220, "iso-2022-jp"}, {50221, "iso-2022-jp"}, {50222, "iso-2022-jp"},
    {51932, "euc-jp"},      {51949, "euc-kr"},      {54936, "gb18030"},
    {65001, "utf-8"},
};

struct lp_slice
lp_msg_codepage(uint64_t number)
{
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (pages[i].number == number) {
            return lp_slice_str(pages[i].name);
        }
    }
    return (struct lp_slice){0};
}

struct lp_slice
lp_msg_charset(const struct lp_msg_props *p, bool html)
{
    uint64_t number = 0;
    bool there = false;

    if (!html) {
        there = lp_msg_number(p, LP_MSG_CODEPAGE, LP_MSG_LONG, &number);
    }
    if (!there &&
        !lp_msg_number(p, LP_MSG_CODEPAGE_INTERNET, LP_MSG_LONG, &number)) {
        number = html ? 0 : 1252;
    }
    return lp_msg_codepage(number);
}

static void
keep(void *who, struct lp_slice utf8)
{
    lp_buf_put(who, utf8);
}

enum lp_code
lp_msg_decode(struct lp_buf *to, struct lp_slice bytes, struct lp_slice charset,
              struct lp_err *err)
{
    struct lp_text_sink sink = {.text = keep, .who = to};
    struct lp_text_charset *decode = NULL;
    size_t before = to->len;
    enum lp_code rc;

    LP_TRY(lp_text_charset_new(&decode, charset, sink, err));
    LP_TRY(lp_text_charset_feed(decode, bytes, err));
    LP_TRY(lp_text_charset_end(decode, err));
    while (to->len > before && to->data[to->len - 1] == 0) {
        to->len--;
    }
    rc = lp_buf_check(to, err);

done:
    lp_text_charset_free(decode);
    return rc;
}

enum lp_code
lp_msg_text(struct lp_buf *to, bool *there, const struct lp_msg_props *p,
            unsigned id, struct lp_slice charset, uint64_t most,
            struct lp_err *err)
{
    uint32_t at = lp_msg_stream(p, id, LP_MSG_UNICODE);
    struct lp_buf raw = {0};
    enum lp_code rc = LP_OK;

    *there = false;
    if (at != LP_CFB_NONE) {
        charset = lp_slice_str("utf-16le");
    } else {
        at = lp_msg_stream(p, id, LP_MSG_BYTES8);
    }
    if (at == LP_CFB_NONE) {
        return LP_OK;
    }
    LP_TRY(lp_cfb_load(&raw, p->cfb, at, most, err));
    LP_TRY(lp_msg_decode(to, lp_buf_slice(&raw), charset, err));
    *there = true;

done:
    lp_buf_release(&raw);
    return rc;
}

#include "formats/zip_header.h"

#include <zlib.h>

#include "base/text.h"

#define SATURATED UINT32_C(0xffffffff)
#define SATURATED_DISK UINT32_C(0xffff)

/* Extra fields, APPNOTE 4.5 and 4.6. */
enum {
    EXTRA_ZIP64 = 0x0001,
    EXTRA_TIME = 0x5455,
    EXTRA_UNICODE_PATH = 0x7075,
    EXTRA_AES = 0x9901,
};

const char *
lp_zip_method_word(unsigned method)
{
    static const struct {
        unsigned method;
        const char *word;
    } words[] = {
        {1, "shrink"},   {2, "reduce 1"}, {3, "reduce 2"},  {4, "reduce 3"},
        {5, "reduce 4"}, {6, "implode"},  {9, "deflate64"}, {10, "dcl-implode"},
        {16, "cmpsc"},   {18, "terse"},   {19, "lz77"},     {20, "zstd, old"},
        {94, "mp3"},     {96, "jpeg"},    {97, "wavpack"},  {98, "ppmd"},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i].method == method) {
            return words[i].word;
        }
    }
    return "of no known method";
}

/* Days since 1970 of a day of the proleptic Gregorian calendar. */
static int64_t
days(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t m = month <= 2 ? month + 9 : month - 3;

    return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 -
           719468;
}

/* 4.4.6: a time without a zone, in steps of two seconds. */
static void
dos_time(struct lp_zip_header *h, uint16_t time, uint16_t date)
{
    int64_t year = 1980 + (date >> 9);
    int64_t month = date >> 5 & 15;
    int64_t day = date & 31;
    int64_t hour = time >> 11;
    int64_t minute = time >> 5 & 63;
    int64_t second = (time & 31) << 1;

    h->has_time = month >= 1 && month <= 12 && day >= 1 && hour < 24 &&
                  minute < 60 && second < 60;
    if (h->has_time) {
        h->time =
            days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    }
}

/* The whole of a zip64 field, in its order: what it says without need must
 * be what the header says. A streamed local header may hold places for it. */
static bool
says_otherwise(const struct lp_zip_header *h, struct lp_slice data, bool local)
{
    struct lp_cursor c = lp_cursor_over(data);
    const uint64_t own[3] = {h->size, h->packed, h->local};
    bool blank = local && (h->flags & LP_ZIP_STREAMED) != 0;

    for (size_t i = 0; i < (local ? 2 : 3) && c.rest.len > 0; i++) {
        uint64_t v = lp_cursor_le64(&c);

        if (c.failed || (v != own[i] && !(blank && v == 0))) {
            return true;
        }
    }
    return c.rest.len > 0 &&
           (local || lp_cursor_le32(&c) != h->disk || c.rest.len > 0);
}

/* 4.5.3: only the values whose fixed fields are saturated, in this order. */
static void
take_zip64(struct lp_zip_header *h, struct lp_slice data, bool local)
{
    struct lp_cursor c = lp_cursor_over(data);
    uint64_t *const fields[3] = {&h->size, &h->packed, &h->local};

    h->sizes_twice = h->sizes_twice || h->wide;
    if (h->wide) {
        return;
    }
    h->wide = true;
    for (size_t i = 0; i < (local ? 2 : 3); i++) {
        if (*fields[i] == SATURATED) {
            uint64_t v = lp_cursor_le64(&c);

            *fields[i] = c.failed ? *fields[i] : v;
        }
    }
    if (!local && h->disk == SATURATED_DISK) {
        h->disk = lp_cursor_le32(&c);
    }
    h->odd_extra = h->odd_extra || c.failed;
    if (!c.failed && c.rest.len > 0) {
        h->sizes_twice = says_otherwise(h, data, local);
    }
}

static bool
is_ascii(struct lp_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* 4.6.9. A field for another header name is stale and to be ignored. One that
 * only re-encodes a name of some code page is what it is for. A second one that
 * says otherwise is a second name whatever the first was for. */
static void
take_unicode(struct lp_zip_header *h, struct lp_slice data)
{
    struct lp_cursor c = lp_cursor_over(data);
    bool plain = is_ascii(h->name) || (h->flags & LP_ZIP_UTF8) != 0;
    uint8_t version = lp_cursor_u8(&c);
    uint32_t crc = lp_cursor_le32(&c);

    if (c.failed || version != 1 ||
        crc != crc32_z(crc32_z(0, NULL, 0), h->name.data, h->name.len)) {
        return;
    }
    if (h->unicode.len > 0) {
        h->other_name = h->other_name || !lp_slice_equal(c.rest, h->unicode);
        return;
    }
    h->other_name =
        h->other_name || (plain && !lp_slice_equal(c.rest, h->name));
    h->unicode = lp_text_utf8(c.rest) ? c.rest : h->unicode;
}

/* The extended timestamp: seconds since 1970, modification first. */
static void
take_time(struct lp_zip_header *h, struct lp_slice data)
{
    struct lp_cursor c = lp_cursor_over(data);
    uint8_t which = lp_cursor_u8(&c);
    uint32_t seconds = lp_cursor_le32(&c);

    if (!c.failed && (which & 1) != 0) {
        h->has_time = true;
        h->time =
            (int64_t)seconds - (seconds >> 31 != 0 ? (int64_t)1 << 32 : 0);
    }
}

/* WinZip: version, vendor "AE", strength, method. */
static void
take_aes(struct lp_zip_header *h, struct lp_slice data)
{
    struct lp_cursor c = lp_cursor_over(data);
    unsigned version = lp_cursor_le16(&c);
    bool vendor = lp_slice_is(lp_cursor_take(&c, 2), "AE");
    unsigned strength = lp_cursor_u8(&c);
    unsigned method = lp_cursor_le16(&c);

    h->aes.there = !c.failed && vendor && c.rest.len == 0 && version >= 1 &&
                   version <= 2 && strength >= 1 && strength <= 3 &&
                   !h->aes.any;
    h->aes.any = true;
    h->aes.version = version;
    h->aes.strength = strength;
    h->aes.method = method;
}

/* Up to three bytes behind the last field are padding (for alignment). */
static void
take_extra(struct lp_zip_header *h, bool local)
{
    struct lp_cursor c = lp_cursor_over(h->extra);

    while (c.rest.len >= 4) {
        uint16_t id = lp_cursor_le16(&c);
        struct lp_slice data = lp_cursor_take(&c, lp_cursor_le16(&c));

        if (c.failed) {
            h->odd_extra = true;
            return;
        }
        switch (id) {
        case EXTRA_ZIP64:
            take_zip64(h, data, local);
            break;
        case EXTRA_TIME:
            take_time(h, data);
            break;
        case EXTRA_UNICODE_PATH:
            take_unicode(h, data);
            break;
        case EXTRA_AES:
            take_aes(h, data);
            break;
        default:
            break;
        }
    }
}

static uint16_t
le16_at(struct lp_slice s, size_t at)
{
    struct lp_cursor c = lp_cursor_over(lp_slice_from(s, at));

    return lp_cursor_le16(&c);
}

/* Show the whole header: its fixed part says how long the others are. */
static enum lp_code
show(struct lp_zip_window *w, uint64_t at, const char *magic, size_t fixed,
     size_t lengths, unsigned parts, struct lp_slice *out, struct lp_err *err)
{
    size_t n = fixed;
    enum lp_code rc = lp_zip_window_show(w, at, fixed, out, err);

    if (rc != LP_OK || out->len < fixed ||
        !lp_slice_begins(*out, lp_slice_str(magic))) {
        *out = (struct lp_slice){0};
        return rc;
    }
    for (unsigned i = 0; i < parts; i++) {
        n += le16_at(*out, lengths + 2 * (size_t)i);
    }
    rc = lp_zip_window_show(w, at, n, out, err);
    if (rc != LP_OK || out->len < n) {
        *out = (struct lp_slice){0};
    }
    return rc;
}

enum lp_code
lp_zip_header_central(struct lp_zip_header *out, struct lp_zip_window *w,
                      uint64_t at, struct lp_err *err)
{
    struct lp_zip_header h = {0};
    struct lp_slice bytes;
    struct lp_cursor c;
    uint16_t time;
    size_t name;
    size_t extra;
    enum lp_code rc =
        show(w, at, "PK\1\2", LP_ZIP_CENTRAL_SIZE, 28, 3, &bytes, err);

    *out = h;
    if (rc != LP_OK || bytes.len == 0) {
        return rc;
    }
    h.length = bytes.len;
    c = lp_cursor_over(lp_slice_from(bytes, 4));
    h.made_by = lp_cursor_le16(&c);
    (void)lp_cursor_take(&c, 2); /* version needed */
    h.flags = lp_cursor_le16(&c);
    h.method = lp_cursor_le16(&c);
    time = lp_cursor_le16(&c);
    h.dos = time;
    dos_time(&h, time, lp_cursor_le16(&c));
    h.crc = lp_cursor_le32(&c);
    h.packed = lp_cursor_le32(&c);
    h.size = lp_cursor_le32(&c);
    name = lp_cursor_le16(&c);
    extra = lp_cursor_le16(&c);
    (void)lp_cursor_take(&c, 2); /* length of the comment */
    h.disk = lp_cursor_le16(&c);
    (void)lp_cursor_take(&c, 2); /* internal attributes */
    h.attributes = lp_cursor_le32(&c);
    h.local = lp_cursor_le32(&c);
    h.name = lp_cursor_take(&c, name);
    h.extra = lp_cursor_take(&c, extra);
    take_extra(&h, false);
    *out = h;
    return LP_OK;
}

enum lp_code
lp_zip_header_local(struct lp_zip_header *out, struct lp_zip_window *w,
                    uint64_t at, struct lp_err *err)
{
    struct lp_zip_header h = {0};
    struct lp_slice bytes;
    struct lp_cursor c;
    size_t name;
    size_t extra;
    enum lp_code rc =
        show(w, at, "PK\3\4", LP_ZIP_LOCAL_SIZE, 26, 2, &bytes, err);

    *out = h;
    if (rc != LP_OK || bytes.len == 0) {
        return rc;
    }
    h.length = bytes.len;
    c = lp_cursor_over(lp_slice_from(bytes, 6));
    h.flags = lp_cursor_le16(&c);
    h.method = lp_cursor_le16(&c);
    h.dos = lp_cursor_le16(&c);
    (void)lp_cursor_take(&c, 2); /* date */
    h.crc = lp_cursor_le32(&c);
    h.packed = lp_cursor_le32(&c);
    h.size = lp_cursor_le32(&c);
    name = lp_cursor_le16(&c);
    extra = lp_cursor_le16(&c);
    h.name = lp_cursor_take(&c, name);
    h.extra = lp_cursor_take(&c, extra);
    take_extra(&h, true);
    *out = h;
    return LP_OK;
}

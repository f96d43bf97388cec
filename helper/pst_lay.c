#include "helper/pst_lay.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "formats/helper.h"
#include "formats/msg_flat.h"
#include "helper/channel.h"

#define PIECE ((size_t)64 * 1024)
/* Messages in messages. */
#define DEEP 64
/* A property is taken into memory whole. */
#define VALUE_MAX ((size_t)256 << 20)

/* Sizes of what stands before the properties ([MS-OXMSG] 2.4.1). */
enum { HEAD_TOP = 32, HEAD_WITHIN = 24, HEAD_OTHER = 8 };

#define DATA_ID 0x3701U
#define OBJECT_TYPE 0x000dU

static uint8_t out[PIECE];
static size_t out_n;

static void
send(void)
{
    if (out_n > 0) {
        lp_channel_say(LP_HELPER_DATA, (struct lp_slice){out, out_n});
    }
    out_n = 0;
}

static void
put(const void *bytes, size_t n)
{
    const uint8_t *from = bytes;

    while (n > 0) {
        size_t now = n < sizeof out - out_n ? n : sizeof out - out_n;

        memcpy(out + out_n, from, now);
        out_n += now;
        from += now;
        n -= now;
        if (out_n == sizeof out) {
            send();
        }
    }
}

static void
put_byte(unsigned byte)
{
    uint8_t b = (uint8_t)byte;

    put(&b, 1);
}

static void
put_begin(enum lp_flat_mark mark, const char *name)
{
    put_byte(mark);
    put_byte((unsigned)strlen(name));
    put(name, strlen(name));
}

static void
put_stream_head(const char *name, uint64_t size)
{
    uint8_t n[8];

    put_begin(LP_FLAT_STREAM, name);
    lp_put_le64(n, size);
    put(n, sizeof n);
}

static void
put_stream(const char *name, const void *bytes, size_t n, bool whole)
{
    put_stream_head(name, n);
    put(bytes, n);
    put_byte(whole ? LP_FLAT_WHOLE : LP_FLAT_LACKING);
}

/* Something that ought to stand here cannot be read. */
static void
put_lacking(void)
{
    put_stream("lacking", "", 0, false);
}

static bool
is_fixed(uint32_t type)
{
    switch (type) {
    case 0x0002: /* whole numbers, fractions, yes or no, a time */
    case 0x0003:
    case 0x0004:
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case 0x000a:
    case 0x000b:
    case 0x0014:
    case 0x0040:
        return true;
    default:
        return false;
    }
}

/* One property; false: it cannot be read. */
struct prop {
    uint32_t id;
    uint32_t type;
    uint8_t *bytes;
    size_t n;
};

static bool
take(struct prop *p, libpff_record_entry_t *entry)
{
    size_t n = 0;

    if (libpff_record_entry_get_entry_type(entry, &p->id, NULL) != 1 ||
        libpff_record_entry_get_value_type(entry, &p->type, NULL) != 1 ||
        libpff_record_entry_get_data_size(entry, &n, NULL) != 1 ||
        n > VALUE_MAX || p->id > 0xffff || p->type > 0xffff) {
        return false;
    }
    p->n = n;
    p->bytes = malloc(n + 1);
    if (p->bytes == NULL) {
        _exit(1);
    }
    return n == 0 ||
           libpff_record_entry_get_data(entry, p->bytes, n, NULL) == 1;
}

/* To the fixed properties, or as a stream of its own. */
static void
lay_prop(const struct prop *p, bool read, struct lp_buf *fixed)
{
    char name[32];
    uint8_t value[8] = {0};

    if (read && is_fixed(p->type)) {
        memcpy(value, p->bytes, p->n < sizeof value ? p->n : sizeof value);
        lp_buf_le32(fixed, p->id << 16 | p->type);
        lp_buf_le32(fixed, 6); /* readable, writeable */
        lp_buf_put(fixed, (struct lp_slice){value, sizeof value});
    } else if (p->id == 0 && p->type == 0) {
        put_lacking();
    } else if (p->id != DATA_ID) {
        /* The data of an attachment is laid by itself. */
        (void)snprintf(name, sizeof name, "__substg1.0_%04X%04X",
                       (unsigned)p->id & 0xffff, (unsigned)p->type & 0xffff);
        put_stream(name, p->bytes, read ? p->n : 0, read);
    }
}

/* The properties of record set `set` of `item`, behind `head` zeros. */
static bool
lay_props(libpff_item_t *item, int set, size_t head)
{
    static const uint8_t zeros[HEAD_TOP];
    libpff_record_set_t *props = NULL;
    struct lp_buf fixed = {0};
    int n = 0;
    bool good =
        libpff_item_get_record_set_by_index(item, set, &props, NULL) == 1 &&
        libpff_record_set_get_number_of_entries(props, &n, NULL) == 1;

    lp_buf_put(&fixed, (struct lp_slice){zeros, head});
    for (int i = 0; good && i < n; i++) {
        libpff_record_entry_t *entry = NULL;
        struct prop p = {0};
        bool read =
            libpff_record_set_get_entry_by_index(props, i, &entry, NULL) == 1 &&
            take(&p, entry);

        lay_prop(&p, read, &fixed);
        (void)libpff_record_entry_free(&entry, NULL);
        free(p.bytes);
    }
    if (lp_buf_check(&fixed, NULL) != LP_OK) {
        _exit(1);
    }
    put_stream("__properties_version1.0", fixed.data, fixed.len, true);
    if (!good) {
        put_lacking();
    }
    (void)libpff_record_set_free(&props, NULL);
    lp_buf_release(&fixed);
    return good;
}

static void
lay_recipients(libpff_item_t *message)
{
    libpff_item_t *list = NULL;
    char name[32];
    int n = 0;
    int rc = libpff_message_get_recipients(message, &list, NULL);

    if (rc < 0 || (rc == 1 && libpff_item_get_number_of_record_sets(
                                  list, &n, NULL) != 1)) {
        put_lacking();
        n = 0;
    }
    for (int i = 0; i < n; i++) {
        (void)snprintf(name, sizeof name, "__recip_version1.0_#%08X",
                       (unsigned)i);
        put_begin(LP_FLAT_STORAGE, name);
        (void)lay_props(list, i, HEAD_OTHER);
        put_byte(LP_FLAT_END);
    }
    (void)libpff_item_free(&list, NULL);
}

/* What cannot be read is zeros, so that what follows keeps its place. */
static void
lay_data(libpff_item_t *attachment)
{
    static uint8_t bytes[PIECE];
    size64_t left = 0;
    bool whole = true;

    if (libpff_attachment_get_data_size(attachment, &left, NULL) != 1) {
        put_stream("__substg1.0_37010102", "", 0, false);
        return;
    }
    (void)libpff_attachment_data_seek_offset(attachment, 0, SEEK_SET, NULL);
    put_stream_head("__substg1.0_37010102", left);
    while (left > 0) {
        size_t want = left < sizeof bytes ? (size_t)left : sizeof bytes;
        ssize_t got = whole ? libpff_attachment_data_read_buffer(
                                  attachment, bytes, want, NULL)
                            : 0;

        if (got <= 0 || (size_t)got > want) {
            whole = false;
            memset(bytes, 0, want);
            got = (ssize_t)want;
        }
        put(bytes, (size_t)got);
        left -= (size64_t)got;
    }
    put_byte(whole ? LP_FLAT_WHOLE : LP_FLAT_LACKING);
}

static bool lay_message(libpff_item_t *message, unsigned depth);

static void
lay_attachment(libpff_item_t *attachment, unsigned depth)
{
    libpff_item_t *within = NULL;
    int type = 0;

    (void)lay_props(attachment, 0, HEAD_OTHER);
    if (libpff_attachment_get_type(attachment, &type, NULL) != 1) {
        put_lacking();
    } else if (type == LIBPFF_ATTACHMENT_TYPE_DATA) {
        lay_data(attachment);
    } else if (type == LIBPFF_ATTACHMENT_TYPE_ITEM && depth < DEEP) {
        if (libpff_attachment_get_item(attachment, &within, NULL) == 1) {
            put_begin(LP_FLAT_STORAGE, "__substg1.0_3701000D");
            (void)lay_message(within, depth + 1);
            put_byte(LP_FLAT_END);
        } else {
            put_lacking();
        }
        (void)libpff_item_free(&within, NULL);
    }
}

static void
lay_attachments(libpff_item_t *message, unsigned depth)
{
    char name[32];
    int n = 0;

    if (libpff_message_get_number_of_attachments(message, &n, NULL) < 0) {
        put_lacking();
        n = 0;
    }
    for (int i = 0; i < n; i++) {
        libpff_item_t *one = NULL;

        (void)snprintf(name, sizeof name, "__attach_version1.0_#%08X",
                       (unsigned)i);
        put_begin(LP_FLAT_STORAGE, name);
        if (libpff_message_get_attachment(message, i, &one, NULL) == 1) {
            lay_attachment(one, depth);
        } else {
            put_lacking();
        }
        put_byte(LP_FLAT_END);
        (void)libpff_item_free(&one, NULL);
    }
}

static bool
lay_message(libpff_item_t *message, unsigned depth)
{
    bool good = lay_props(message, 0, depth == 0 ? HEAD_TOP : HEAD_WITHIN);

    if (good) {
        lay_recipients(message);
        lay_attachments(message, depth);
    }
    return good;
}

bool
lp_pst_lay(libpff_item_t *message)
{
    bool good;

    out_n = 0;
    put(LP_FLAT_MAGIC, LP_FLAT_MAGIC_LEN);
    good = lay_message(message, 0);
    put_byte(LP_FLAT_END);
    send();
    return good;
}

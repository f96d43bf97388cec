/*
 * leafproof-archive FORMAT SIZE: the members of an archive of SIZE bytes, as
 * formats/helper.h says, by libarchive. It is started by leafproof alone, knows
 * no file and no other process, and may only compute, read and write there.
 */
#include <archive.h>
#include <archive_entry.h>
#include <iconv.h>
#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "formats/entry.h"
#include "formats/helper.h"
#include "helper/channel.h"
#include "helper/jail.h"

/* So many bytes of the input at a time. */
#define STEP ((size_t)128 * 1024)

/* Its formats; of each container libarchive is shown one alone. */
static const struct {
    const char *name;
    int (*support)(struct archive *a);
    int (*too)(struct archive *a); /* another form under that name, or NULL */
    bool bytes; /* names are bytes of an unknown charset, if none is told */
} formats[] = {
    {"7z", archive_read_support_format_7zip, NULL, false},
    {"ar", archive_read_support_format_ar, NULL, false},
    {"cab", archive_read_support_format_cab, NULL, false},
    {"iso", archive_read_support_format_iso9660, NULL, false},
    {"lha", archive_read_support_format_lha, NULL, true},
    {"rar", archive_read_support_format_rar, archive_read_support_format_rar5,
     false},
};

/* libarchive turns names into Unicode: in this charset each byte is a letter,
 * so that they can be turned back. */
#define BYTES "ISO-8859-1"

/* A charset is loaded from a file, which is not to be had later: those that
 * headers of LHA name. What is opened stays so. */
static void
load_charsets(void)
{
    static const char *const names[] = {BYTES, "CP932", "CP1252", "CP437",
                                        "CP850"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)iconv_open("UTF-8", names[i]);
    }
}

/* A name, as the bytes that it was read from if its letters were none: each is
 * a byte, and they are UTF-8, or controls are among them. What is left are
 * names whose charset was told, and such as read well. */
static void
put_name(struct lp_buf *to, const char *name, bool bytes)
{
    const uint8_t *s = (const uint8_t *)name;
    struct lp_buf read = {0};
    bool control = false;

    for (; bytes && *s != '\0'; s++) {
        uint8_t b = *s;

        if (b >= 0x80) {
            if ((b & 0xfe) != 0xc2) {
                break;
            }
            s++;
            control = control || (b == 0xc2 && *s < 0xa0);
            b = (uint8_t)(b << 6 | (*s & 0x3f));
        }
        lp_buf_byte(&read, b);
    }
    lp_buf_byte(&read, '\0');
    if (bytes && *s == '\0' && lp_buf_check(&read, NULL) == LP_OK &&
        (control || mbstowcs(NULL, (const char *)read.data, 0) != (size_t)-1)) {
        lp_buf_put(to, lp_slice_head(lp_buf_slice(&read), read.len - 1));
    } else {
        lp_buf_str(to, name);
    }
    lp_buf_release(&read);
}

/* The input, as far as libarchive has asked for it. */
struct input {
    uint64_t at;
    uint64_t size;
    uint8_t bytes[STEP];
};

static la_ssize_t
on_read(struct archive *a, void *who, const void **out)
{
    struct input *in = who;
    size_t n = lp_channel_read(in->at, in->bytes, sizeof in->bytes);

    (void)a;
    *out = in->bytes;
    in->at += n;
    return (la_ssize_t)n;
}

static la_int64_t
on_skip(struct archive *a, void *who, la_int64_t by)
{
    struct input *in = who;
    uint64_t left = in->at < in->size ? in->size - in->at : 0;
    uint64_t n = by < 0 ? 0 : (uint64_t)by;

    (void)a;
    n = n < left ? n : left;
    in->at += n;
    return (la_int64_t)n;
}

static la_int64_t
on_seek(struct archive *a, void *who, la_int64_t to, int whence)
{
    struct input *in = who;
    int64_t base = whence == SEEK_SET   ? 0
                   : whence == SEEK_CUR ? (int64_t)in->at
                                        : (int64_t)in->size;

    (void)a;
    if ((to < 0 && base + to < 0) || (to > 0 && base > INT64_MAX - to)) {
        return ARCHIVE_FATAL;
    }
    in->at = (uint64_t)(base + to);
    return (la_int64_t)in->at;
}

/* Why libarchive cannot go on. */
static enum lp_helper_reason
reason(struct archive *a)
{
    const char *said = archive_error_string(a);

    if (archive_read_has_encrypted_entries(a) > 0) {
        return LP_HELPER_IS_ENCRYPTED;
    }
    if (said == NULL) {
        return LP_HELPER_MALFORMED;
    }
    if (strcasestr(said, "encrypt") != NULL) {
        return LP_HELPER_IS_ENCRYPTED;
    }
    if (strcasestr(said, "support") != NULL ||
        strcasestr(said, "allocate") != NULL ||
        strcasestr(said, "memory") != NULL) {
        return LP_HELPER_UNSUPPORTED;
    }
    return strcasestr(said, "crc") != NULL ||
                   strcasestr(said, "checksum") != NULL
               ? LP_HELPER_CHECKSUM
               : LP_HELPER_MALFORMED;
}

static void
say_reason(enum lp_helper_frame type, enum lp_helper_reason why)
{
    uint8_t byte = (uint8_t)why;

    lp_channel_say(type, (struct lp_slice){&byte, 1});
}

/* The mode is what a writer made of it: a pipe or a device that has data was
 * read as a file. Folders of ISO images have a size alone. */
static bool
has_data(struct archive *a, struct archive_entry *e)
{
    bool folder = archive_entry_filetype(e) == AE_IFDIR;
    bool iso = (archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) ==
               ARCHIVE_FORMAT_ISO9660;

    return archive_entry_size_is_set(e) && archive_entry_size(e) > 0 &&
           !(folder && iso);
}

static enum lp_helper_kind
kind_of(struct archive *a, struct archive_entry *e)
{
    if (archive_entry_hardlink(e) != NULL) {
        return LP_HELPER_HARDLINK;
    }
    switch (archive_entry_filetype(e)) {
    case AE_IFREG:
    case 0:
        return LP_HELPER_FILE;
    case AE_IFDIR:
        return has_data(a, e) ? LP_HELPER_FILE : LP_HELPER_DIR;
    case AE_IFLNK:
        return LP_HELPER_SYMLINK;
    default:
        return has_data(a, e) ? LP_HELPER_FILE : LP_HELPER_SPECIAL;
    }
}

static const char *
either(const char *one, const char *other)
{
    return one != NULL ? one : other != NULL ? other : "";
}

static void
say_member(struct archive *a, struct archive_entry *e, enum lp_helper_kind kind,
           bool encrypted)
{
    bool bytes =
        (archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_LHA;
    const char *name =
        either(archive_entry_pathname(e), archive_entry_pathname_utf8(e));
    const char *target = "";
    struct lp_buf shown = {0};
    struct lp_buf body = {0};
    unsigned bits = encrypted ? LP_HELPER_ENCRYPTED : 0;

    if (kind == LP_HELPER_SYMLINK) {
        target =
            either(archive_entry_symlink(e), archive_entry_symlink_utf8(e));
    } else if (kind == LP_HELPER_HARDLINK) {
        target =
            either(archive_entry_hardlink(e), archive_entry_hardlink_utf8(e));
    }
    bits |= archive_entry_size_is_set(e) ? LP_HELPER_HAS_SIZE : 0;
    bits |= archive_entry_mtime_is_set(e) ? LP_HELPER_HAS_TIME : 0;
    lp_buf_byte(&body, (uint8_t)kind);
    lp_buf_byte(&body, (uint8_t)bits);
    lp_buf_le64(&body, archive_entry_size_is_set(e)
                           ? (uint64_t)archive_entry_size(e)
                           : 0);
    lp_buf_le64(&body, (uint64_t)archive_entry_mtime(e));
    put_name(&shown, name, bytes);
    lp_buf_le32(&body, (uint32_t)shown.len);
    lp_buf_put(&body, lp_buf_slice(&shown));
    put_name(&body, target, bytes);
    if (lp_buf_check(&shown, NULL) != LP_OK ||
        lp_buf_check(&body, NULL) != LP_OK) {
        _exit(1);
    }
    lp_channel_say(LP_HELPER_MEMBER, lp_buf_slice(&body));
    lp_buf_release(&shown);
    lp_buf_release(&body);
}

/* Holes are told as the zeros that they stand for. */
static void
say_zeros(uint64_t n)
{
    static const uint8_t zeros[STEP];

    while (n > 0) {
        size_t now = n < sizeof zeros ? (size_t)n : sizeof zeros;

        lp_channel_say(LP_HELPER_DATA, (struct lp_slice){zeros, now});
        n -= now;
    }
}

/* False: nothing behind it can be read either. */
static bool
say_content(struct archive *a, struct archive_entry *e)
{
    uint64_t told = 0;
    int rc;

    for (;;) {
        const void *bytes = NULL;
        size_t n = 0;
        la_int64_t at = 0;

        rc = archive_read_data_block(a, &bytes, &n, &at);
        if (rc != ARCHIVE_OK) {
            break;
        }
        if (at < 0 || (uint64_t)at < told) {
            say_reason(LP_HELPER_BROKEN, LP_HELPER_MALFORMED);
            return false;
        }
        say_zeros((uint64_t)at - told);
        for (size_t done = 0; done < n;) {
            size_t now = n - done < STEP ? n - done : STEP;

            lp_channel_say(
                LP_HELPER_DATA,
                (struct lp_slice){(const uint8_t *)bytes + done, now});
            done += now;
        }
        told = (uint64_t)at + n;
    }
    if (rc == ARCHIVE_EOF && archive_entry_size_is_set(e) &&
        (uint64_t)archive_entry_size(e) > told) {
        say_zeros((uint64_t)archive_entry_size(e) - told);
    }
    if (rc == ARCHIVE_EOF) {
        lp_channel_say(LP_HELPER_DONE, (struct lp_slice){0});
    } else {
        say_reason(LP_HELPER_BROKEN, reason(a));
    }
    return rc == ARCHIVE_EOF || rc == ARCHIVE_WARN;
}

/* How long the target of a link is. libarchive gives it as a string, which ends
 * at the first NUL; of a 7z it has read all of it by then, and says how much.
 */
static uint64_t
target_length(struct archive *a, struct lp_slice target)
{
    const void *bytes = NULL;
    size_t n = 0;
    la_int64_t at = 0;

    if ((archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) != ARCHIVE_FORMAT_7ZIP ||
        archive_read_data_block(a, &bytes, &n, &at) != ARCHIVE_EOF || at < 0) {
        return target.len;
    }
    return (uint64_t)at > target.len ? (uint64_t)at : target.len;
}

/* A link whose target can be a document is told as a file. */
static void
say_target(struct archive *a, struct archive_entry *e, struct lp_slice target,
           uint64_t length, bool encrypted)
{
    archive_entry_set_size(e, (la_int64_t)length);
    say_member(a, e, LP_HELPER_FILE, encrypted);
    for (size_t done = 0; done < target.len && !encrypted;) {
        struct lp_slice rest = lp_slice_from(target, done);

        rest = lp_slice_head(rest, rest.len < STEP ? rest.len : STEP);
        lp_channel_say(LP_HELPER_DATA, rest);
        done += rest.len;
    }
    if (encrypted) {
        return;
    }
    if (length > target.len) {
        say_reason(LP_HELPER_BROKEN, LP_HELPER_UNSUPPORTED);
    } else {
        lp_channel_say(LP_HELPER_DONE, (struct lp_slice){0});
    }
}

static bool
say_entry(struct archive *a, struct archive_entry *e)
{
    enum lp_helper_kind kind = kind_of(a, e);
    bool encrypted = archive_entry_is_data_encrypted(e) != 0;

    if (kind == LP_HELPER_SYMLINK) {
        struct lp_slice target = lp_slice_str(
            either(archive_entry_symlink(e), archive_entry_symlink_utf8(e)));
        uint64_t length = target_length(a, target);

        if (length > target.len || lp_link_is_odd(target)) {
            say_target(a, e, target, length, encrypted);
            return true;
        }
    }
    say_member(a, e, kind, encrypted);
    return kind != LP_HELPER_FILE || encrypted || say_content(a, e);
}

static void
say_all(struct archive *a, struct input *in)
{
    int rc = archive_read_set_read_callback(a, on_read);
    struct archive_entry *e;

    if (rc == ARCHIVE_OK) {
        (void)archive_read_set_skip_callback(a, on_skip);
        (void)archive_read_set_seek_callback(a, on_seek);
        (void)archive_read_set_callback_data(a, in);
        rc = archive_read_open1(a);
    }
    while (rc == ARCHIVE_OK || rc == ARCHIVE_WARN) {
        rc = archive_read_next_header(a, &e);
        if ((rc == ARCHIVE_OK || rc == ARCHIVE_WARN) && !say_entry(a, e)) {
            rc = ARCHIVE_FATAL;
        }
    }
    if (rc == ARCHIVE_EOF) {
        lp_channel_say(LP_HELPER_END, (struct lp_slice){0});
    } else {
        say_reason(LP_HELPER_FAILED, reason(a));
    }
}

int
main(int argc, char **argv)
{
    static struct input in;
    struct archive *a;
    size_t i = 0;

    /* Names in UTF-16 are told in UTF-8. */
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    while (argc == 3 && i < sizeof formats / sizeof formats[0] &&
           strcmp(argv[1], formats[i].name) != 0) {
        i++;
    }
    if (argc != 3 || i == sizeof formats / sizeof formats[0]) {
        fputs("leafproof-archive is started by leafproof\n", stderr);
        return 2;
    }
    if (formats[i].bytes) {
        load_charsets();
    }
    a = archive_read_new();
    in.size = strtoull(argv[2], NULL, 10);
    if (a == NULL || !lp_jail()) {
        return 1;
    }
    (void)archive_read_support_filter_none(a);
    (void)formats[i].support(a);
    if (formats[i].too != NULL) {
        (void)formats[i].too(a);
    }
    if (formats[i].bytes) {
        (void)archive_read_set_option(a, NULL, "hdrcharset", BYTES);
    }
    say_all(a, &in);
    /* Nothing is given back: all of it goes with the process. */
    _exit(0);
}

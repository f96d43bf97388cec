#include "helper/pst_input.h"

#include <libbfio.h>
#include <stdio.h>
#include <string.h>

#include "helper/channel.h"

/* The input is read in pieces, some of which are kept, since libpff asks for a
 * few bytes here and a few there. */
#define PIECE ((size_t)16 * 1024)
#define PIECES 256

static struct {
    uint64_t size;
    uint64_t at;
    struct {
        bool there;
        uint64_t from;
        size_t n;
        uint8_t bytes[PIECE];
    } kept[PIECES];
} in;

static ssize_t
on_read(intptr_t *who, uint8_t *to, size_t n, libbfio_error_t **error)
{
    size_t done = 0;

    (void)who;
    (void)error;
    while (done < n && in.at < in.size) {
        uint64_t from = in.at - in.at % PIECE;
        size_t slot = (size_t)(from / PIECE % PIECES);
        size_t skip = (size_t)(in.at - from);
        size_t now;

        if (!in.kept[slot].there || in.kept[slot].from != from) {
            in.kept[slot].n = lp_channel_read(from, in.kept[slot].bytes, PIECE);
            in.kept[slot].from = from;
            in.kept[slot].there = true;
        }
        if (in.kept[slot].n <= skip) {
            break;
        }
        now = in.kept[slot].n - skip;
        now = now < n - done ? now : n - done;
        memcpy(to + done, in.kept[slot].bytes + skip, now);
        done += now;
        in.at += now;
    }
    return (ssize_t)done;
}

static off64_t
on_seek(intptr_t *who, off64_t to, int whence, libbfio_error_t **error)
{
    int64_t base = whence == SEEK_SET   ? 0
                   : whence == SEEK_CUR ? (int64_t)in.at
                                        : (int64_t)in.size;

    (void)who;
    (void)error;
    if ((to < 0 && base + to < 0) || (to > 0 && base > INT64_MAX - to)) {
        return -1;
    }
    in.at = (uint64_t)(base + to);
    return (off64_t)in.at;
}

static int
on_size(intptr_t *who, size64_t *size, libbfio_error_t **error)
{
    (void)who;
    (void)error;
    *size = in.size;
    return 1;
}

static int
on_free(intptr_t **who, libbfio_error_t **error)
{
    (void)error;
    *who = NULL;
    return 1;
}

static int
on_clone(intptr_t **to, intptr_t *from, libbfio_error_t **error)
{
    (void)error;
    *to = from;
    return 1;
}

static int
on_open(intptr_t *who, int flags, libbfio_error_t **error)
{
    (void)who;
    (void)flags;
    (void)error;
    in.at = 0;
    return 1;
}

static int
on_close(intptr_t *who, libbfio_error_t **error)
{
    (void)who;
    (void)error;
    return 0;
}

static ssize_t
on_write(intptr_t *who, const uint8_t *from, size_t n, libbfio_error_t **error)
{
    (void)who;
    (void)from;
    (void)n;
    (void)error;
    return -1;
}

static int
on_yes(intptr_t *who, libbfio_error_t **error)
{
    (void)who;
    (void)error;
    return 1;
}

bool
lp_pst_open(libpff_file_t **file, uint64_t size)
{
    static intptr_t nothing;
    libbfio_handle_t *handle = NULL;

    in.size = size;
    return libbfio_handle_initialize(
               &handle, &nothing, on_free, on_clone, on_open, on_close, on_read,
               on_write, on_seek, on_yes, on_yes, on_size,
               LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED, NULL) == 1 &&
           libpff_file_initialize(file, NULL) == 1 &&
           libpff_file_open_file_io_handle(*file, handle, LIBPFF_OPEN_READ,
                                           NULL) == 1;
}

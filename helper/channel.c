#include "helper/channel.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What was said and not sent. */
static uint8_t said[2 * LP_HELPER_BODY_MAX];
static size_t said_n;

static _Noreturn void
give_up(void)
{
    _exit(1);
}

void
lp_channel_flush(void)
{
    size_t done = 0;

    while (done < said_n) {
        ssize_t n = write(STDIN_FILENO, said + done, said_n - done);

        if (n < 0 && errno != EINTR) {
            give_up();
        }
        done += n > 0 ? (size_t)n : 0;
    }
    said_n = 0;
}

void
lp_channel_say(unsigned type, struct lp_slice body)
{
    if (body.len > LP_HELPER_BODY_MAX) {
        give_up();
    }
    if (said_n + LP_HELPER_HEAD + body.len > sizeof said) {
        lp_channel_flush();
    }
    said[said_n++] = (uint8_t)type;
    lp_put_le32(said + said_n, (uint32_t)body.len);
    said_n += 4;
    if (body.len > 0) {
        memcpy(said + said_n, body.data, body.len);
    }
    said_n += body.len;
    if (type == LP_HELPER_END || type == LP_HELPER_FAILED ||
        said_n > LP_HELPER_BODY_MAX) {
        lp_channel_flush();
    }
}

static void
hear(uint8_t *to, size_t n)
{
    while (n > 0) {
        ssize_t got = read(STDIN_FILENO, to, n);

        if (got == 0 || (got < 0 && errno != EINTR)) {
            give_up();
        }
        to += got > 0 ? got : 0;
        n -= got > 0 ? (size_t)got : 0;
    }
}

size_t
lp_channel_read(uint64_t at, uint8_t *to, size_t n)
{
    uint8_t ask[12];
    uint8_t head[LP_HELPER_HEAD];
    size_t got;

    lp_put_le64(ask, at);
    lp_put_le32(ask + 8, (uint32_t)n);
    lp_channel_say(LP_HELPER_READ, (struct lp_slice){ask, sizeof ask});
    lp_channel_flush();
    hear(head, sizeof head);
    got = lp_get_le32(head + 1);
    if (head[0] != LP_HELPER_BYTES || got > n) {
        give_up();
    }
    hear(to, got);
    return got;
}

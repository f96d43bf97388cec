#include "bundle/helping.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/rule.h"

#define FRAME_MAX (LP_HELPER_HEAD + LP_HELPER_BODY_MAX)
#define BLOCK (2 * FRAME_MAX)

/* One that says nothing for so long will not say anything. */
#define SILENCE_SECONDS 60

/* It may ask for so many times the input, and so much more, between two things
 * that it says. */
#define READ_TIMES 4
#define READ_MORE ((uint64_t)64 << 20)

struct helping {
    pid_t pid;
    int fd;
    struct lp_view *input;
    struct lp_block *heard;
    size_t at;      /* in it: what was not yet passed on ... */
    size_t n;       /* ... up to here */
    uint64_t asked; /* since it last said something */
    uint8_t bytes[FRAME_MAX];
};

static enum lp_code
broke(struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_HELPER_FAILED, 0,
                      "the helper broke off");
}

static bool
send_all(int fd, const uint8_t *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

        if (sent < 0 && errno != EINTR) {
            return false;
        }
        bytes += sent > 0 ? sent : 0;
        n -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

/* It wants bytes of its input. */
static enum lp_code
serve(struct helping *h, const uint8_t *ask, size_t len, struct lp_err *err)
{
    uint64_t most = h->input->size < UINT64_MAX / 8
                        ? h->input->size * READ_TIMES + READ_MORE
                        : UINT64_MAX;
    size_t got = 0;
    size_t n;
    enum lp_code rc;

    if (len != 12) {
        return broke(err);
    }
    n = lp_get_le32(ask + 8);
    h->asked += n;
    if (n > LP_HELPER_BODY_MAX || h->asked > most) {
        return broke(err);
    }
    if (lp_get_le64(ask) < h->input->size) {
        LP_TRY(lp_view_read(h->input, lp_get_le64(ask),
                            h->bytes + LP_HELPER_HEAD, n, &got, err));
    }
    h->bytes[0] = LP_HELPER_BYTES;
    lp_put_le32(h->bytes + 1, (uint32_t)got);
    rc = send_all(h->fd, h->bytes, LP_HELPER_HEAD + got) ? LP_OK : broke(err);

done:
    return rc;
}

/* Room for a whole frame behind what was heard. */
static enum lp_code
make_room(struct helping *h, struct lp_err *err)
{
    struct lp_block *b;

    if (h->heard != NULL && h->heard->cap - h->at >= FRAME_MAX &&
        h->n < h->heard->cap) {
        return LP_OK;
    }
    b = lp_block_new(BLOCK);
    if (b == NULL) {
        return lp_no_memory(err);
    }
    if (h->heard != NULL && h->n > h->at) {
        memcpy(b->data, h->heard->data + h->at, h->n - h->at);
    }
    h->n -= h->at;
    h->at = 0;
    lp_block_unref(h->heard);
    h->heard = b;
    return LP_OK;
}

static enum lp_code
hear(struct helping *h, struct lp_err *err)
{
    ssize_t got;
    enum lp_code rc = make_room(h, err);

    if (rc != LP_OK) {
        return rc;
    }
    do {
        got = recv(h->fd, h->heard->data + h->n, h->heard->cap - h->n, 0);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) {
        return broke(err);
    }
    h->n += (size_t)got;
    return LP_OK;
}

/* The length of the frame at hand; 0 as long as it is not all there. */
static enum lp_code
whole(const struct helping *h, size_t *frame, struct lp_err *err)
{
    size_t have = h->n - h->at;
    size_t len;

    *frame = 0;
    if (have < LP_HELPER_HEAD) {
        return LP_OK;
    }
    len = lp_get_le32(h->heard->data + h->at + 1);
    if (len > LP_HELPER_BODY_MAX) {
        return broke(err);
    }
    *frame = have < LP_HELPER_HEAD + len ? 0 : LP_HELPER_HEAD + len;
    return LP_OK;
}

static enum lp_code
helping_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct helping *h = s->self;
    enum lp_code rc;

    for (;;) {
        const uint8_t *at;
        size_t frame = 0;

        LP_TRY(whole(h, &frame, err));
        if (frame == 0) {
            LP_TRY(hear(h, err));
            continue;
        }
        at = h->heard->data + h->at;
        h->at += frame;
        if (at[0] != LP_HELPER_READ) {
            h->asked = 0;
            *out = (struct lp_piece){{at, frame}, h->heard};
            return LP_OK;
        }
        LP_TRY(serve(h, at + LP_HELPER_HEAD, frame - LP_HELPER_HEAD, err));
    }

done:
    return rc;
}

static void
helping_release(struct lp_source *s)
{
    struct helping *h = s->self;
    int ignored;

    if (h == NULL) {
        return;
    }
    if (h->fd >= 0) {
        (void)close(h->fd);
    }
    if (h->pid > 0) {
        (void)kill(h->pid, SIGKILL);
        (void)waitpid(h->pid, &ignored, 0);
    }
    lp_block_unref(h->heard);
    free(h);
}

static const struct lp_source_ops helping_ops = {helping_pull, helping_release};

/* ------------------------------------------------------------- starting one */

bool
lp_helping_find(char *path, size_t room, const char *name)
{
    static const char *const places[] = {"", LP_LIBEXEC "/"};
    char own[4096];
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);
    char *slash;

    if (n <= 0) {
        return false;
    }
    own[n] = '\0';
    slash = strrchr(own, '/');
    if (slash == NULL) {
        return false;
    }
    slash[1] = '\0';
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        int len = snprintf(path, room, "%s%s%s", own, places[i], name);

        if (len > 0 && (size_t)len < room && access(path, X_OK) == 0) {
            return true;
        }
    }
    return false;
}

/* Its end of the channel is its descriptor 0, and what it says elsewhere goes
 * nowhere; it gets no environment. */
static bool
spawn(struct helping *h, int end, const char *path, const char *format)
{
    posix_spawn_file_actions_t actions;
    char size[24];
    char name[16];
    char *argv[] = {name, (char *)(uintptr_t)format, size, NULL};
    char *envp[] = {NULL};
    bool good;

    (void)snprintf(name, sizeof name, "helper");
    (void)snprintf(size, sizeof size, "%" PRIu64, h->input->size);
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return false;
    }
    good = posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO) == 0 &&
           posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO,
                                            "/dev/null", O_WRONLY, 0) == 0 &&
           posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO,
                                            STDERR_FILENO) == 0 &&
           posix_spawn(&h->pid, path, &actions, NULL, argv, envp) == 0;
    h->pid = good ? h->pid : 0;
    (void)posix_spawn_file_actions_destroy(&actions);
    return good;
}

static bool
open_channel(struct helping *h, int *end)
{
    const struct timeval most = {.tv_sec = SILENCE_SECONDS};
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return false;
    }
    h->fd = ends[0];
    *end = ends[1];
    return setsockopt(h->fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most) ==
               0 &&
           setsockopt(h->fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most) == 0;
}

static enum lp_code
start(struct lp_source *out, const char *program, const char *format,
      struct lp_view *input, struct lp_err *err)
{
    struct helping *h = NULL;
    char path[4096 + 64];
    char name[32];
    int end = -1;

    (void)snprintf(name, sizeof name, "leafproof-%s", program);
    if (!lp_helping_find(path, sizeof path, name)) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_HELPER_MISSING, 0,
                          "%s is not installed", name);
    }
    h = calloc(1, sizeof *h);
    if (h == NULL) {
        return lp_no_memory(err);
    }
    *h = (struct helping){.fd = -1, .input = input};
    *out = (struct lp_source){.ops = &helping_ops, .self = h};
    if (!open_channel(h, &end) || !spawn(h, end, path, format)) {
        (void)lp_fail(err, LP_E_ENGINE, "cannot start %s", path);
    }
    if (end >= 0) {
        (void)close(end);
    }
    if (h->pid == 0) {
        lp_source_release(out);
        return LP_E_ENGINE;
    }
    return LP_OK;
}

const struct lp_helper lp_helping = {start};

#include "bundle/asking.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/tempfile.h"
#include "base/text.h"
#include "bundle/helping.h"

/* Longer than all the records of one name. */
#define LINE_MAX_BYTES ((size_t)1 << 18)

/* One that answers nothing for so long will not answer. */
#define SILENCE_MS 300000

struct asking {
    const char *const *names;
    size_t n;
    lp_answer_told *told;
    void *who;
    pid_t pid;
    int in;  /* the names, as a file */
    int out; /* the answers */
    struct lp_buf heard;
    struct lp_buf text;
};

const char *
lp_answer_word(enum lp_answer a)
{
    static const char *const words[LP_ANSWERS] = {
        [LP_ANSWER_SECURE] = "secure",
        [LP_ANSWER_INSECURE] = "insecure",
        [LP_ANSWER_BOGUS] = "bogus",
        [LP_ANSWER_FAILED] = "failed",
    };

    return words[a];
}

static enum lp_code
broke(struct lp_err *err)
{
    return lp_fail(err, LP_E_ENGINE,
                   "leafproof-dns broke off, or could not be set up");
}

/* ------------------------------------------------------------- starting it */

static enum lp_code
write_names(struct asking *a, struct lp_err *err)
{
    struct lp_buf text = {0};
    enum lp_code rc;

    for (size_t i = 0; i < a->n; i++) {
        lp_buf_str(&text, a->names[i]);
        lp_buf_byte(&text, '\n');
    }
    LP_TRY(lp_buf_check(&text, err));
    a->in = lp_tempfile();
    if (a->in < 0) {
        rc = lp_fail(err, LP_E_IO, "there is no place for a temporary file");
        goto done;
    }
    LP_TRY(lp_fd_write(a->in, lp_buf_slice(&text), err));
    if (lseek(a->in, 0, SEEK_SET) != 0) {
        rc = lp_fail(err, LP_E_IO, "cannot read what was written");
    }

done:
    lp_buf_release(&text);
    return rc;
}

static bool
spawn(struct asking *a, int end, char *path, const struct lp_asking_how *how)
{
    const char *const options[][2] = {
        {"-r", how->resolver}, {"-a", how->anchor}, {"-c", how->config}};
    posix_spawn_file_actions_t actions;
    char *argv[8] = {path};
    char *envp[] = {NULL};
    size_t n = 1;
    bool good;

    for (size_t i = 0; i < 3; i++) {
        if (options[i][1] != NULL) {
            argv[n++] = (char *)(uintptr_t)options[i][0];
            argv[n++] = (char *)(uintptr_t)options[i][1];
        }
    }
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return false;
    }
    good = posix_spawn_file_actions_adddup2(&actions, a->in, 0) == 0 &&
           posix_spawn_file_actions_adddup2(&actions, end, 1) == 0 &&
           posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY,
                                            0) == 0 &&
           posix_spawn(&a->pid, path, &actions, NULL, argv, envp) == 0;
    a->pid = good ? a->pid : 0;
    (void)posix_spawn_file_actions_destroy(&actions);
    return good;
}

static enum lp_code
start(struct asking *a, const struct lp_asking_how *how, struct lp_err *err)
{
    char path[4096 + 64];
    int ends[2];
    enum lp_code rc;

    if (!lp_helping_find(path, sizeof path, "leafproof-dns")) {
        rc = lp_fail(err, LP_E_ENGINE, "leafproof-dns is not installed");
        lp_hint(err, "build it where libunbound-dev is installed");
        return rc;
    }
    LP_TRY(write_names(a, err));
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return lp_fail(err, LP_E_IO, "cannot make a pipe");
    }
    a->out = ends[0];
    if (!spawn(a, ends[1], path, how)) {
        rc = lp_fail(err, LP_E_ENGINE, "cannot start %s", path);
    }
    (void)close(ends[1]);

done:
    return rc;
}

/* ------------------------------------------------------------- hearing it */

static int
order(const void *key, const void *element)
{
    return strcmp(key, *(const char *const *)element);
}

/* The name as it was asked for; NULL: it was not. */
static const char *
asked(const struct asking *a, struct lp_slice name)
{
    char text[256];
    const char *const *found;

    if (name.len >= sizeof text) {
        return NULL;
    }
    memcpy(text, name.data, name.len);
    text[name.len] = '\0';
    found = bsearch(text, a->names, a->n, sizeof *a->names, order);
    return found == NULL ? NULL : *found;
}

static bool
unhex(struct lp_buf *to, struct lp_slice hex)
{
    lp_buf_clear(to);
    for (size_t i = 0; i + 1 < hex.len; i += 2) {
        int high = lp_text_digit(hex.data[i]);
        int low = lp_text_digit(hex.data[i + 1]);

        if (high < 0 || low < 0) {
            return false;
        }
        lp_buf_byte(to, (uint8_t)(high << 4 | low));
    }
    return hex.len % 2 == 0 && to->failed == LP_OK;
}

static enum lp_code
hear_line(struct asking *a, struct lp_slice line, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(line);
    const char *name = asked(a, lp_cursor_until(&c, '\t'));
    struct lp_slice word = lp_cursor_until(&c, '\t');
    enum lp_answer answer = LP_ANSWER_SECURE;
    struct lp_slice text;

    while (answer < LP_ANSWERS && !lp_slice_is(word, lp_answer_word(answer))) {
        answer++;
    }
    if (c.failed || name == NULL || answer == LP_ANSWERS) {
        return broke(err);
    }
    if (lp_slice_is(c.rest, "-")) {
        return a->told(a->who, name, answer, NULL, err);
    }
    if (answer > LP_ANSWER_INSECURE || !unhex(&a->text, c.rest)) {
        return broke(err);
    }
    text = lp_buf_slice(&a->text);
    return a->told(a->who, name, answer, &text, err);
}

/* Take the whole lines of what was heard. */
static enum lp_code
hear_lines(struct asking *a, struct lp_err *err)
{
    struct lp_slice rest = lp_buf_slice(&a->heard);
    const uint8_t *end;
    enum lp_code rc = LP_OK;

    while (rest.len > 0 && (end = memchr(rest.data, '\n', rest.len)) != NULL) {
        size_t n = (size_t)(end - rest.data);

        LP_TRY(hear_line(a, lp_slice_head(rest, n), err));
        rest = lp_slice_from(rest, n + 1);
    }
    if (rest.len > 0) {
        memmove(a->heard.data, rest.data, rest.len);
    }
    a->heard.len = rest.len;

done:
    return rc;
}

/* More of what it says; `*end` once it said all. */
static enum lp_code
hear(struct asking *a, bool *end, struct lp_err *err)
{
    struct pollfd one = {.fd = a->out, .events = POLLIN};
    uint8_t *to = lp_buf_room(&a->heard, 65536);
    ssize_t got;
    int ready;

    if (to == NULL || a->heard.len > LINE_MAX_BYTES) {
        return broke(err);
    }
    do {
        ready = poll(&one, 1, SILENCE_MS);
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0) {
        return broke(err);
    }
    do {
        got = read(a->out, to, 65536);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return broke(err);
    }
    a->heard.len += (size_t)got;
    *end = got == 0;
    return LP_OK;
}

static bool
ended_well(struct asking *a)
{
    int status = -1;
    pid_t pid = a->pid;

    a->pid = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return false;
        }
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

enum lp_code
lp_ask(const char *const *names, size_t n, const struct lp_asking_how *how,
       lp_answer_told *told, void *who, struct lp_err *err)
{
    struct asking a = {
        .names = names, .n = n, .told = told, .who = who, .in = -1, .out = -1};
    bool end = false;
    enum lp_code rc;

    LP_TRY(start(&a, how, err));
    while (!end) {
        LP_TRY(hear(&a, &end, err));
        LP_TRY(hear_lines(&a, err));
    }
    if (a.heard.len > 0 || !ended_well(&a)) {
        rc = broke(err);
    }

done:
    if (a.pid > 0) {
        (void)kill(a.pid, SIGKILL);
        (void)ended_well(&a);
    }
    if (a.in >= 0) {
        (void)close(a.in);
    }
    if (a.out >= 0) {
        (void)close(a.out);
    }
    lp_buf_release(&a.heard);
    lp_buf_release(&a.text);
    return rc;
}

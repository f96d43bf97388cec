#include "cmd/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"

#define PASSPHRASE_MAX 1024

/* One line, byte by byte: what comes after it is not ours. */
static enum lp_code
read_line(int fd, struct lp_buf *to, struct lp_err *err)
{
    for (;;) {
        uint8_t byte;
        ssize_t n = read(fd, &byte, 1);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return lp_fail(err, LP_E_IO, "cannot read the passphrase");
        }
        if (n == 0 || byte == '\n') {
            return LP_OK;
        }
        if (to->len >= PASSPHRASE_MAX) {
            return lp_fail(err, LP_E_LIMIT, "the passphrase is too long");
        }
        lp_buf_byte(to, byte);
    }
}

static enum lp_code
prompt(int tty, const char *text, struct lp_buf *to, struct lp_err *err)
{
    struct termios old;
    struct termios quiet;
    sigset_t held;
    sigset_t before;
    bool echo_off;
    enum lp_code rc = lp_fd_write(tty, lp_slice_str(text), err);

    if (rc != LP_OK) {
        return rc;
    }
    /* A signal must not leave the terminal without echo. */
    (void)sigemptyset(&held);
    (void)sigaddset(&held, SIGINT);
    (void)sigaddset(&held, SIGTERM);
    (void)sigaddset(&held, SIGHUP);
    (void)sigaddset(&held, SIGTSTP);
    echo_off = tcgetattr(tty, &old) == 0;
    if (echo_off) {
        (void)sigprocmask(SIG_BLOCK, &held, &before);
        quiet = old;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        (void)tcsetattr(tty, TCSAFLUSH, &quiet);
    }
    rc = read_line(tty, to, err);
    if (echo_off) {
        (void)tcsetattr(tty, TCSAFLUSH, &old);
        (void)sigprocmask(SIG_SETMASK, &before, NULL);
    }
    return rc == LP_OK ? lp_fd_write(tty, lp_slice_str("\n"), err) : rc;
}

static enum lp_code
twice(int tty, struct lp_buf *to, struct lp_err *err)
{
    struct lp_buf again = {.max = PASSPHRASE_MAX + 1};
    enum lp_code rc;

    (void)lp_buf_room(&again, PASSPHRASE_MAX);
    LP_TRY(prompt(tty, "Passphrase for the new key: ", to, err));
    LP_TRY(prompt(tty, "The same again: ", &again, err));
    if (!lp_slice_equal(lp_buf_slice(to), lp_buf_slice(&again))) {
        rc = lp_fail(err, LP_E_USAGE, "the two passphrases differ");
    }

done:
    if (again.data != NULL) {
        explicit_bzero(again.data, again.cap);
    }
    lp_buf_release(&again);
    return rc;
}

enum lp_code
lp_ask_passphrase(void *who, struct lp_buf *to, bool again, struct lp_err *err)
{
    const struct lp_asker *a = who;
    enum lp_code rc;
    int tty;

    if (a->fd >= 0) {
        LP_TRY(read_line(a->fd, to, err));
        goto done;
    }
    tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (tty < 0) {
        rc = lp_fail(err, LP_E_USAGE, "no terminal to ask for a passphrase");
        lp_hint(err, "give --passphrase-fd N, or make a key with "
                     "--no-passphrase");
        goto done;
    }
    rc = again ? twice(tty, to, err)
               : prompt(tty, "Passphrase of the key: ", to, err);
    (void)close(tty);

done:
    if (rc == LP_OK && to->len == 0) {
        rc = lp_fail(err, LP_E_USAGE, "the passphrase is empty");
    }
    return rc;
}

/*
 * Ask DNS for the TXT records of names, one a line on standard input, each of
 * at most 253 bytes. For each a line is written for each record, with tabs:
 *
 *     name  secure|insecure|bogus|failed  record in hexadecimal
 *
 * or, where there is none, one with a single "-" for the record. Options: -r
 * ADDRESS[@PORT] asks that resolver instead of the servers of the names; -a
 * FILE is the trust anchor; -c FILE a configuration of Unbound.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unbound.h>
#include <unistd.h>

#define NAME_MAX_BYTES 253
#define TYPE_TXT 16
#define CLASS_IN 1

/* Questions that are open at once. */
#define OPEN_MAX 32

struct question {
    char name[NAME_MAX_BYTES + 3];
};

static void
put_hex(const uint8_t *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        (void)putchar(digits[bytes[i] >> 4]);
        (void)putchar(digits[bytes[i] & 15]);
    }
}

/* The strings of a record, put together (RFC 6376, 3.6.2.2). */
static void
put_record(const uint8_t *data, size_t n)
{
    for (size_t at = 0; at < n;) {
        size_t len = data[at++];

        len = len < n - at ? len : n - at;
        put_hex(data + at, len);
        at += len;
    }
}

static const char *
status_of(int failed, const struct ub_result *r)
{
    if (failed != 0 || r == NULL) {
        return "failed";
    }
    if (r->bogus) {
        return "bogus";
    }
    /* 3: there is no such name. */
    if (r->rcode != 0 && r->rcode != 3) {
        return "failed";
    }
    return r->secure ? "secure" : "insecure";
}

/* How many records were written. */
static unsigned
put_records(const char *name, const struct ub_result *r)
{
    unsigned n = 0;

    for (int i = 0; r->data[i] != NULL; i++) {
        if (r->len[i] > 0) {
            printf("%s\t%s\t", name, r->secure ? "secure" : "insecure");
            put_record((const uint8_t *)r->data[i], (size_t)r->len[i]);
            (void)putchar('\n');
            n++;
        }
    }
    return n;
}

static void
on_answer(void *who, int failed, struct ub_result *r)
{
    struct question *q = who;
    const char *status = status_of(failed, r);
    bool good =
        r != NULL && failed == 0 && !r->bogus && r->rcode == 0 && r->havedata;

    if (!good || put_records(q->name, r) == 0) {
        printf("%s\t%s\t-\n", q->name, status);
    }
    ub_resolve_free(r);
    free(q);
}

static bool
set_up(struct ub_ctx *ctx, int argc, char **argv)
{
    bool anchored = false;

    for (int i = 1; i + 1 < argc; i += 2) {
        int bad = 1;

        if (strcmp(argv[i], "-r") == 0) {
            bad = ub_ctx_set_fwd(ctx, argv[i + 1]);
        } else if (strcmp(argv[i], "-a") == 0) {
            bad = ub_ctx_add_ta_file(ctx, argv[i + 1]);
            anchored = true;
        } else if (strcmp(argv[i], "-c") == 0) {
            bad = ub_ctx_config(ctx, argv[i + 1]);
            anchored = true;
        }
        if (bad != 0) {
            fprintf(stderr, "%s\n", ub_strerror(bad));
            return false;
        }
    }
    return anchored || access("/usr/share/dns/root.key", R_OK) != 0 ||
           ub_ctx_add_ta_file(ctx, "/usr/share/dns/root.key") == 0;
}

static bool
ask(struct ub_ctx *ctx, const char *name, size_t n)
{
    struct question *q = calloc(1, sizeof *q);

    if (q == NULL) {
        return false;
    }
    memcpy(q->name, name, n);
    if (ub_resolve_async(ctx, q->name, TYPE_TXT, CLASS_IN, q, on_answer,
                         NULL) != 0) {
        on_answer(q, 1, NULL);
    }
    return true;
}

static bool
ask_all(struct ub_ctx *ctx)
{
    char line[NAME_MAX_BYTES + 3];
    unsigned open = 0;

    while (fgets(line, sizeof line, stdin) != NULL) {
        size_t n = strcspn(line, "\n");

        if (line[n] != '\n' || n == 0) {
            return false;
        }
        if (!ask(ctx, line, n)) {
            return false;
        }
        if (++open == OPEN_MAX) {
            if (ub_wait(ctx) != 0) {
                return false;
            }
            open = 0;
        }
    }
    return ferror(stdin) == 0 && ub_wait(ctx) == 0 && fflush(stdout) == 0;
}

int
main(int argc, char **argv)
{
    const struct rlimit none = {0};
    struct ub_ctx *ctx;
    bool good;

    /* It needs files and the network, and nothing else; it ends with the one
     * who asks. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        setrlimit(RLIMIT_CORE, &none) != 0 ||
        setrlimit(RLIMIT_FSIZE, &none) != 0) {
        return 1;
    }
    ctx = ub_ctx_create();
    if (ctx == NULL) {
        return 1;
    }
    good = set_up(ctx, argc, argv) && ub_ctx_async(ctx, 1) == 0 && ask_all(ctx);
    ub_ctx_delete(ctx);
    return good ? 0 : 1;
}

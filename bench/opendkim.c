/*
 * The mails of a mailbox verified by OpenDKIM's library, with the key of a
 * file. Prints how many there were, and how many were signed as they are.
 *
 *     bench_opendkim MAILBOX KEYS
 */
#include <dkim.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"

static struct lp_buf record; /* of the key, as text */

static DKIM_CBSTAT
on_key(DKIM *dkim, DKIM_SIGINFO *sig, u_char *buf, size_t len)
{
    (void)dkim;
    (void)sig;
    if (record.len >= len) {
        return DKIM_CBSTAT_ERROR;
    }
    memcpy(buf, record.data, record.len);
    buf[record.len] = '\0';
    return DKIM_CBSTAT_CONTINUE;
}

/* `mail` begins behind its From line; the lines that it has end in LF. */
static bool
verify(DKIM_LIB *lib, struct lp_slice mail, struct lp_buf *crlf)
{
    DKIM_STAT stat = DKIM_STAT_OK;
    DKIM *dkim;

    lp_buf_clear(crlf);
    for (size_t i = 0; i < mail.len; i++) {
        if (mail.data[i] == '\n') {
            lp_buf_byte(crlf, '\r');
        }
        lp_buf_byte(crlf, mail.data[i]);
    }
    dkim = dkim_verify(lib, (const unsigned char *)"bench", NULL, &stat);
    if (dkim == NULL) {
        return false;
    }
    stat = dkim_chunk(dkim, crlf->data, crlf->len);
    if (stat == DKIM_STAT_OK) {
        stat = dkim_chunk(dkim, NULL, 0);
    }
    if (stat == DKIM_STAT_OK) {
        stat = dkim_eom(dkim, NULL);
    }
    (void)dkim_free(dkim);
    return stat == DKIM_STAT_OK;
}

static bool
read_key(const char *path)
{
    const uint8_t *tab;

    if (lp_file_read(&record, path, LP_BUF_MAX, NULL, NULL) != LP_OK ||
        (tab = memchr(record.data, '\t', record.len)) == NULL) {
        return false;
    }
    record.len -= (size_t)(tab + 1 - record.data);
    memmove(record.data, tab + 1, record.len);
    while (record.len > 0 && record.data[record.len - 1] == '\n') {
        record.len--;
    }
    return true;
}

int
main(int argc, char **argv)
{
    static const char mark[] = "\n\nFrom ";
    struct lp_buf box = {0};
    struct lp_buf crlf = {0};
    DKIM_LIB *lib = dkim_init(NULL, NULL);
    unsigned long mails = 0;
    unsigned long good = 0;
    struct lp_slice rest;

    if (argc != 3 || lib == NULL || !read_key(argv[2]) ||
        lp_file_read(&box, argv[1], LP_BUF_MAX, NULL, NULL) != LP_OK) {
        fputs("usage: bench_opendkim MAILBOX KEYS\n", stderr);
        return 2;
    }
    (void)dkim_set_key_lookup(lib, on_key);
    rest = lp_buf_slice(&box);
    while (rest.len > 0) {
        const uint8_t *line = memchr(rest.data, '\n', rest.len);
        size_t at = line == NULL ? rest.len : (size_t)(line + 1 - rest.data);
        struct lp_slice mail = lp_slice_from(rest, at);
        const uint8_t *next =
            memmem(mail.data, mail.len, mark, sizeof mark - 1);

        /* The empty line before the next one is the mailbox's. */
        rest = next == NULL
                   ? lp_slice_from(mail, mail.len)
                   : lp_slice_from(mail, (size_t)(next - mail.data) + 2);
        mails++;
        good += verify(lib,
                       lp_slice_head(
                           mail, next == NULL ? mail.len
                                              : (size_t)(next - mail.data) + 1),
                       &crlf)
                    ? 1
                    : 0;
    }
    printf("%lu %lu\n", mails, good);
    dkim_close(lib);
    lp_buf_release(&box);
    lp_buf_release(&crlf);
    lp_buf_release(&record);
    return 0;
}

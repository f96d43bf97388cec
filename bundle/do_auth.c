#include "bundle/do_auth.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "bundle/helping.h"
#include "bundle/sealed.h"
#include "crypto/rand.h"
#include "crypto/roots.h"
#include "crypto/rsa_shared.h"
#include "evidence/cms_judge.h"
#include "evidence/doc_hints.h"
#include "evidence/key_shared.h"
#include "evidence/mail_judge.h"

#define ROOTS_MAX ((size_t)16 << 20)
#define BLOCKS_MAX ((size_t)256 << 20)

struct listening {
    const struct lp_auth_options *o;
    struct lp_auth_report *report;
    struct lp_judging judging;
    struct lp_bad_keys bad;
    struct lp_roots *roots;
    struct lp_pgp_keys pgp;
    struct lp_buf blocks;
    struct lp_hints hints;   /* of the document at hand */
    struct lp_evidences all; /* of the document at hand; kept for the next */
    unsigned mail; /* the depth of the members of the outermost message, or
                      document with something in it, that is open; 0: none */
};

static enum lp_code
on_open(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    struct listening *l = self;

    (void)at;
    (void)err;
    if (l->mail == 0 &&
        (r->kind == LP_KIND_MESSAGE || lp_kind_is_document(r->kind))) {
        l->mail = r->depth + 1;
    }
    return LP_OK;
}

static enum lp_code
keep(void *who, const struct lp_evidence *e, struct lp_err *err)
{
    struct listening *l = who;
    struct lp_evidence *more = NULL;
    enum lp_code rc = lp_evidences_add(&l->all, &more, err);

    if (rc == LP_OK) {
        *more = *e;
    }
    return rc;
}

/* What is signed by CMS or OpenPGP: the document, one of its parts, or its
 * time. `*stamp`: it is no document but a stamp of one beside it. */
static enum lp_code
judge_seals(struct listening *l, const struct lp_record *r, bool *stamp,
            struct lp_err *err)
{
    const struct lp_cms_trust trust = {.roots = l->roots,
                                       .bad = &l->bad,
                                       .blocks = lp_buf_slice(&l->blocks),
                                       .pgp = &l->pgp,
                                       .now = l->o->now};
    struct lp_cms_claims claims = {0};
    enum lp_code rc;

    LP_TRY(lp_cms_claims_take(&claims, r->seals, err));
    *stamp = claims.n == 0;
    for (size_t i = 0; i < claims.n; i++) {
        LP_TRY(lp_cms_judge(&claims.of[i], &trust, &l->all, err));
    }
    lp_doc_hints(&l->hints, &claims.dates, r->has_time ? r->time : 0,
                 l->judging.now);

done:
    lp_cms_claims_release(&claims);
    return rc;
}

/* Parts of a message stand or fall with it, and what lies in a document with
 * that, unless they are signed themselves; and a stamp speaks of what it stands
 * beside. */
static bool
is_judged(const struct listening *l, const struct lp_record *r, bool stamp)
{
    return r->kind == LP_KIND_MESSAGE || (l->all.n > 0 && !stamp) ||
           (l->mail == 0 && lp_record_is_document(r) && !stamp &&
            !(r->depth == 0 && lp_sealed_by_name(r->name)));
}

/* Of a message the best counts, and one that was not looked at may be it; of
 * what nobody may change on its way, nothing outweighs what does not hold. */
static enum lp_proof
proof_of(const struct listening *l, const struct lp_record *r,
         uint64_t passed_over)
{
    enum lp_proof none =
        lp_record_is_closed(r) ? LP_PROOF_UNVERIFIABLE : LP_PROOF_UNSIGNED;
    enum lp_proof best;

    if (l->all.n == 0) {
        return none;
    }
    if (r->kind != LP_KIND_MESSAGE) {
        return lp_proof_of_file(l->all.of, l->all.n);
    }
    best = lp_proof_both(none, lp_proof_of_message(l->all.of, l->all.n));
    return best == LP_PROOF_MISMATCH && passed_over > 0 ? LP_PROOF_UNVERIFIABLE
                                                        : best;
}

static void
conclude(struct listening *l, struct lp_auth_item *item)
{
    unsigned matched = 0;

    lp_key_faults_settle(l->all.of, l->all.n);
    item->evidence = l->all.of;
    item->n = l->all.n;
    item->proof = proof_of(l, item->record, item->passed_over);
    for (size_t i = 0; i < l->all.n; i++) {
        l->report->codes += lp_pgp_code_findings(l->all.of[i].codes);
        l->report->flaws += lp_seal_hard(l->all.of[i].flaws);
        matched |= l->all.of[i].result == LP_RESULT_MATCH
                       ? 1U << l->all.of[i].method
                       : 0;
        l->report->faults += lp_key_faults_tell(&l->all.of[i]) ? 1 : 0;
    }
    item->absent =
        item->record->kind == LP_KIND_MESSAGE ? l->o->require & ~matched : 0;
    l->report->judged++;
    l->report->proofs[item->proof]++;
    l->report->absent += item->absent != 0 ? 1 : 0;
    l->report->signatures += l->all.n;
    l->report->passed_over += item->passed_over;
}

static enum lp_code
on_item(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    struct listening *l = self;
    struct lp_auth_item item = {.record = r, .at = at, .hints = &l->hints};
    bool stamp = false;
    size_t hard;
    enum lp_code rc = LP_OK;

    if (r->container && r->depth + 1 == l->mail) {
        l->mail = 0;
    }
    lp_tally_add(&l->report->tally, r);
    l->all.n = 0;
    l->hints.n = 0;
    if (r->claims.len > 0) {
        LP_TRY(lp_mail_judge(&l->judging, r->claims, &item.passed_over,
                             &l->hints, keep, l, err));
    }
    if (r->seals.len > 0) {
        LP_TRY(judge_seals(l, r, &stamp, err));
    }
    item.judged = is_judged(l, r, stamp);
    hard = lp_hints_hard(&l->hints);
    l->report->hints += hard;
    if (item.judged) {
        conclude(l, &item);
    }
    if (item.judged || hard > 0 || lp_record_is_finding(r) ||
        lp_record_is_closed(r)) {
        rc = l->o->told(l->o->who, &item, err);
    }

done:
    return rc;
}

static const struct lp_sink_ops ops = {.open = on_open, .item = on_item};

/* The keys, and which of them are worth nothing. */
static enum lp_code
load_keys(struct listening *l, const struct lp_auth_options *o,
          struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_key_archive_new(&l->judging.keys, err));
    for (size_t i = 0; i < o->keys_n; i++) {
        LP_TRY(lp_key_archive_load(l->judging.keys, o->keys[i], err));
    }
    for (size_t i = 0; i < o->bad_keys_n; i++) {
        LP_TRY(lp_bad_keys_load(&l->bad, o->bad_keys[i], err));
    }
    lp_key_archive_heed(l->judging.keys, &l->bad);
    l->report->keys = lp_key_archive_count(l->judging.keys);
    rc = lp_key_shared_find(l->judging.keys, LP_RSA_SHARED_QUICK,
                            &l->report->compared, err);

done:
    return rc;
}

/* Whom to trust, and what is known of blocks. */
static enum lp_code
load_trust(struct listening *l, const struct lp_auth_options *o,
           struct lp_err *err)
{
    struct lp_buf pem = {0};
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < o->roots_n; i++) {
        if (l->roots == NULL) {
            LP_TRY(lp_roots_new(&l->roots, err));
        }
        lp_buf_release(&pem);
        LP_TRY(lp_file_read(&pem, o->roots[i], ROOTS_MAX, NULL, err));
        rc = lp_roots_add(l->roots, lp_buf_slice(&pem), err);
        if (rc != LP_OK) {
            rc = lp_fail_in(err, o->roots[i]);
            goto done;
        }
    }
    if (o->blocks != NULL) {
        LP_TRY(lp_file_read(&l->blocks, o->blocks, BLOCKS_MAX, NULL, err));
    }

done:
    lp_buf_release(&pem);
    return rc;
}

/* A keyring is read in a process of its own, as documents are. */
static enum lp_code
load_keyring(struct listening *l, const char *path, struct lp_err *err)
{
    struct lp_view *v = NULL;
    struct lp_source frames = {0};
    uint8_t head[12] = {0};
    struct stat st;
    size_t got = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    enum lp_code rc;

    if (fd < 0 || fstat(fd, &st) != 0) {
        rc = lp_fail(err, LP_E_IO, "cannot open %s", path);
        lp_hint(err, "check the path and its permissions");
        goto done;
    }
    if (!S_ISREG(st.st_mode)) {
        rc = lp_fail(err, LP_E_FORMAT, "%s is not a file", path);
        goto done;
    }
    LP_TRY(lp_view_file(&v, fd, (uint64_t)st.st_size, false, err));
    fd = -1;
    LP_TRY(lp_view_read(v, 0, head, sizeof head, &got, err));
    /* The keybox of GnuPG says so in its first blob. */
    rc = lp_helping.start(
        &frames, "openpgp",
        memcmp(head + 8, "KBXf", 4) == 0 ? "keybox" : "keyring", v, err);
    if (rc == LP_E_FORMAT) {
        lp_hint(err, "build leafproof where librnp-dev is installed");
    }
    LP_TRY(rc);
    rc = lp_pgp_keys_add(&l->pgp, &frames, err);
    if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
        rc = lp_fail_in(err, path);
    }

done:
    if (fd >= 0) {
        (void)close(fd);
    }
    lp_source_release(&frames);
    lp_view_unref(v);
    return rc;
}

/* The paths, and the stamps beside those that are files. */
struct paths {
    const char **of;
    size_t n;
    struct lp_buf names;
};

static bool
is_file(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* ".asc" and ".sig" are names of documents as well, and nobody named this. */
static bool
is_stamp(const char *path)
{
    uint8_t head[4096] = {0};
    ssize_t got = -1;
    int fd;

    if (!is_file(path)) {
        return false;
    }
    if (lp_sealed_by_name(lp_slice_str(path))) {
        return true;
    }
    fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd >= 0) {
        got = read(fd, head, sizeof head);
        (void)close(fd);
    }
    return got > 0 &&
           lp_sealed_may_be_signature((struct lp_slice){head, (size_t)got});
}

static bool
is_named(const struct lp_auth_options *o, const char *path)
{
    for (size_t i = 0; i < o->n; i++) {
        if (strcmp(o->paths[i], path) == 0) {
            return true;
        }
    }
    return false;
}

static enum lp_code
find_paths(struct paths *p, const struct lp_auth_options *o, struct lp_err *err)
{
    for (size_t i = 0; i < o->n * LP_SEALED_STAMPS; i++) {
        const char *path = o->paths[i / LP_SEALED_STAMPS];

        if (is_file(path)) {
            lp_buf_str(&p->names, path);
            lp_buf_str(&p->names, lp_sealed_endings[i % LP_SEALED_STAMPS]);
            lp_buf_byte(&p->names, '\0');
        }
    }
    p->of = calloc(o->n * (1 + LP_SEALED_STAMPS) + 1, sizeof *p->of);
    if (p->of == NULL || p->names.failed != LP_OK) {
        return lp_no_memory(err);
    }
    for (; p->n < o->n; p->n++) {
        p->of[p->n] = o->paths[p->n];
    }
    for (size_t at = 0; at < p->names.len;) {
        const char *path = (const char *)p->names.data + at;

        if (is_stamp(path) && !is_named(o, path)) {
            p->of[p->n++] = path;
        }
        at += strlen(path) + 1;
    }
    return LP_OK;
}

enum lp_code
lp_do_auth(const struct lp_auth_options *o, const struct lp_listener *listener,
           struct lp_auth_report *report, struct lp_err *err)
{
    struct lp_inputs in = {0};
    struct paths paths = {0};
    struct lp_walk_how how = o->how;
    struct listening l = {.o = o, .report = report};
    struct lp_sink sink = {&ops, &l};
    enum lp_code rc;

    *report = (struct lp_auth_report){0};
    how.levels = 0;
    how.evidence = true;
    l.judging.now = o->now;
    LP_TRY(lp_crypto_start(err));
    LP_TRY(load_keys(&l, o, err));
    LP_TRY(load_trust(&l, o, err));
    report->roots = l.roots == NULL ? 0 : lp_roots_count(l.roots);
    for (size_t i = 0; i < o->pgp_keys_n; i++) {
        LP_TRY(load_keyring(&l, o->pgp_keys[i], err));
    }
    report->pgp_keys = l.pgp.primary;
    LP_TRY(find_paths(&paths, o, err));
    LP_TRY(lp_inputs_open(&in, paths.of, paths.n, false, err));
    rc = lp_inputs_walk(&in, &how, &sink, listener, err);

done:
    lp_key_archive_free(l.judging.keys);
    lp_bad_keys_release(&l.bad);
    lp_buf_release(&l.judging.room);
    lp_roots_free(l.roots);
    lp_pgp_keys_release(&l.pgp);
    lp_buf_release(&l.blocks);
    lp_evidences_release(&l.all);
    lp_inputs_release(&in);
    free(paths.of);
    lp_buf_release(&paths.names);
    return rc;
}

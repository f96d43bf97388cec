#ifndef LP_SIGNED_KINDS_H
#define LP_SIGNED_KINDS_H

#include <dirent.h>
#include <string.h>

#include "base/file.h"
#include "tests/unit/signed_box.h"

/* What the fixtures of signed documents are judged by. Zeroed, nothing. */
struct signed_world {
    struct lp_roots *roots;
    struct lp_buf blocks;
    struct lp_buf note; /* the document that stamps are beside */
};

static inline void
signed_world_release(struct signed_world *w)
{
    lp_roots_free(w->roots);
    lp_buf_release(&w->blocks);
    lp_buf_release(&w->note);
    *w = (struct signed_world){0};
}

static inline enum lp_code
signed_read(struct lp_buf *out, const char *folder, const char *name)
{
    char path[1024];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return lp_file_read(out, path, (size_t)1 << 28, NULL, NULL);
}

static inline enum lp_code
signed_world(struct signed_world *w, const char *folder)
{
    struct lp_buf pem = {0};
    enum lp_code rc;

    LP_TRY(lp_roots_new(&w->roots, NULL));
    LP_TRY(signed_read(&pem, folder, "root.pem"));
    LP_TRY(lp_roots_add(w->roots, lp_buf_slice(&pem), NULL));
    LP_TRY(signed_read(&w->blocks, folder, "blocks.txt"));
    LP_TRY(signed_read(&w->note, folder, "note.txt"));

done:
    lp_buf_release(&pem);
    return rc;
}

static inline bool
signed_ends(const char *name, const char *with)
{
    size_t n = strlen(name);
    size_t m = strlen(with);

    return n >= m && strcmp(name + n - m, with) == 0;
}

static inline enum signed_kind
signed_kind_of(const char *name)
{
    return signed_ends(name, ".pdf")   ? SIGNED_PDF
           : signed_ends(name, ".eml") ? SIGNED_MAIL
                                       : SIGNED_STAMP;
}

/* All that is said of a document, by the kind that its name says. */
static inline enum lp_code
signed_say(const struct signed_world *w, const char *name,
           struct lp_slice bytes, bool notes, struct lp_buf *out,
           struct lp_err *err)
{
    struct lp_cms_trust trust = {.roots = w->roots,
                                 .blocks = lp_buf_slice(&w->blocks)};
    struct lp_evidences e = {0};
    enum signed_kind kind = signed_kind_of(name);
    enum lp_code rc;

    LP_TRY(signed_bytes(bytes, kind, lp_buf_slice(&w->note), &trust, &e, err));
    signed_tell(out, &e,
                kind == SIGNED_MAIL ? lp_proof_of_message(e.of, e.n)
                                    : lp_proof_of_file(e.of, e.n),
                notes);

done:
    lp_evidences_release(&e);
    return rc;
}

/* Every fixture whose name ends so, and what its maker says of it. */
static inline unsigned
signed_fixtures(const char *ending)
{
    const char *fixtures = getenv("FIXTURES");
    struct signed_world w = {0};
    const struct dirent *e;
    char folder[512];
    char name[300];
    unsigned n = 0;
    DIR *d;

    (void)snprintf(folder, sizeof folder, "%s/sealed",
                   fixtures == NULL ? "fixtures" : fixtures);
    CHECK(signed_world(&w, folder) == LP_OK, "what they are judged by");
    d = opendir(folder);
    CHECK(d != NULL, "the folder of fixtures");
    while (d != NULL && (e = readdir(d)) != NULL) {
        struct lp_buf bytes = {0};
        struct lp_buf out = {0};
        struct lp_buf expected = {0};
        struct lp_err err = {0};

        if (!signed_ends(e->d_name, ending)) {
            continue;
        }
        n++;
        (void)snprintf(name, sizeof name, "%s.txt", e->d_name);
        CHECK(signed_read(&bytes, folder, e->d_name) == LP_OK, e->d_name);
        CHECK(signed_read(&expected, folder, name) == LP_OK, e->d_name);
        CHECK(signed_say(&w, e->d_name, lp_buf_slice(&bytes), false, &out,
                         &err) == LP_OK,
              e->d_name);
        if (!lp_slice_equal(lp_buf_slice(&out), lp_buf_slice(&expected))) {
            CHECK(false, e->d_name);
            fprintf(stderr, "%.*s--- expected\n%.*s", (int)out.len,
                    (const char *)out.data, (int)expected.len,
                    (const char *)expected.data);
        }
        lp_buf_release(&bytes);
        lp_buf_release(&out);
        lp_buf_release(&expected);
    }
    if (d != NULL) {
        (void)closedir(d);
    }
    signed_world_release(&w);
    return n;
}

#endif

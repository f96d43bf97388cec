#include "bundle/listen.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* A script for a walker: words that are frames. "<n:a:5" opens a container of
 * that name and size at depth n, ">" closes one, "=" is an item. */
struct script {
    const char *label;
    const char *words;
    enum lp_code rc;
    const char *told;
};

/* A lower-case item has a digest; "!" after the size: it is closed. */
static void
put_word(struct lp_buf *to, const char *word, size_t len)
{
    const char *name = memchr(word, ':', len);
    const char *size =
        name == NULL ? NULL
                     : memchr(name + 1, ':', len - (size_t)(name + 1 - word));
    struct lp_record r = {0};
    struct lp_err why = {.code = LP_E_MEMORY, .text = "no memory"};
    const struct lp_status status = {.files = 1};

    if (name != NULL && size != NULL) {
        r.depth = (unsigned)strtoul(word + 1, NULL, 10);
        r.role = r.depth == 0 ? LP_ROLE_FILE : LP_ROLE_MEMBER;
        r.name = (struct lp_slice){(const uint8_t *)name + 1,
                                   (size_t)(size - name - 1)};
        r.size = strtoull(size + 1, NULL, 10);
        r.container = word[0] != '=';
        r.has_digest = word[0] != '<';
        r.digest = (struct lp_digest){.alg = LP_ALG_SHA256, .len = 32};
        lp_wire_record(to, word[0] == '<' ? LP_FRAME_OPEN : LP_FRAME_ITEM, &r);
    } else if (strncmp(word, "END", len) == 0) {
        lp_wire_end(to);
    } else if (strncmp(word, "FAILED", len) == 0) {
        lp_wire_failed(to, &why);
    } else if (strncmp(word, "STATUS", len) == 0) {
        lp_wire_status(to, &status);
    } else if (strncmp(word, "HALF", len) == 0) {
        lp_wire_status(to, &status);
        to->len -= 3;
    } else if (strncmp(word, "JUNK", len) == 0) {
        lp_buf_le32(to, 1);
        lp_buf_byte(to, 99);
    } else if (strncmp(word, "LIE", len) == 0) {
        r.role = LP_ROLE_MEMBER;
        lp_wire_record(to, LP_FRAME_ITEM, &r);
    }
}

static enum lp_code
on_open(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    (void)err;
    (void)r;
    lp_buf_printf(self, "<%.*s ", (int)at->path.len,
                  (const char *)at->path.data);
    return LP_OK;
}

static enum lp_code
on_item(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    if (lp_slice_is(r->name, "stop")) {
        return lp_fail(err, LP_E_IO, "the sink is full");
    }
    lp_buf_printf(self, "%s%.*s%s%s%s ", r->container ? ">" : "=",
                  (int)at->path.len, (const char *)at->path.data,
                  r->closed == LP_RULE_LIMIT_TOTAL ? "!" : "",
                  r->has_digest ? "" : "?", r->lost ? "~" : "");
    return LP_OK;
}

static void
on_progress(void *who, const struct lp_status *s)
{
    *(unsigned *)who += (unsigned)s->files;
}

/* What a fake walker does when it has said its words. */
enum after { LEAVES, DIES, LINGERS, HANGS_UP };

struct heard {
    enum lp_code rc;
    struct lp_err err;
    struct lp_buf told;
    unsigned progress;
};

static struct heard
listen_to(const char *words, size_t step, enum after after,
          const struct lp_limits *limits)
{
    static const struct lp_sink_ops ops = {on_open, on_item};
    struct heard h = {0};
    const struct lp_sink sink = {&ops, &h.told};
    struct lp_walker w = {.pipe = -1};
    struct lp_buf said = {0};
    atomic_bool *enough = mmap(NULL, sizeof *enough, PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int ends[2];

    for (const char *p = words; *p != '\0';) {
        size_t len = strcspn(p, " ");

        put_word(&said, p, len);
        p += len + (p[len] == ' ' ? 1 : 0);
    }
    if (pipe(ends) != 0 || enough == MAP_FAILED) {
        abort();
    }
    w.enough = enough;
    w.pid = fork();
    if (w.pid == 0) {
        (void)alarm(20);
        (void)close(ends[0]);
        for (size_t i = 0; i < said.len; i += step) {
            struct lp_slice part = lp_slice_from(lp_buf_slice(&said), i);

            if (lp_fd_write(ends[1], lp_slice_head(part, step), NULL) !=
                LP_OK) {
                _exit(1);
            }
        }
        if (after == DIES) {
            (void)signal(SIGTERM, SIG_DFL);
            (void)raise(SIGTERM);
        }
        if (after == HANGS_UP) {
            (void)close(ends[1]);
        }
        if (after == LINGERS || after == HANGS_UP) {
            (void)pause();
        }
        _exit(0);
    }
    (void)close(ends[1]);
    w.pipe = ends[0];
    h.rc = lp_listen(&w, limits, &sink, on_progress, &h.progress, &h.err);
    CHECK(w.pid == 0 && w.pipe == -1 && w.enough == NULL, "it was stopped");
    lp_buf_release(&said);
    return h;
}

static const struct script scripts[] = {
    {"nothing found", "END", LP_OK, ""},
    {"a file", "=0:a:1 END", LP_OK, "=a "},
    {"a container", "<0:a:9 =1:b:1 >0:a:9 END", LP_OK, "<a =a > b >a "},
    {"an empty container", "<0:a:9 >0:a:9 END", LP_OK, "<a >a "},
    {"two levels", "<0:a:9 <1:b:1 =2:c:1 >1:b:1 =1:d:1 >0:a:9 =0:e:1 END",
     LP_OK, "<a <a > b =a > b > c >a > b =a > d >a =e "},
    {"a member of nothing", "=1:b:1 END", LP_E_FORMAT, ""},
    {"a member too deep", "<0:a:9 =2:b:1 >0:a:9 END", LP_E_FORMAT, "<a "},
    {"a file inside a container", "<0:a:9 =0:b:1 >0:a:9 END", LP_E_FORMAT,
     "<a "},
    {"a container closed that was not open", ">0:a:9 END", LP_E_FORMAT, ""},
    {"a container closed twice", "<0:a:9 >0:a:9 >0:a:9 END", LP_E_FORMAT,
     "<a >a "},
    {"the outer closed before the inner", "<0:a:9 <1:b:9 >0:a:9 >1:b:9 END",
     LP_E_FORMAT, "<a <a > b "},
    {"opened one level too deep", "<1:a:9 END", LP_E_FORMAT, ""},
    {"opened beside itself", "<0:a:9 <0:b:9 END", LP_E_FORMAT, "<a "},
    {"ended inside a container", "<0:a:9 END", LP_E_FORMAT, "<a "},
    {"a member on disk", "LIE END", LP_E_FORMAT, ""},
    {"something after the end", "END STATUS", LP_E_FORMAT, ""},
    {"two ends", "END END", LP_E_FORMAT, ""},
    {"half a frame after the end", "END HALF", LP_E_ENGINE, ""},
    {"no end", "=0:a:1", LP_E_ENGINE, "=a "},
    {"nothing at all", "", LP_E_ENGINE, ""},
    {"half a frame", "=0:a:1 HALF", LP_E_ENGINE, "=a "},
    {"a frame of no known type", "=0:a:1 JUNK END", LP_E_FORMAT, "=a "},
    {"it says that it failed", "=0:a:1 FAILED", LP_E_MEMORY, "=a "},
    {"the sink fails", "=0:a:1 =0:stop:1 =0:b:1 END", LP_E_IO, "=a "},
};

static void
test_scripts(void)
{
    static const size_t steps[] = {1, 3, 1000};

    for (size_t i = 0; i < COUNT(scripts); i++) {
        for (size_t k = 0; k < COUNT(steps); k++) {
            struct heard h = listen_to(scripts[i].words, steps[k], LEAVES,
                                       &lp_limits_default);

            CHECK(h.rc == scripts[i].rc, scripts[i].label);
            CHECK(lp_slice_is(lp_buf_slice(&h.told), scripts[i].told),
                  scripts[i].label);
            CHECK((h.rc == LP_OK) == (h.err.code == LP_OK), scripts[i].label);
            lp_buf_release(&h.told);
        }
    }
}

static void
test_death(void)
{
    struct heard h = listen_to("=0:a:1", 100, DIES, &lp_limits_default);

    CHECK(h.rc == LP_E_ENGINE && strstr(h.err.text, "signal 15") != NULL,
          "the signal is named");
    lp_buf_release(&h.told);
    h = listen_to("=0:a:1 STATUS STATUS", 100, LEAVES, &lp_limits_default);
    CHECK(h.rc == LP_E_ENGINE && strstr(h.err.text, "without a word") != NULL,
          "it left early");
    CHECK(h.progress == 2, "how far it was is told");
    lp_buf_release(&h.told);
    h = listen_to("=0:a:1 JUNK", 100, LINGERS, &lp_limits_default);
    CHECK(h.rc == LP_E_FORMAT, "a walker that lies is not waited for");
    lp_buf_release(&h.told);
    h = listen_to("=0:a:1", 100, HANGS_UP, &lp_limits_default);
    CHECK(h.rc == LP_E_ENGINE, "nor one that closes the pipe and stays");
    lp_buf_release(&h.told);
    h = listen_to("=0:a:1 END", 100, DIES, &lp_limits_default);
    CHECK(h.rc == LP_OK, "what it does after the end does not matter");
    lp_buf_release(&h.told);
}

/* The run's total: sizes are added in the order of the records, and what comes
 * after is told as if the walk had stopped there. `!`: closed for that; `?`: no
 * digest; `~`: lost. */
static void
test_charge(void)
{
    static const struct {
        struct script script;
        uint64_t floor;
        uint64_t ratio;
    } cases[] = {
        {{"within", "<0:a:10 =1:b:50 =1:c:50 >0:a:10 END", LP_OK,
          "<a =a > b =a > c >a "},
         100,
         2},
        {{"a byte too many", "<0:a:10 =1:b:50 =1:c:51 =1:d:0 >0:a:10 END",
          LP_OK, "<a =a > b >a!~ "},
         100,
         2},
        {{"the ratio, if it is more than the floor",
          "<0:a:60 =1:b:60 =1:c:60 =1:d:1 >0:a:60 END", LP_OK,
          "<a =a > b =a > c >a!~ "},
         100,
         2},
        {{"files on disk cost nothing", "=0:a:1000 =0:b:1000 END", LP_OK,
          "=a =b "},
         100,
         0},
        {{"and give room, as they come",
          "=0:a:100 <0:b:10 =1:c:220 =1:d:1 >0:b:10 END", LP_OK,
          "=a <b =b > c >b!~ "},
         100,
         2},
        {{"but not those after", "<0:a:10 =1:b:220 >0:a:10 =0:x:100 END", LP_OK,
          "<a >a!~ =x "},
         100,
         2},
        {{"containers inside cost their own size",
          "<0:a:10 <1:b:90 =2:c:10 >1:b:90 =1:d:1 >0:a:10 END", LP_OK,
          "<a <a > b =a > b > c >a > b >a!~ "},
         100,
         0},
        {{"later files on disk are as they were",
          "<0:a:10 =1:b:101 >0:a:10 =0:c:5 <0:d:5 =1:e:1 >0:d:5 END", LP_OK,
          "<a >a!~ =c =d! "},
         100,
         0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_limits limits = lp_limits_default;
        struct heard h;

        limits.total_floor = cases[i].floor;
        limits.total_ratio = cases[i].ratio;
        h = listen_to(cases[i].script.words, 1000, LEAVES, &limits);
        CHECK(h.rc == LP_OK, cases[i].script.label);
        if (!lp_slice_is(lp_buf_slice(&h.told), cases[i].script.told)) {
            fprintf(stderr, "%.*s\n", (int)h.told.len,
                    (const char *)h.told.data);
        }
        CHECK(lp_slice_is(lp_buf_slice(&h.told), cases[i].script.told),
              cases[i].script.label);
        lp_buf_release(&h.told);
    }
}

int
main(void)
{
    (void)alarm(100);
    test_scripts();
    test_death();
    test_charge();
    return lp_test_failures != 0;
}

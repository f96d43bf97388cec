#include "base/view.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/test.h"
#include "tests/unit/view_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define SIZE ((size_t)3 * LP_BLOCK_SIZE + 17)

static uint8_t
byte_at(uint64_t at)
{
    return (uint8_t)(at * 131 + (at >> 8));
}

/* An open file of SIZE bytes that has no name. */
static int
made(void)
{
    const char *tmp = getenv("TMPDIR");
    int fd =
        open(tmp == NULL ? "/tmp" : tmp, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    uint8_t *bytes = malloc(SIZE);

    for (size_t i = 0; bytes != NULL && i < SIZE; i++) {
        bytes[i] = byte_at(i);
    }
    CHECK(fd >= 0 && bytes != NULL && write(fd, bytes, SIZE) == (ssize_t)SIZE,
          "a file to view");
    free(bytes);
    return fd;
}

static const struct {
    const char *label;
    uint64_t at;
    size_t n;
    size_t got;
} reads[] = {
    {"from the start", 0, 100, 100},
    {"in the middle", LP_BLOCK_SIZE - 1, 100, 100},
    {"up to the end", SIZE - 100, 100, 100},
    {"over the end", SIZE - 50, 100, 50},
    {"the last byte", SIZE - 1, 1, 1},
    {"at the end", SIZE, 1, 0},
    {"far behind it", UINT64_MAX, 100, 0},
    {"nothing", 5, 0, 0},
};

static void
check_reads(struct lp_view *v)
{
    for (size_t i = 0; i < COUNT(reads); i++) {
        uint8_t to[100] = {0};
        size_t got = 7;
        bool same = true;

        CHECK(lp_view_read(v, reads[i].at, to, reads[i].n, &got, NULL) ==
                      LP_OK &&
                  got == reads[i].got,
              reads[i].label);
        for (size_t k = 0; k < got; k++) {
            same = same && to[k] == byte_at(reads[i].at + k);
        }
        CHECK(same, reads[i].label);
    }
}

static const struct {
    const char *label;
    uint64_t at;
    uint64_t size;
    uint64_t got;
} ranges[] = {
    {"all", 0, SIZE, SIZE},
    {"nothing", 5, 0, 0},
    {"one byte", 5, 1, 1},
    {"exactly a block", 1, LP_BLOCK_SIZE, LP_BLOCK_SIZE},
    {"a block and a byte", 1, LP_BLOCK_SIZE + 1, LP_BLOCK_SIZE + 1},
    {"over the end", SIZE - 5, 100, 5},
    {"endless", 3, UINT64_MAX, SIZE - 3},
    {"behind the end", SIZE, 5, 0},
};

/* `keep`: hold on to every piece while the next is pulled. */
static void
check_range(struct lp_view *v, size_t row, bool keep)
{
    struct lp_source s = {0};
    struct lp_piece p = {0};
    struct lp_piece held = {0};
    uint64_t at = ranges[row].at;
    bool same = true;

    CHECK(lp_source_range(&s, v, at, ranges[row].size, NULL) == LP_OK,
          ranges[row].label);
    do {
        uint64_t was = at - held.bytes.len;

        CHECK(lp_source_pull(&s, &p, NULL) == LP_OK, ranges[row].label);
        for (size_t k = 0; k < held.bytes.len; k++) {
            same = same && held.bytes.data[k] == byte_at(was + k);
        }
        lp_block_unref(held.owner);
        held = (struct lp_piece){0};
        for (size_t k = 0; k < p.bytes.len; k++) {
            same = same && p.bytes.data[k] == byte_at(at + k);
        }
        at += p.bytes.len;
        if (keep && p.bytes.len > 0) {
            held = p;
            (void)lp_block_ref(held.owner);
        }
    } while (p.bytes.len > 0);
    CHECK(same, ranges[row].label);
    CHECK(at - ranges[row].at == ranges[row].got, ranges[row].label);
    lp_source_release(&s);
}

/* The file was longer when its size was taken. */
static void
check_shrunk(void)
{
    int fd = made();
    struct lp_view *v = NULL;
    struct lp_source s = {0};
    struct lp_piece p = {0};
    uint8_t to[20];
    size_t got = 0;

    CHECK(lp_view_file(&v, fd, SIZE, true, NULL) == LP_OK, "shrunk");
    CHECK(ftruncate(fd, 10) == 0, "shrunk");
    CHECK(lp_view_read(v, 0, to, sizeof to, &got, NULL) == LP_OK && got == 10,
          "a file that shrank ends early");
    CHECK(lp_source_range(&s, v, 0, SIZE, NULL) == LP_OK &&
              lp_source_pull(&s, &p, NULL) == LP_OK && p.bytes.len == 10 &&
              lp_source_pull(&s, &p, NULL) == LP_OK && p.bytes.len == 0,
          "and so does a stream of it");
    lp_view_unref(v);
    lp_source_release(&s);
    CHECK(fcntl(fd, F_GETFD) != -1, "a borrowed descriptor stays open");
    (void)close(fd);
}

static void
check_error(void)
{
    struct lp_view *v = NULL;
    struct lp_err err = {0};
    uint8_t to[4];
    size_t got = 0;
    int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    CHECK(lp_view_file(&v, folder, 100, false, NULL) == LP_OK, "unreadable");
    CHECK(lp_view_read(v, 0, to, sizeof to, &got, &err) == LP_E_IO &&
              err.sys != 0,
          "what cannot be read is an error");
    lp_view_unref(v);
    CHECK(fcntl(folder, F_GETFD) == -1, "an owned descriptor is closed");
    lp_view_unref(NULL);
}

/* Where the last byte is that is none. */
static void
check_zeros(void)
{
    static uint8_t bytes[9000];
    struct view_box box = view_box((struct lp_slice){bytes, sizeof bytes});
    bool yes = false;

    bytes[8999] = 1;
    CHECK(lp_view_zeros(&box.base, 0, &yes, NULL) == LP_OK && !yes, "not all");
    CHECK(lp_view_zeros(&box.base, 8999, &yes, NULL) == LP_OK && !yes,
          "the last");
    CHECK(lp_view_zeros(&box.base, 9000, &yes, NULL) == LP_OK && yes,
          "nothing");
    CHECK(lp_view_zeros(&box.base, UINT64_MAX, &yes, NULL) == LP_OK && yes,
          "behind the end");
    bytes[8999] = 0;
    CHECK(lp_view_zeros(&box.base, 0, &yes, NULL) == LP_OK && yes, "all");
}

int
main(void)
{
    int fd = made();
    struct lp_view *v = NULL;

    if (lp_view_file(&v, fd, SIZE, false, NULL) != LP_OK) {
        return 1;
    }
    check_reads(v);
    for (size_t i = 0; i < COUNT(ranges); i++) {
        check_range(v, i, false);
        check_range(v, i, true);
    }
    (void)lp_view_ref(v);
    lp_view_unref(v);
    CHECK(fcntl(fd, F_GETFD) != -1, "open while there is a reference");
    lp_view_unref(v);
    CHECK(fcntl(fd, F_GETFD) == -1, "closed with the last");
    check_shrunk();
    check_error();
    check_zeros();
    return lp_test_failures != 0;
}

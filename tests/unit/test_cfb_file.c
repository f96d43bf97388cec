#include "formats/cfb_stream.h"

#include "tests/unit/test.h"
#include "tests/unit/view_box.h"

/* Sectors of 512 bytes: the FAT, the directory, the FAT of small streams, these
 * themselves, and a stream of eight sectors. */
enum { FAT, DIRECTORY, MINI, SMALL, BIG, SECTORS = BIG + 8 };

#define AT(sector) (512 * ((size_t)(sector) + 1))
#define FAT_OF(sector) (AT(FAT) + 4 * (size_t)(sector))
#define MINI_OF(sector) (AT(MINI) + 4 * (size_t)(sector))
#define ENTRY(i, field) (AT(DIRECTORY) + 128 * (size_t)(i) + (field))
#define END 0xfffffffeU
#define NONE 0xffffffffU

/* Fields of an entry ([MS-CFB] 2.6.1). */
enum { TYPE = 66, LEFT = 68, RIGHT = 72, CHILD = 76, START = 116, SIZE = 120 };

static uint8_t made[AT(SECTORS)];

static void
put_entry(size_t i, const char *name, uint8_t type, uint32_t start,
          uint32_t size)
{
    uint8_t *e = made + ENTRY(i, 0);

    for (size_t k = 0; name[k] != '\0'; k++) {
        e[2 * k] = (uint8_t)name[k];
    }
    lp_put_le16(e + 64, (uint16_t)(2 * strlen(name) + 2));
    e[TYPE] = type;
    lp_put_le32(e + LEFT, NONE);
    lp_put_le32(e + RIGHT, NONE);
    lp_put_le32(e + CHILD, NONE);
    lp_put_le32(e + START, start);
    lp_put_le32(e + SIZE, size);
}

static void
make(void)
{
    memset(made, 0, sizeof made);
    memcpy(made, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
    lp_put_le16(made + 26, 3);
    lp_put_le16(made + 28, 0xfffe);
    lp_put_le16(made + 30, 9);
    lp_put_le16(made + 32, 6);
    lp_put_le32(made + 44, 1);
    lp_put_le32(made + 48, DIRECTORY);
    lp_put_le32(made + 56, 4096);
    lp_put_le32(made + 60, MINI);
    lp_put_le32(made + 68, END);
    memset(made + 80, 0xff, 432);
    memset(made + AT(FAT), 0xff, 512);
    memset(made + AT(MINI), 0xff, 512);
    for (uint32_t i = DIRECTORY; i < SECTORS; i++) {
        bool goes_on = i >= BIG && i + 1 < SECTORS;

        lp_put_le32(made + FAT_OF(i), goes_on ? i + 1 : END);
    }
    lp_put_le32(made + FAT_OF(FAT), 0xfffffffdU);
    lp_put_le32(made + MINI_OF(0), 1);
    lp_put_le32(made + MINI_OF(1), END);
    put_entry(0, "Root Entry", 5, SMALL, 512);
    put_entry(1, "Big", 2, BIG, 4096);
    put_entry(2, "Small", 2, 0, 100);
    put_entry(3, "Folder", 1, 0, 0);
    lp_put_le32(made + ENTRY(0, CHILD), 1);
    lp_put_le32(made + ENTRY(1, LEFT), 2);
    lp_put_le32(made + ENTRY(1, RIGHT), 3);
    memset(made + AT(SMALL), 's', 100);
    memset(made + AT(BIG), 'b', 4096);
}

/* Where something is changed, and what it comes to: nothing can be read, or a
 * stream cannot. */
static const struct {
    const char *label;
    size_t at;
    uint32_t value;
    size_t cut; /* bytes off the end */
    enum lp_rule open;
    enum lp_rule big;
    enum lp_rule small;
} rows[] = {
    {"as it should be", 0, 0, 0, 0, 0, 0},
    {"the directory goes round", FAT_OF(DIRECTORY), DIRECTORY, 0,
     LP_RULE_CFB_SHARED, 0, 0},
    {"the directory goes on in the FAT", FAT_OF(DIRECTORY), FAT, 0,
     LP_RULE_CFB_SHARED, 0, 0},
    {"the directory goes on behind the end", FAT_OF(DIRECTORY), SECTORS, 0,
     LP_RULE_CFB, 0, 0},
    {"... and behind the FAT", FAT_OF(DIRECTORY), 128, 0, LP_RULE_CFB, 0, 0},
    {"the directory is not there", 48, SECTORS, 0, LP_RULE_CFB, 0, 0},
    {"more FAT than the file has room for", 44, SECTORS + 1, 0, LP_RULE_CFB, 0,
     0},
    {"more FAT than is listed", 44, 2, 0, LP_RULE_CFB, 0, 0},
    {"the FAT is behind the end", 76, SECTORS, 0, LP_RULE_CFB, 0, 0},
    {"the list of FATs leads to the FAT", 68, FAT, 0, 0, 0, 0},
    {"another version", 26, 0xfffe0005, 0, LP_RULE_CFB, 0, 0},
    {"sectors of another version", 26, 0xfffe0004, 0, LP_RULE_CFB, 0, 0},
    {"small streams are larger", 56, 8192, 0, LP_RULE_CFB, 0, 0},
    {"a stream goes round", FAT_OF(BIG + 3), BIG, 0, 0, LP_RULE_CFB_SHARED, 0},
    {"a stream ends too early", FAT_OF(BIG + 3), END, 0, 0, LP_RULE_CFB, 0},
    {"a stream does not end where it should", FAT_OF(SECTORS - 1), BIG, 0, 0, 0,
     0},
    {"a stream is larger than the file", ENTRY(1, SIZE), 0x7fffffff, 0, 0,
     LP_RULE_CFB, 0},
    {"a stream lies in the directory", ENTRY(1, START), DIRECTORY, 0, 0,
     LP_RULE_CFB_SHARED, 0},
    {"a small stream goes round", MINI_OF(0), 0, 0, 0, 0, LP_RULE_CFB_SHARED},
    {"a small stream leads outside", MINI_OF(0), 8, 0, 0, 0, LP_RULE_CFB},
    {"a small stream ends too early", MINI_OF(0), END, 0, 0, 0, LP_RULE_CFB},
    {"a small stream is larger than all", ENTRY(2, SIZE), 4095, 0, 0, 0,
     LP_RULE_CFB},
    {"a small stream says that it is none", ENTRY(2, SIZE), 4096, 0, 0, 0,
     LP_RULE_CFB_SHARED},
    {"the small streams go round", FAT_OF(SMALL), SMALL, 0, LP_RULE_CFB_SHARED,
     0, 0},
    {"the small streams lie in the FAT", ENTRY(0, START), FAT, 0,
     LP_RULE_CFB_SHARED, 0, 0},
    {"no FAT of small streams", 60, END, 0, 0, 0, LP_RULE_CFB},
    {"siblings go round", ENTRY(2, LEFT), 1, 0, LP_RULE_CFB, 0, 0},
    {"a sibling of itself", ENTRY(2, RIGHT), 2, 0, LP_RULE_CFB, 0, 0},
    {"a sibling that is the root", ENTRY(2, RIGHT), 0, 0, LP_RULE_CFB, 0, 0},
    {"a sibling behind the directory", ENTRY(2, RIGHT), 4, 0, LP_RULE_CFB, 0,
     0},
    {"a child that is a sibling", ENTRY(3, CHILD), 1, 0, LP_RULE_CFB, 0, 0},
    {"a child that holds it", ENTRY(3, CHILD), 3, 0, LP_RULE_CFB, 0, 0},
    {"no root", ENTRY(0, TYPE), 1, 0, LP_RULE_CFB, 0, 0},
    {"cut in the last sector", 0, 0, 1, 0, LP_RULE_TRUNCATED, 0},
    {"cut before the last sector", 0, 0, 513, 0, LP_RULE_CFB, 0},
    {"cut in the directory", 0, 0, sizeof made - AT(DIRECTORY) - 100,
     LP_RULE_TRUNCATED, 0, 0},
    {"cut in the header", 0, 0, sizeof made - 100, LP_RULE_TRUNCATED, 0, 0},
};

/* What came of reading the stream `name`, which is of `n` times `byte`. */
static void
check_stream(const struct lp_cfb *c, const char *name, uint8_t byte, size_t n,
             enum lp_rule want, const char *label)
{
    uint32_t at = lp_cfb_find(c, LP_CFB_ROOT, name);
    struct lp_buf got = {0};
    struct lp_err err = {0};
    enum lp_code rc;

    CHECK(at != LP_CFB_NONE, label);
    if (at == LP_CFB_NONE) {
        return;
    }
    rc = lp_cfb_load(&got, c, at, UINT64_MAX, &err);
    CHECK(want == LP_RULE_NONE ? rc == LP_OK
                               : rc == LP_E_FORMAT && err.rule == want,
          label);
    if (rc == LP_OK) {
        CHECK(got.len == n, label);
        for (size_t i = 0; i < got.len; i++) {
            CHECK(got.data[i] == byte, label);
        }
    }
    lp_buf_release(&got);
}

static void
check_row(size_t i)
{
    struct lp_cfb *c = NULL;
    struct lp_err err = {0};
    struct view_box box;
    enum lp_code rc;

    make();
    if (rows[i].at != 0) {
        lp_put_le32(made + rows[i].at, rows[i].value);
    }
    box = view_box((struct lp_slice){made, sizeof made - rows[i].cut});
    rc = lp_cfb_open(&c, &box.base, &lp_limits_default, &err);
    CHECK(rows[i].open == LP_RULE_NONE
              ? rc == LP_OK
              : rc == LP_E_FORMAT && err.rule == rows[i].open,
          rows[i].label);
    if (rc == LP_OK) {
        check_stream(c, "big", 'b', 4096, rows[i].big, rows[i].label);
        check_stream(c, "Small", 's', 100, rows[i].small, rows[i].label);
        CHECK(lp_cfb_find(c, LP_CFB_ROOT, "Sma") == LP_CFB_NONE, "a name");
    }
    lp_cfb_free(c);
    CHECK(box.base.refs == 1, rows[i].label);
}

static void
check_limits(void)
{
    struct lp_limits few = lp_limits_default;
    struct lp_cfb *c = NULL;
    struct lp_err err = {0};
    struct view_box box;

    make();
    box = view_box((struct lp_slice){made, sizeof made});
    few.entries = 3;
    CHECK(lp_cfb_open(&c, &box.base, &few, &err) == LP_E_LIMIT &&
              err.rule == LP_RULE_LIMIT_ENTRIES,
          "too many entries");
    few.memory = 512;
    CHECK(lp_cfb_open(&c, &box.base, &few, &err) == LP_E_LIMIT &&
              err.rule == LP_RULE_LIMIT_MEMORY,
          "too large tables");
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_row(i);
    }
    check_limits();
    return lp_test_failures != 0;
}

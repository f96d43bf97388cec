#include "formats/closed_magic.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define BYTES(text) text, sizeof(text) - 1

/* In 4096 zero bytes: what stands where, and what that makes of them. */
static const struct {
    const char *label;
    const char *bytes;
    size_t len;
    size_t at;
    const char *more;
    size_t more_len;
    size_t more_at;
    enum lp_kind kind;
} images[] = {
    {"zeros", "", 0, 0, "", 0, 0, LP_KIND_OTHER},
    {"FAT", BYTES("\xeb\x3c\x90MSDOS5.0"), 0, BYTES("\x55\xaa"), 510,
     LP_KIND_DISK_IMAGE},
    {"no jump", BYTES("\xeb\x3c\x91MSDOS5.0"), 0, BYTES("\x55\xaa"), 510,
     LP_KIND_OTHER},
    {"no end of the sector", BYTES("\xeb\x3c\x90MSDOS5.0"), 0,
     BYTES("\x55\xab"), 510, LP_KIND_OTHER},
    {"a table of partitions", BYTES("\x80\0\0\0\7\0\0\0\0\x08"), 446,
     BYTES("\x08\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
           "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x55\xaa"),
     456, LP_KIND_DISK_IMAGE},
    {"an empty table", "", 0, 0, BYTES("\x55\xaa"), 510, LP_KIND_OTHER},
    {"ext", BYTES("\x53\xef\1\0"), 1080, "", 0, 0, LP_KIND_DISK_IMAGE},
    {"ext with a machine's start", BYTES("\x53\xef\1\0"), 1080, BYTES("x"), 0,
     LP_KIND_DISK_IMAGE},
    {"no state of ext, and no zeros", BYTES("\x53\xef\x48\0"), 1080, BYTES("x"),
     0, LP_KIND_OTHER},
    {"no size of ext's blocks", BYTES("\x53\xef\1\0"), 1080, BYTES("abcd"),
     1048, LP_KIND_OTHER},
    {"HFS+", BYTES("H+\0\4"), 1024, "", 0, 0, LP_KIND_DISK_IMAGE},
    {"VDI", BYTES("<<< Oracle"), 0, BYTES("\x7f\x10\xda\xbe"), 64,
     LP_KIND_DISK_IMAGE},
    {"ZOO", BYTES("ZOO 2.10"), 0, BYTES("\xdc\xa7\xc4\xfd"), 20,
     LP_KIND_ARCHIVE},
};

static const struct {
    const char *label;
    const char *bytes;
    size_t len;
    size_t before;
    enum lp_kind kind;
} ends[] = {
    {"dmg", BYTES("koly\0\0\0\4\0\0\2\0"), 512, LP_KIND_DISK_IMAGE},
    {"dmg one byte early", BYTES("koly\0\0\0\4\0\0\2\0"), 513, LP_KIND_OTHER},
    {"VHD", BYTES("conectix\0\0\0\2"), 512, LP_KIND_DISK_IMAGE},
    {"a text with the word", BYTES("conectix is"), 512, LP_KIND_OTHER},
};

static const struct {
    const char *name;
    const char *bytes;
    bool volume;
} volumes[] = {
    {"a.7z.002", "\1\2\3", true},
    {"d/a.zip.013", "\1\2\3", true},
    {"a.7z.001", "\1\2\3", false},
    {"letter.002", "Dear all,", false},
    {"scan.002", "\x89PNG\1", false},
    {"a.z01", "\1\2\3", true},
    {"a.Z02", "\1\2\3", true},
    {"a.r00", "\1\2\3", true},
    {"a.r17", "\1\2\3", true},
    {"a.part2.rar", "\1\2\3", true},
    {"a.part1.rar", "\1\2\3", false},
    {"a.rar", "\1\2\3", false},
    {"a.02", "\1\2\3", false},
    {"a.20260101", "\1\2\3", false},
    {"002", "\1\2\3", false},
    {"a.b/002", "\1\2\3", false},
    {"", "\1\2\3", false},
    {"a.", "\1\2\3", false},
    {"a.002", "", false},
};

int
main(void)
{
    uint8_t bytes[4096];

    for (size_t i = 0; i < COUNT(images); i++) {
        memset(bytes, 0, sizeof bytes);
        memcpy(bytes + images[i].at, images[i].bytes, images[i].len);
        memcpy(bytes + images[i].more_at, images[i].more, images[i].more_len);
        CHECK(lp_magic_kind((struct lp_slice){bytes, sizeof bytes}) ==
                  images[i].kind,
              images[i].label);
    }
    for (size_t i = 0; i < COUNT(ends); i++) {
        memset(bytes, 'x', sizeof bytes);
        memcpy(bytes + sizeof bytes - ends[i].before, ends[i].bytes,
               ends[i].len);
        CHECK(lp_magic_kind_end((struct lp_slice){bytes, sizeof bytes}) ==
                  ends[i].kind,
              ends[i].label);
        CHECK(lp_magic_kind_end((struct lp_slice){bytes, 100}) == LP_KIND_OTHER,
              "a short file");
    }
    for (size_t i = 0; i < COUNT(volumes); i++) {
        CHECK(lp_magic_is_volume(lp_slice_str(volumes[i].name),
                                 lp_slice_str(volumes[i].bytes)) ==
                  volumes[i].volume,
              volumes[i].name);
    }
    return lp_test_failures != 0;
}

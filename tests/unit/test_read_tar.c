#include "formats/read_tar.h"

#include "tests/unit/tar_box.h"

static const struct row rows[] = {
    /* What writers write. */
    {"a file", {M('0', "a", "hello")}, TWO_ZEROS, 0, "other a {hello}\nend\n"},
    {"zeros up to a whole record",
     {M('0', "a", "hello")},
     RECORD,
     0,
     "other a {hello}\nend\n"},
    {"v7, where a folder is a file whose name says so",
     {M(0, "d/", NULL, .magic = V7), M(0, "d/a", "x", .magic = V7)},
     TWO_ZEROS,
     0,
     "dir d/\nother d/a {x}\nend\n"},
    {"all that has no data",
     {M('5', "d/", NULL), M('2', "s", NULL, .link = "a"),
      M('1', "h", NULL, .link = "d/a"), M('6', "f", NULL), M('3', "c", NULL),
      M('4', "b", NULL)},
     TWO_ZEROS,
     0,
     "dir d/\nsymlink s -> a\nhardlink h -> d/a\nfifo f\ndevice c\n"
     "device b\nend\n"},
    {"a prefix",
     {M('0', "a", "x", .prefix = "very/deep")},
     TWO_ZEROS,
     0,
     "other very/deep/a {x}\nend\n"},
    {"in GNU's format there is no prefix, but times",
     {M('0', "a", "x", .prefix = "15300561565", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other a {x}\nend\n"},
    {"names of a hundred bytes have no NUL",
     {M('0', HUNDRED, "x"), M('2', "s", NULL, .link = HUNDRED)},
     TWO_ZEROS,
     0,
     "other " HUNDRED " {x}\nsymlink s -> " HUNDRED "\nend\n"},
    {"GNU long names",
     {M('K', "././@LongLink", "far/away", .magic = GNU, .body_len = 9),
      M('L', "././@LongLink", "long/name", .magic = GNU, .body_len = 10),
      M('2', "long", NULL, .link = "far", .magic = GNU),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "symlink long/name -> far/away\nother b {y}\nend\n"},
    {"a GNU long name without its NUL",
     {M('L', "././@LongLink", "long/name", .magic = GNU),
      M('0', "long", "x", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other long/name {x}\nend\n"},
    {"a pax path, link and time",
     {M('x', "x", "18 path=long/name\n19 linkpath=away/x\n15 mtime=-1.25\n"),
      M('2', "long", NULL, .link = "away")},
     TWO_ZEROS,
     0,
     "symlink long/name -> away/x @-2\nend\n"},
    {"a value may hold line ends and equals signs",
     {M('x', "x", "14 path=a=\nb=\n"), M('0', "a", "x")},
     TWO_ZEROS,
     0,
     "other a=%0Ab= {x}\nend\n"},
    {"Sun's extended header is a pax header",
     {M('X', "x", "10 path=q\n"), M('0', "a", "x")},
     TWO_ZEROS,
     0,
     "other q {x}\nend\n"},
    {"git's global header",
     {M('g', "pax_global_header", "16 comment=0123\n"), M('0', "a", "x")},
     TWO_ZEROS,
     0,
     "other a {x}\nend\n"},
    {"a path holds for one member",
     {M('x', "x", "10 path=q\n"), M('0', "a", "x"), M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other q {x}\nother b {y}\nend\n"},
    {"the same size in both headers",
     {M('x', "x", "9 size=5\n"), M('0', "a", "hello")},
     TWO_ZEROS,
     0,
     "other a {hello}\nend\n"},
    {"the same value twice in one pax header",
     {M('x', "x", "10 path=q\n10 path=q\n"), M('0', "a", "x")},
     TWO_ZEROS,
     0,
     "other q {x}\nend\n"},
    {"a size in base 256",
     {M('0', "a", "hello", .size = "\x80\0\0\0\0\0\0\0\0\0\0\5")},
     TWO_ZEROS,
     0,
     "other a {hello}\nend\n"},
    {"a size after spaces",
     {M('0', "a", "hello", .size = "          5 ")},
     TWO_ZEROS,
     0,
     "other a {hello}\nend\n"},
    {"a checksum of signed chars",
     {M('0', "\xe9", "x", .odd = SUM_SIGNED)},
     TWO_ZEROS,
     0,
     "other %E9 {x}\nend\n"},
    {"an empty file, and a body of whole blocks",
     {M('0', "e", ""), M('0', "a", "hello"), M('7', "c", "")},
     TWO_ZEROS,
     0,
     "other e {}\nother a {hello}\nother c {}\nend\n"},
    {"the same name twice is lawful",
     {M('0', "a", "x"), M('0', "a", "y")},
     TWO_ZEROS,
     0,
     "other a {x}\nother a {y}\nend\n"},
    {"a hard link of an old tar, with its file's size",
     {M('1', "h", "", .link = "a", .size = "00000000005"), M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "hardlink h -> a\nother b {y}\nend\n"},
    {"a link to nothing",
     {M('2', "s", NULL, .link = "")},
     TWO_ZEROS,
     0,
     "symlink s -> (empty-link)\nend\n"},

    /* What we do not open. */
    {"the rest of a file of another volume",
     {M('M', "a", "xyz", .magic = GNU), M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other a closed multi-volume\nother b {y}\nend\n"},
    {"the same by pax",
     {M('g', "g", "25 GNU.volume.offset=512\n"), M('0', "a", "xyz"),
      M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other a closed multi-volume\nother b {y}\nend\n"},
    {"a volume label and a vendor's type",
     {M('V', "label", NULL, .magic = GNU), M('0', "a", "x"),
      M('Z', "z", "data")},
     TWO_ZEROS,
     0,
     "label label\nother a {x}\nother z {data}\nend\n"},
    {"a folder with a list of names",
     {M('D', "d/", "Ya", .magic = GNU)},
     TWO_ZEROS,
     0,
     "dir d/ closed unsupported-method\nend\n"},

    /* How it ends. */
    {"no end mark",
     {M('0', "a", "x")},
     NO_ZEROS,
     0,
     "other a {x}\nend [tar-no-end]\n"},
    {"half an end mark",
     {M('0', "a", "x")},
     ONE_ZERO,
     0,
     "other a {x}\nend [tar-no-end]\n"},
    {"an end mark cut by one byte",
     {M('0', "a", "x")},
     TWO_ZEROS,
     1,
     "other a {x}\nend [tar-no-end]\n"},
    {"one zero more is lawful",
     {M('0', "a", "x")},
     RECORD,
     1,
     "other a {x}\nend\n"},
    {"data after the end mark",
     {M('0', "a", "x")},
     THEN_X,
     0,
     "other a {x}\nend [tar-data-after-end]\n"},
    {"data after half an end mark",
     {M('0', "a", "x")},
     ONE_THEN_X,
     0,
     "other a {x}\nend [tar-data-after-end tar-no-end]\n"},
    {"cut in the padding of a body",
     {M('0', "a", "x")},
     NO_ZEROS,
     1,
     "other a {x}\nfails truncated\n"},
    {"cut at the end of a body",
     {M('0', "a", "x")},
     NO_ZEROS,
     511,
     "other a {x}\nfails truncated\n"},
    {"cut inside a body",
     {M('0', "a", "hello")},
     NO_ZEROS,
     509,
     "other a {hel! truncated}\nfails truncated\n"},
    {"cut before a body",
     {M('0', "a", "hello")},
     NO_ZEROS,
     512,
     "other a {! truncated}\nfails truncated\n"},
    {"cut inside a header",
     {M('0', "a", "x"), M('5', "d", NULL)},
     NO_ZEROS,
     1,
     "other a {x}\nfails truncated\n"},
    {"cut inside an extended header",
     {M('0', "a", "x"), M('x', "x", "10 path=q\n")},
     NO_ZEROS,
     505,
     "other a {x}\nfails truncated\n"},
};

/* Bodies need not be read: the same members come, but for what is inside. */
static void
check_unread(void)
{
    const struct row row = {.label = "bodies not read",
                            .members = {M('0', "a", "hello"),
                                        M('0', "b", HUNDRED EIGHT),
                                        M('5', "d", NULL)},
                            .says = "other a\nother b\ndir d\nend\n"};
    struct lp_buf tar = {0};
    struct lp_buf said = {0};

    build(&tar, &row);
    tell(&said, lp_buf_slice(&tar), 7, false, &lp_limits_default);
    CHECK(lp_slice_is(lp_buf_slice(&said), row.says), row.label);
    lp_buf_release(&said);
    lp_buf_release(&tar);
}

static void
check_limits(void)
{
    const struct row row = {.members = {M('x', "x", "18 path=long/name\n"),
                                        M('0', "a", "x"), M('0', "b", "y")}};
    static const struct {
        const char *label;
        uint64_t header;
        uint64_t entries;
        const char *says;
    } limits[] = {
        {"at both limits", 18, 2, "other long/name {x}\nother b {y}\nend\n"},
        {"one byte too many", 17, 2, "fails limit-header\n"},
        {"one entry too many", 18, 1,
         "other long/name {x}\nfails limit-entries\n"},
    };
    struct lp_buf tar = {0};

    build(&tar, &row);
    for (size_t i = 0; i < COUNT(limits); i++) {
        struct lp_limits l = lp_limits_default;
        struct lp_buf said = {0};

        l.header = limits[i].header;
        l.entries = limits[i].entries;
        tell(&said, lp_buf_slice(&tar), SIZE_MAX, true, &l);
        CHECK(lp_slice_is(lp_buf_slice(&said), limits[i].says),
              limits[i].label);
        lp_buf_release(&said);
    }
    lp_buf_release(&tar);
}

int
main(void)
{
    check_rows(rows, COUNT(rows));
    check_unread();
    check_limits();
    lp_read_tar.release(&(struct lp_reader){.ops = &lp_read_tar});
    return lp_test_failures != 0;
}

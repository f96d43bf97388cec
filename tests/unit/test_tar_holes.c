#include "formats/tar_holes.h"

#include "tests/unit/tar_box.h"

/* What fills a block behind a map of ten bytes. */
#define Z10 "\0\0\0\0\0\0\0\0\0\0"
#define Z100 Z10 Z10 Z10 Z10 Z10 Z10 Z10 Z10 Z10 Z10
#define PLAN_REST Z100 Z100 Z100 Z100 Z100 "\0\0"

/* In what is told of a body, 0 is a byte of a hole. */
static const struct row rows[] = {
    {"a GNU sparse file, data first",
     {M('S', "s", "abc", .magic = GNU, .real = "00000000005",
        .map = {{"00000000000", "00000000003"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) {abc00}\nother b {y}\nend\n"},
    {"a GNU sparse file, a hole first",
     {M('S', "s", "abc", .magic = GNU, .real = "00000000005",
        .map = {{"00000000002", "00000000003"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) {00abc}\nother b {y}\nend\n"},
    {"a GNU sparse file, in pieces",
     {M('S', "s", "abc", .magic = GNU, .real = "00000000006",
        .map = {{"00000000001", "00000000001"},
                {"00000000003", "00000000002"},
                {"00000000006", "00000000000"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) {0a0bc0}\nother b {y}\nend\n"},
    {"a GNU sparse file of nothing but a hole",
     {M('S', "s", "", .magic = GNU, .real = "00000000003",
        .map = {{"00000000003", "00000000000"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) {000}\nother b {y}\nend\n"},
    {"its pieces overlap",
     {M('S', "s", "abc", .magic = GNU, .real = "00000000006",
        .map = {{"00000000001", "00000000002"},
                {"00000000002", "00000000001"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"its map has less than its data",
     {M('S', "s", "abc", .magic = GNU, .real = "00000000006",
        .map = {{"00000000001", "00000000002"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"its map has more than its data",
     {M('S', "s", "abc", .magic = GNU, .real = "00000000006",
        .map = {{"00000000001", "00000000004"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"its map goes beyond its size",
     {M('S', "s", "abc", .magic = GNU, .real = "00000000003",
        .map = {{"00000000001", "00000000003"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"its map has a number that is none",
     {M('S', "s", "abc", .magic = GNU, .real = "00000000006",
        .map = {{"0000000000x", "00000000003"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"its map goes on after its end",
     {M('S', "s", "", .magic = GNU, .real = "00000000000", .odd = MORE_MAP),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"of another tar, which has its map elsewhere",
     {M('S', "s", "abc", .real = "00000000005",
        .map = {{"00000000000", "00000000003"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) [tar-two-sizes] closed sparse\nother b {y}\nend\n"},
    {"holes of more than the ratio",
     {M('S', "s", "x", .magic = GNU, .real = "00004000001",
        .map = {{"00004000000", "00000000001"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) closed limit-ratio\nother b {y}\nend\n"},
    {"an empty one",
     {M('S', "s", "", .magic = GNU, .real = "00000000000",
        .map = {{"00000000000", "00000000000"}}),
      M('0', "b", "y", .magic = GNU)},
     TWO_ZEROS,
     0,
     "other s (sparse) {}\nother b {y}\nend\n"},
    {"pax sparse 1.0",
     {M('x', "x",
        "22 GNU.sparse.major=1\n"
        "22 GNU.sparse.minor=0\n"
        "21 GNU.sparse.name=s\n"
        "25 GNU.sparse.realsize=6\n"),
      M('0', "n/s", "2\n1\n1\n3\n2\n" PLAN_REST "abc", .body_len = 515),
      M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other s (sparse) {0a0bc0}\nother b {y}\nend\n"},
    {"pax sparse 1.0, its map is cut",
     {M('x', "x",
        "22 GNU.sparse.major=1\n"
        "22 GNU.sparse.minor=0\n"
        "21 GNU.sparse.name=s\n"
        "25 GNU.sparse.realsize=6\n"),
      M('0', "n/s", "2\n1\n1\n3"), M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"pax sparse 1.0, its map is no number",
     {M('x', "x",
        "22 GNU.sparse.major=1\n"
        "22 GNU.sparse.minor=0\n"
        "21 GNU.sparse.name=s\n"
        "25 GNU.sparse.realsize=6\n"),
      M('0', "n/s", "2\n1\n-\n3\n2\n" PLAN_REST "abc", .body_len = 515),
      M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"pax sparse 1.0, no size",
     {M('x', "x",
        "22 GNU.sparse.major=1\n"
        "22 GNU.sparse.minor=0\n"
        "21 GNU.sparse.name=s\n"),
      M('0', "n/s", "2\n1\n1\n3\n2\n" PLAN_REST "abc", .body_len = 515),
      M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"pax sparse of a later format",
     {M('x', "x",
        "22 GNU.sparse.major=2\n"
        "22 GNU.sparse.minor=0\n"
        "21 GNU.sparse.name=s\n"
        "25 GNU.sparse.realsize=6\n"),
      M('0', "n/s", "map"), M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other s (sparse) closed sparse\nother b {y}\nend\n"},
    {"pax sparse 0.1",
     {M('x', "x",
        "21 GNU.sparse.size=6\n"
        "26 GNU.sparse.numblocks=2\n"
        "26 GNU.sparse.map=1,1,3,2\n"
        "21 GNU.sparse.name=s\n"),
      M('0', "n/s", "abc"), M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other s (sparse) {0a0bc0}\nother b {y}\nend\n"},
    {"pax sparse 0.1, another count",
     {M('x', "x",
        "21 GNU.sparse.size=6\n"
        "26 GNU.sparse.numblocks=3\n"
        "26 GNU.sparse.map=1,1,3,2\n"
        "21 GNU.sparse.name=s\n"),
      M('0', "n/s", "abc"), M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"pax sparse 0.1, half a pair",
     {M('x', "x",
        "21 GNU.sparse.size=6\n"
        "26 GNU.sparse.numblocks=2\n"
        "28 GNU.sparse.map=1,1,3,2,6\n"
        "21 GNU.sparse.name=s\n"),
      M('0', "n/s", "abc"), M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"pax sparse 0.1, two maps",
     {M('x', "x",
        "21 GNU.sparse.size=6\n"
        "26 GNU.sparse.numblocks=2\n"
        "26 GNU.sparse.map=1,1,3,2\n"
        "21 GNU.sparse.name=s\n"
        "26 GNU.sparse.map=1,1,3,2\n"),
      M('0', "n/s", "abc"), M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
    {"pax sparse 0.0",
     {M('x', "x",
        "21 GNU.sparse.size=6\n"
        "26 GNU.sparse.numblocks=2\n"
        "23 GNU.sparse.offset=1\n"
        "25 GNU.sparse.numbytes=1\n"
        "23 GNU.sparse.offset=3\n"
        "25 GNU.sparse.numbytes=2\n"
        "9 path=s\n"),
      M('0', "n/s", "abc"), M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other s (sparse) {0a0bc0}\nother b {y}\nend\n"},
    {"pax sparse 0.0, a length before its place",
     {M('x', "x",
        "21 GNU.sparse.size=6\n"
        "26 GNU.sparse.numblocks=2\n"
        "25 GNU.sparse.numbytes=1\n"
        "23 GNU.sparse.offset=1\n"
        "23 GNU.sparse.offset=3\n"
        "25 GNU.sparse.numbytes=2\n"
        "9 path=s\n"),
      M('0', "n/s", "abc"), M('0', "b", "y")},
     TWO_ZEROS,
     0,
     "other s (sparse) closed tar-sparse-map\nother b {y}\nend\n"},
};

int
main(void)
{
    check_rows(rows, COUNT(rows));
    return lp_test_failures != 0;
}

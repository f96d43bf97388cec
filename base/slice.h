#ifndef LP_BASE_SLICE_H
#define LP_BASE_SLICE_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed, read-only bytes. Never freed through this type. */
struct lp_slice {
    const uint8_t *data;
    size_t len;
};

/* The bytes of a C string, without its NUL. */
struct lp_slice lp_slice_str(const char *text);

/* At most the first `n` bytes; what is left after at most `n` bytes. */
struct lp_slice lp_slice_head(struct lp_slice s, size_t n);
struct lp_slice lp_slice_from(struct lp_slice s, size_t n);

bool lp_slice_equal(struct lp_slice a, struct lp_slice b);
bool lp_slice_is(struct lp_slice s, const char *text);
bool lp_slice_begins(struct lp_slice s, struct lp_slice with);
bool lp_slice_ends(struct lp_slice s, struct lp_slice with);

/* Order as raw unsigned bytes, a prefix first: <0, 0, >0. */
int lp_slice_order(struct lp_slice a, struct lp_slice b);

/* A place in a slice. Once a take fails, every later take fails too, so a
 * grammar can be read straight down and checked once. */
struct lp_cursor {
    struct lp_slice rest;
    bool failed;
};

struct lp_cursor lp_cursor_over(struct lp_slice bytes);

/**
 * Take the next `n` bytes from `c`, without copying.
 *
 * The result borrows from the bytes under `c` and lives as long as they do.
 * If fewer than `n` bytes remain, or an earlier take failed, returns an empty
 * slice and leaves `c->failed` set; `c` is otherwise unchanged.
 */
struct lp_slice lp_cursor_take(struct lp_cursor *c, size_t n);

/**
 * Take up to and over the next `end` byte; the result leaves `end` out.
 * Without an `end` byte in the rest, fails as lp_cursor_take does.
 */
struct lp_slice lp_cursor_until(struct lp_cursor *c, uint8_t end);

/* Little-endian integers; 0 when the cursor has failed. */
uint8_t lp_cursor_u8(struct lp_cursor *c);
uint16_t lp_cursor_le16(struct lp_cursor *c);
uint32_t lp_cursor_le32(struct lp_cursor *c);
uint64_t lp_cursor_le64(struct lp_cursor *c);

/* Load and store little-endian, at any address. */
static inline uint16_t
lp_get_le16(const uint8_t *from)
{
    uint16_t v;

    memcpy(&v, from, sizeof v);
    return le16toh(v);
}

static inline uint32_t
lp_get_le32(const uint8_t *from)
{
    uint32_t v;

    memcpy(&v, from, sizeof v);
    return le32toh(v);
}

static inline uint64_t
lp_get_le64(const uint8_t *from)
{
    uint64_t v;

    memcpy(&v, from, sizeof v);
    return le64toh(v);
}

/* Load big-endian, likewise. */
static inline uint32_t
lp_get_be32(const uint8_t *from)
{
    uint32_t v;

    memcpy(&v, from, sizeof v);
    return be32toh(v);
}

static inline void
lp_put_le16(uint8_t *to, uint16_t v)
{
    v = htole16(v);
    memcpy(to, &v, sizeof v);
}

static inline void
lp_put_le32(uint8_t *to, uint32_t v)
{
    v = htole32(v);
    memcpy(to, &v, sizeof v);
}

static inline void
lp_put_le64(uint8_t *to, uint64_t v)
{
    v = htole64(v);
    memcpy(to, &v, sizeof v);
}

#endif

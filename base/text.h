#ifndef LP_BASE_TEXT_H
#define LP_BASE_TEXT_H

#include "base/buf.h"

/* Whether `s` is well-formed UTF-8 (no overlong forms, no surrogates). */
bool lp_text_utf8(struct lp_slice s);

/**
 * Decode one code point of `s` at `*i` and move `*i` past it. A malformed
 * sequence gives UINT32_MAX and moves by one byte. `*i` must be < s.len.
 */
uint32_t lp_text_next(struct lp_slice s, size_t *i);

/* Whether a terminal, or a reader's eye, could be led astray by `c`: controls,
 * bidi and other format characters, line separators, noncharacters. */
bool lp_text_unsafe(uint32_t c);

/**
 * Append `name` percent-escaped, as in docs/FORMAT-locator.md: `%`, `>`,
 * unsafe characters and bytes that are not UTF-8 become %XX, byte by byte.
 * The result is printable UTF-8 and can be undone. This is the only way in
 * which text from strangers reaches a terminal or a record.
 */
void lp_text_escape(struct lp_buf *to, struct lp_slice name);

/* Undo lp_text_escape, strictly: false (and `to` as it was) unless escaping
 * the result gives `escaped` again. */
bool lp_text_unescape(struct lp_buf *to, struct lp_slice escaped);

/* Lower-case hex. */
void lp_text_hex(struct lp_buf *to, struct lp_slice bytes);

/* Value of a hexadecimal digit of either case, or -1. */
int lp_text_digit(uint8_t c);

/* Strict: exactly 2*n lower-case hex digits. `to` untouched unless true. */
bool lp_text_unhex(struct lp_slice hex, uint8_t *to, size_t n);

/* Strict decimal: no sign, no leading zero, at most 2^63-1. */
bool lp_text_u64(struct lp_slice digits, uint64_t *out);

/* As above with an optional leading '-' (never "-0"). */
bool lp_text_i64(struct lp_slice digits, int64_t *out);

/* `seconds` since 1970 as 2026-11-22T10:31:00Z; years 0001-9999, else the
 * decimal number of seconds. */
void lp_text_time(struct lp_buf *to, int64_t seconds);

/* YYYY, YYYY-MM or YYYY-MM-DD, a real calendar date. */
bool lp_text_is_date(struct lp_slice s);

#endif

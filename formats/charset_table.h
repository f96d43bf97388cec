#ifndef LP_FORMATS_CHARSET_TABLE_H
#define LP_FORMATS_CHARSET_TABLE_H

#include <stdint.h>

/* The bytes above ASCII. */
#define LP_CHARSET_HIGH 128

/**
 * The characters of the bytes 80-FF in the charset of bytes that iconv(3)
 * calls `name`; 0 for a byte that is none there.
 *
 * The result is a constant table, or `own` filled in. NULL if neither we nor
 * the C library have the charset. We have "windows-1252", "windows-1251" and
 * "koi8-r": what is guessed is there on every system.
 */
const uint16_t *lp_charset_table(const char *name,
                                 uint16_t own[LP_CHARSET_HIGH]);

#endif

#ifndef LP_FORMATS_XLS_RECORD_H
#define LP_FORMATS_XLS_RECORD_H

#include "base/err.h"
#include "base/slice.h"

/* Types of records that are read ([MS-XLS] 2.3). */
enum {
    LP_XLS_FORMULA = 0x0006,
    LP_XLS_EOF = 0x000a,
    LP_XLS_FILEPASS = 0x002f,
    LP_XLS_CONTINUE = 0x003c,
    LP_XLS_SHEET = 0x0085,
    LP_XLS_MULRK = 0x00bd,
    LP_XLS_RSTRING = 0x00d6,
    LP_XLS_SST = 0x00fc,
    LP_XLS_LABELSST = 0x00fd,
    LP_XLS_NUMBER = 0x0203,
    LP_XLS_LABEL = 0x0204,
    LP_XLS_BOOLERR = 0x0205,
    LP_XLS_STRING = 0x0207,
    LP_XLS_RK = 0x027e,
    LP_XLS_BOF = 0x0809,
};

/* A workbook's stream, record by record. Zeroed but for the first two, it is at
 * its first. */
struct lp_xls {
    struct lp_slice rest;
    uint64_t *left; /* records that may yet be looked at */
    unsigned type;
    struct lp_slice data; /* of the record */
    bool cut;             /* the last record ends too early */
};

/* Go on to the next record; false behind the last, or if none is left. */
bool lp_xls_next(struct lp_xls *x);

/* The record behind this one has this type. */
bool lp_xls_follows(const struct lp_xls *x, unsigned type);

/*
 * A record with those that continue it. What is asked for beyond the last of
 * them sets `failed`, as in a cursor.
 */
struct lp_xls_run {
    struct lp_xls *from;
    struct lp_slice rest; /* of the record that is being read */
    bool failed;
};

/* Begin in the record that `x` is at; when the run is over, `x` is at the last
 * one that was needed. */
struct lp_xls_run lp_xls_run(struct lp_xls *x);
uint32_t lp_xls_run_number(struct lp_xls_run *r, unsigned bytes);
void lp_xls_run_skip(struct lp_xls_run *r, uint64_t n);

/* Characters of a string, of which the flags say that they are wide. Where
 * another record goes on with them, its first byte are flags again (2.5.293).
 * Each goes to `put`. */
void lp_xls_run_chars(struct lp_xls_run *r, uint32_t count, unsigned flags,
                      void (*put)(void *who, uint16_t unit), void *who);

/* All of a string with a count of 16 bits (2.5.293, 2.5.294): what follows its
 * characters is passed over. */
void lp_xls_run_string(struct lp_xls_run *r,
                       void (*put)(void *who, uint16_t unit), void *who);

#endif

#ifndef LP_FORMATS_TEXT_ENTITY_TABLE_H
#define LP_FORMATS_TEXT_ENTITY_TABLE_H

/*
 * The named character references of HTML, a row for each first letter, A to Z
 * and then a to z. A row has the names in the order of their bytes, each as
 * ` name:hex`, ` name:hex+hex` for two code points, and `!` behind it if the
 * name counts without its `;` too; a space ends the row.
 */
extern const char *const lp_text_entity_table[52];

#endif

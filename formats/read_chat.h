#ifndef LP_FORMATS_READ_CHAT_H
#define LP_FORMATS_READ_CHAT_H

#include "formats/reader.h"

/*
 * Exports of chats. The members of all of them are the messages, "message 1"
 * and so on with references to what is attached, as the bytes stand: an object
 * of JSON with its braces, or the lines of a message without the last line's
 * end. Groups, contacts and settings of an export are no members.
 */

/* Telegram's result.json, a day of a Slack export, Signal's main.jsonl. */
extern const struct lp_reader_ops lp_read_chat;

/* A text export of WhatsApp. */
extern const struct lp_reader_ops lp_read_chat_text;

#endif

#include "bundle/quote_line.h"

#include <string.h>

/* Of a name of a field. */
#define WORD_MAX ((size_t)40)

/* A mark of what was left out is no longer. */
#define SKIP_MAX ((size_t)20)

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const char *const from_words[] = {
    "From", "Von", "De", "Da", "Van", "Från", "Fra", "От",
};

static const char *const date_words[] = {
    "Sent",  "Date",    "Gesendet",   "Datum",      "Envoyé",    "Enviado",
    "Fecha", "Inviato", "Data",       "Enviado el", "Verzonden", "Skickat",
    "Sendt", "Dato",    "Enviada em", "Отправлено", "Дата",      "Envoyé le",
};

static const char *const subject_words[] = {
    "Subject", "Betreff",   "Objet", "Asunto", "Assunto",
    "Oggetto", "Onderwerp", "Ämne",  "Emne",   "Тема",
};

/* "A. Person wrote:" */
static const char *const at_end[] = {
    "wrote",    "writes",     "a écrit",  "escribió",   "ha scritto",
    "escreveu", "написал",    "пишет",    "написал(а)", "написала",
    "napisał",  "napisał(a)", "napisała",
};

/* "Am 3. März schrieb A. Person:" */
static const char *const anywhere[] = {
    "schrieb",
    "schreef",
    "skrev",
};

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Blanks, and no-break spaces (U+00A0, U+202F), which French sets before a
 * colon. */
static struct lp_slice
trim(struct lp_slice s)
{
    static const struct lp_slice space = {(const uint8_t *)"\xc2\xa0", 2};
    static const struct lp_slice narrow = {(const uint8_t *)"\xe2\x80\xaf", 3};

    while (s.len > 0 && is_blank(s.data[0])) {
        s = lp_slice_from(s, 1);
    }
    for (;;) {
        if (s.len > 0 && is_blank(s.data[s.len - 1])) {
            s.len--;
        } else if (lp_slice_ends(s, space)) {
            s.len -= space.len;
        } else if (lp_slice_ends(s, narrow)) {
            s.len -= narrow.len;
        } else {
            return s;
        }
    }
}

void
lp_quote_line_read(struct lp_quote_line *l, struct lp_slice line)
{
    *l = (struct lp_quote_line){.text = line};
    /* What a mailbox escaped is no quotation. */
    if (lp_slice_begins(line, lp_slice_str(">From "))) {
        l->text = trim(lp_slice_from(line, 1));
        return;
    }
    for (;;) {
        struct lp_slice s = l->text;

        if (l->depth > 0 && s.len > 1 && s.data[0] == ' ') {
            s = lp_slice_from(s, 1);
        }
        if (s.len == 0 || s.data[0] != '>') {
            break;
        }
        l->text = lp_slice_from(s, 1);
        l->depth++;
    }
    l->text = trim(l->text);
}

static bool
is_among(struct lp_slice word, const char *const *of, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (lp_slice_is(word, of[i])) {
            return true;
        }
    }
    return false;
}

enum lp_quote_field
lp_quote_field_of(struct lp_slice text)
{
    struct lp_slice word;
    struct lp_slice value;
    size_t n = 0;

    /* Bold, where a mail program made plain text of markup. */
    while (text.len > 0 && text.data[0] == '*') {
        text = lp_slice_from(text, 1);
    }
    while (n < text.len && n < WORD_MAX && text.data[n] != ':') {
        n++;
    }
    if (n == text.len || n == WORD_MAX) {
        return LP_QUOTE_NO_FIELD;
    }
    word = trim(lp_slice_head(text, n));
    value = trim(lp_slice_from(text, n + 1));
    while (value.len > 0 && value.data[0] == '*') {
        value = trim(lp_slice_from(value, 1));
    }
    if (value.len == 0) {
        return LP_QUOTE_NO_FIELD;
    }
    return is_among(word, from_words, COUNT(from_words))   ? LP_QUOTE_FROM
           : is_among(word, date_words, COUNT(date_words)) ? LP_QUOTE_DATE
           : is_among(word, subject_words, COUNT(subject_words))
               ? LP_QUOTE_SUBJECT
               : LP_QUOTE_NO_FIELD;
}

/* Whether a byte may belong to a word. */
static bool
is_letter(uint8_t c)
{
    return (c | 0x20) >= 'a' ? (c | 0x20) <= 'z' || c >= 0x80 : false;
}

static bool
ends_in_word(struct lp_slice s, const char *word)
{
    struct lp_slice w = lp_slice_str(word);

    return lp_slice_ends(s, w) &&
           (s.len == w.len || !is_letter(s.data[s.len - w.len - 1]));
}

static bool
has_word(struct lp_slice s, const char *word)
{
    struct lp_slice w = lp_slice_str(word);

    while (s.len >= w.len) {
        const uint8_t *at = memmem(s.data, s.len, w.data, w.len);
        size_t before;

        if (at == NULL) {
            break;
        }
        before = (size_t)(at - s.data);
        if ((before == 0 || !is_letter(at[-1])) &&
            (before + w.len == s.len || !is_letter(at[w.len]))) {
            return true;
        }
        /* Before this word there is none; the byte before the rest is its
         * own. */
        s = lp_slice_from(s, before + w.len);
    }
    return false;
}

bool
lp_quote_wrote(struct lp_slice text)
{
    struct lp_slice s = trim(text);

    if (s.len == 0 || s.data[s.len - 1] != ':') {
        return false;
    }
    s = trim(lp_slice_head(s, s.len - 1));
    for (size_t i = 0; i < COUNT(at_end); i++) {
        if (ends_in_word(s, at_end[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < COUNT(anywhere); i++) {
        if (has_word(s, anywhere[i])) {
            return true;
        }
    }
    return false;
}

bool
lp_quote_dated(struct lp_slice text)
{
    unsigned numbers = 0;

    for (size_t i = 0; i < text.len; i++) {
        bool digit = text.data[i] >= '0' && text.data[i] <= '9';
        bool before =
            i > 0 && text.data[i - 1] >= '0' && text.data[i - 1] <= '9';

        numbers += digit && !before ? 1 : 0;
    }
    return numbers >= 2;
}

bool
lp_quote_ends(struct lp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '_') {
            return lp_slice_is(text, "--");
        }
    }
    return text.len >= 5;
}

bool
lp_quote_skips(struct lp_slice text)
{
    return text.len > 0 && text.len <= SKIP_MAX &&
           (text.data[0] == '[' || text.data[0] == '<' || text.data[0] == '(' ||
            text.data[0] == '.' ||
            lp_slice_begins(text, lp_slice_str("\xe2\x80\xa6")));
}

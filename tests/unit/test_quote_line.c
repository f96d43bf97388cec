#include "bundle/quote_line.h"

#include "tests/unit/test.h"

static const struct {
    const char *label;
    const char *line;
    unsigned depth;
    const char *text;
} lines[] = {
    {"nothing", "", 0, ""},
    {"blanks", " \t ", 0, ""},
    {"own text", " yes. ", 0, "yes."},
    {"a quotation", "> yes", 1, "yes"},
    {"without a space", ">yes", 1, "yes"},
    {"an empty line of one", ">", 1, ""},
    {"the same with a space", "> ", 1, ""},
    {"two deep", ">> yes", 2, "yes"},
    {"two deep, apart", "> > yes", 2, "yes"},
    {"two deep, too far apart", ">  > yes", 1, "> yes"},
    {"a mark that is not at the beginning", " > yes", 0, "> yes"},
    {"what a mailbox escaped", ">From here on", 0, "From here on"},
    {"what only looks so", "> From here on", 1, "From here on"},
    {"no-break spaces at the end", "a\xc2\xa0\xe2\x80\xaf", 0, "a"},
};

static const struct {
    const char *label;
    const char *text;
    bool wrote;
    bool dated;
} attributions[] = {
    {"English", "On Mon, 3 Mar 2014, A. Person wrote:", true, true},
    {"English, without a date", "A. Person wrote:", true, false},
    {"one number is no date", "In 1854 Thoreau wrote:", true, false},
    {"English, not at the end", "On 3 Mar 2014 A. wrote this:", false, true},
    {"no colon", "On Mon, 3 Mar 2014, A. Person wrote", false, true},
    {"part of a word", "On 3 Mar 2014 he rewrote:", false, true},
    {"it writes", "A <a@x> writes:", true, false},
    {"the verb alone", "wrote:", true, false},
    {"German", "Am 03.03.2014 schrieb A. Person:", true, true},
    {"German, at the end", "A. Person schrieb:", true, false},
    {"German, part of a word", "Am 3.3. beschrieb A.:", false, true},
    {"German, before a suffix", "Am 3.3. schrieben A.:", false, true},
    {"French",
     "Le 3 mars 2014 \xc3\xa0 10:00, A a \xc3\xa9"
     "crit\xc2\xa0:",
     true, true},
    {"French, without its first word",
     "Le 3 mars 2014, \xc3\xa9"
     "crit :",
     false, true},
    {"Spanish", "El 3 mar. 2014 a las 10:00, A escribi\xc3\xb3:", true, true},
    {"Spanish, without an accent", "El 3 mar. 2014, A escribio:", false, true},
    {"Italian", "Il giorno 3 mar 2014, A ha scritto:", true, true},
    {"Italian, half of it", "Il giorno 3 mar 2014, A scritto:", false, true},
    {"Dutch", "Op 3 maart 2014 10:00 schreef A:", true, true},
    {"Swedish", "Den 3 mars 2014 10:00 skrev A:", true, true},
    {"Swedish, part of a word", "Den 3 mars 2014 beskrev A:", false, true},
    {"Portuguese", "Em 3 de mar. de 2014, A escreveu:", true, true},
    {"Polish", "3 mar 2014 10:00 A napisa\xc5\x82(a):", true, true},
    {"Russian", "3 марта 2014 г., 10:00 A написал(а):", true, true},
    {"Russian, a man", "3 марта 2014 г., A написал:", true, true},
    {"Russian, part of a word", "3 марта 2014 г., A подписал:", false, true},
    {"a colon alone", ":", false, false},
    {"nothing", "", false, false},
};

static const struct {
    const char *label;
    const char *text;
    enum lp_quote_field field;
} fields[] = {
    {"From", "From: A. Person", LP_QUOTE_FROM},
    {"bold", "*From:* A. Person", LP_QUOTE_FROM},
    {"without a value", "From:", LP_QUOTE_NO_FIELD},
    {"bold without a value", "*From:*", LP_QUOTE_NO_FIELD},
    {"of a memorandum", "FROM: A. Person", LP_QUOTE_NO_FIELD},
    {"of a sentence", "From here on: nothing", LP_QUOTE_NO_FIELD},
    {"no colon", "From A. Person", LP_QUOTE_NO_FIELD},
    {"German", "Von: A. Person", LP_QUOTE_FROM},
    {"French", "De\xc2\xa0: A. Person", LP_QUOTE_FROM},
    {"Russian", "От: A. Person", LP_QUOTE_FROM},
    {"Sent", "Sent: Monday", LP_QUOTE_DATE},
    {"Date", "Date: Monday", LP_QUOTE_DATE},
    {"Gesendet", "Gesendet: Montag", LP_QUOTE_DATE},
    {"Envoy\xc3\xa9", "Envoy\xc3\xa9 : lundi", LP_QUOTE_DATE},
    {"Subject", "Subject: Plan", LP_QUOTE_SUBJECT},
    {"Betreff", "Betreff: Plan", LP_QUOTE_SUBJECT},
    {"To is none of them", "To: B", LP_QUOTE_NO_FIELD},
    {"too long a word", "From                                     : A. Person",
     LP_QUOTE_NO_FIELD},
    {"nothing", "", LP_QUOTE_NO_FIELD},
};

static const struct {
    const char *text;
    bool ends;
    bool skips;
} marks[] = {
    {"--", true, false},
    {"---", false, false},
    {"- -", false, false},
    {"_____", true, false},
    {"____", false, false},
    {"____a", false, false},
    {"", false, false},
    {"[...]", false, true},
    {"<snip>", false, true},
    {"...", false, true},
    {"(cut)", false, true},
    {"\xe2\x80\xa6", false, true},
    {"snip", false, false},
    {"[a very long remark]", false, true},
    {"[a very long remark.]", false, false},
};

int
main(void)
{
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct lp_quote_line l;

        lp_quote_line_read(&l, lp_slice_str(lines[i].line));
        CHECK(l.depth == lines[i].depth, lines[i].label);
        CHECK(lp_slice_is(l.text, lines[i].text), lines[i].label);
    }
    for (size_t i = 0; i < sizeof attributions / sizeof attributions[0]; i++) {
        struct lp_slice text = lp_slice_str(attributions[i].text);

        CHECK(lp_quote_wrote(text) == attributions[i].wrote,
              attributions[i].label);
        CHECK(lp_quote_dated(text) == attributions[i].dated,
              attributions[i].label);
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        CHECK(lp_quote_field_of(lp_slice_str(fields[i].text)) ==
                  fields[i].field,
              fields[i].label);
    }
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        struct lp_slice text = lp_slice_str(marks[i].text);

        CHECK(lp_quote_ends(text) == marks[i].ends, marks[i].text);
        CHECK(lp_quote_skips(text) == marks[i].skips, marks[i].text);
    }
    return lp_test_failures != 0;
}

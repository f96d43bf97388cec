#ifndef LP_TESTS_QUOTE_BOX_H
#define LP_TESTS_QUOTE_BOX_H

/* Three paragraphs that have nothing in common, of more than 120 letters each;
 * B is twice that long. The 1 and 2 of each are its lines. */
#define A1 "The committee met on Tuesday and agreed that the figures for the\n"
#define A2 \
    "third quarter are kept back until the audit of the harbour is over,\n"
#define A3 "since nobody could explain the payment.\n"
#define A A1 A2 A3

#define B1 "I have read the draft and have three objections, namely that the\n"
#define B2 \
    "price is not what we said, that the date of delivery is missing in\n"
#define B3 "it, and that a clause about London was never discussed with us.\n"
#define B B1 B2 B3

#define C1 \
    "This message may contain what is confidential or privileged; whoever\n"
#define C2 \
    "receives it by mistake is asked to delete every copy without delay,\n"
#define C3 "and to tell the sender about it on the same day.\n"
#define C C1 C2 C3

#define BY "On Mon, 3 Mar 2014 at 10:00, Carl <carl@x.example> wrote:\n"
#define QA "> " A1 "> " A2 "> " A3
#define QB "> " B1 "> " B2 "> " B3
#define QC "> " C1 "> " C2 "> " C3

#define FIELDS                                         \
    "From: Carl [mailto:carl@x.example]\n"             \
    "Sent: Monday, March 03, 2014 10:00 AM\nTo: Ann\n" \
    "Subject: RE: draft\n"

#endif

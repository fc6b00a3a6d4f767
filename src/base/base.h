/*
 * base: what everything else stands on. Errors, bytes with ceilings, memory in arenas, text, time, and
 * `sk_env`, the only door to clock, files and environment.
 *
 * Ownership in one sentence: what an arena hands out lives until the arena ends; what a buffer holds lives
 * until the buffer is released or changed; nothing else here owns memory.
 *
 * Threads: nothing here is shared; one arena, buffer or env is used by one thread at a time.
 */
#ifndef SK_BASE_H
#define SK_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_MUST_USE __attribute__((warn_unused_result))
#define SK_PRINTF(format_, first_) __attribute__((format(printf, format_, first_)))
#define SK_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A broken invariant of ours (never bad input) stops the process at once, with the place. */
#define SK_INVARIANT(condition) \
	((condition) ? (void)0 : sk_abort(__FILE__, __LINE__, #condition))
_Noreturn void sk_abort(const char *file, int line, const char *condition);

/* ---- errors -------------------------------------------------------------------------------------------- */

/* The class decides the exit code. */
enum sk_error_class {
	SK_CLASS_OK,
	SK_CLASS_INPUT,	      /* a file or an argument is wrong: exit 2 */
	SK_CLASS_EMPTY,	      /* nothing was evaluated: exit 3 */
	SK_CLASS_ENVIRONMENT, /* disk, memory, permissions: exit 4 */
};

enum sk_exit {
	SK_EXIT_CLEAN = 0,
	SK_EXIT_FINDING = 1,
	SK_EXIT_INPUT = 2,
	SK_EXIT_EMPTY = 3,
	SK_EXIT_INTERNAL = 4,
};

/*
 * The one list of errors: X(name, class, text, expected, mend).
 * %1 %2 %3 stand for the arguments given to sk_error_set. The texts are message ids: po/ja.po holds the Japanese.
 */
#define SK_ERROR_LIST(X) \
	X(OK, OK, N_("no error"), N_("-"), N_("-")) \
	X(YAML_SYNTAX, INPUT, N_("not readable as YAML: \"%1\""), N_("plain YAML with two-space indentation"), \
	  N_("look at this line and the one before it")) \
	X(YAML_DEPTH, INPUT, N_("nested more than %1 deep"), N_("at most %1 levels"), N_("flatten the file")) \
	X(YAML_ANCHOR, INPUT, N_("anchors, aliases and tags are not accepted here"), N_("plain values only"), \
	  N_("write the value out where it is needed")) \
	X(YAML_DOCUMENTS, INPUT, N_("more than one document in the file"), N_("one document"), \
	  N_("remove everything from the second '---' on")) \
	X(YAML_EMPTY, INPUT, N_("the file is empty"), N_("a mapping of keys and values"), \
	  N_("restore it from a copy, or make a new one with 'sekisho init'")) \
	X(YAML_DUPLICATE, INPUT, N_("the key '%1' stands twice (first on line %2)"), N_("each key once"), \
	  N_("remove one of the two")) \
	X(YAML_KEY, INPUT, N_("this key is not a plain word"), N_("a short key such as 'name:'"), \
	  N_("write the key as one word")) \
	X(YAML_SIZE, INPUT, N_("more than %1 values in one file"), N_("at most %1 values"), N_("split the file")) \
	X(TEXT_ENCODING, INPUT, N_("a byte that is no text (not UTF-8, a control character or an invisible one)"), N_("text in UTF-8 without control characters"), \
	  N_("save the file again as UTF-8")) \
	X(TEXT_LONG, INPUT, N_("a text is longer than %1 bytes"), N_("at most %1 bytes"), N_("shorten it")) \
	X(KEY_UNKNOWN, INPUT, N_("'%1' is not a key of '%2'"), N_("one of: %3"), \
	  N_("correct the spelling or remove the line")) \
	X(MY_NUMBER, INPUT, N_("12 digits that can be a My Number"), N_("no My Number: it may be written down nowhere"), \
	  N_("take the digits out; nothing was kept")) \
	X(KEY_NEAR, INPUT, N_("'%1' is not a key of '%2'"), N_("'%3'"), N_("correct the spelling")) \
	X(READING_UNKNOWN, INPUT, N_("'%1' has no such reading"), N_("%2"), N_("correct 'about:' or 'choose:'")) \
	X(SUBJECT_UNKNOWN, INPUT, N_("there is no subject '%1'"), N_("an id under 'subjects:' in site.yaml"), \
	  N_("correct the id, or add the subject")) \
	X(KEY_MISSING, INPUT, N_("'%2' lacks the key '%1'"), N_("'%1:' in this mapping"), N_("add it")) \
	X(TYPE, INPUT, N_("'%1' is %2"), N_("%3"), N_("change the value to what is expected")) \
	X(NUMBER, INPUT, N_("'%1' is not a number that fits"), N_("a whole number %2"), N_("correct the number")) \
	X(QUOTE, INPUT, N_("'%1' begins with a zero and is not quoted"), N_("codes in quotes, such as \"0123456\""), \
	  N_("put the value in quotes if it is a code, else remove the zero")) \
	X(CHOICE, INPUT, N_("'%1' is not known here"), N_("one of: %2"), N_("choose one of the list")) \
	X(DATE, INPUT, N_("'%1' is not a date"), N_("a day that exists, as 2026-04-01"), N_("correct the date")) \
	X(TIME, INPUT, N_("'%1' is not a time"), N_("2026-04-01 (with '-', two digits for month and day) or 2026-04-01T09:00:00Z"), N_("correct the time")) \
	X(ID_UNKNOWN, INPUT, N_("'%1' is not in the table '%2'"), N_("an id listed by 'sekisho catalogue list %2'"), \
	  N_("correct the id")) \
	X(NODE_UNKNOWN, INPUT, N_("there is no node '%1' that a link can begin at"), N_("an id under 'nodes:' in site.yaml, of no segment and no tunnel"), \
	  N_("correct the id, or add the node under 'nodes:'")) \
	X(ID_TWICE, INPUT, N_("the id '%1' is used twice (first in %2)"), N_("each id once"), N_("rename one of the two")) \
	X(ID_FORM, INPUT, N_("'%1' cannot be an id"), N_("%2"), N_("rename it")) \
	X(LIST_SHORT, INPUT, N_("'%1' is empty"), N_("at least one entry"), N_("add an entry or remove the key")) \
	X(FORMAT, INPUT, N_("this file says format '%1'"), N_("format: %2"), \
	  N_("use the version of Sekisho that wrote it, or correct the line")) \
	X(CONFLICT, INPUT, N_("%1"), N_("%2"), N_("correct it here")) \
	X(FILE_READ, INPUT, N_("cannot be read: %1"), N_("a readable file"), N_("check the path and its permissions")) \
	X(FILE_LARGE, INPUT, N_("larger than %1 bytes"), N_("at most %1 bytes"), N_("split the file or remove what is not needed")) \
	X(FILE_TAKEN, INPUT, N_("a file of this name lies there already, and nothing is written over"), N_("what lies there is used; or: %1"), \
	  N_("look whether it is what you want; if not, write into another folder")) \
	X(FILE_EXISTS, INPUT, N_("'%1' exists already"), N_("a name that is free"), \
	  N_("choose another name, or remove the folder if an earlier 'init' was broken off; nothing was changed")) \
	X(PAPER_FILLED, INPUT, N_("this sheet was filled in (%1)"), N_("one that was taken, or none"), \
	  N_("take it with 'sekisho answer %2', or move it away; no paper was made")) \
	X(SITE_MISSING, INPUT, N_("no site.yaml in '%1'"), N_("the folder of a site"), \
	  N_("go into the folder, name it with '--site DIR', or make one with 'sekisho init DIR'")) \
	X(USAGE, INPUT, N_("%1"), N_("%2"), N_("see 'sekisho help'")) \
	X(RISK_UNKNOWN, INPUT, N_("nothing is called '%1'"), N_("a control such as T17, a risk such as as01.ti07.v1, or a word such as ransomware"), \
	  N_("'sekisho assess' lists the risks")) \
	X(NETWORK_NONE, INPUT, N_("no network is described, so there is nothing to prove"), N_("'nodes:' and 'links:' in site.yaml"), \
	  N_("describe the network there, or ask one configuration: sekisho prove FILE --refuses PACKETS")) \
	X(NOTHING, EMPTY, N_("nothing was evaluated"), N_("at least one risk that concerns this site"), \
	  N_("check the kind and the premises in site.yaml")) \
	X(CATALOGUE_MISSING, ENVIRONMENT, N_("the guidance data is not at '%1'"), N_("share/sekisho/catalogue beside the program"), \
	  N_("install Sekisho again")) \
	X(FILE_WRITE, ENVIRONMENT, N_("cannot be written: %1"), N_("room and permission to write"), \
	  N_("free space or correct the permissions; the file is whole, old or new")) \
	X(FILE_LEFT, ENVIRONMENT, N_("cannot be written: %1 to %2 lie beside it, left by writers that were broken off"), N_("a free name among these ten"), \
	  N_("delete them when no other sekisho is running: nothing in them counts, and the file itself is whole")) \
	X(MEMORY, ENVIRONMENT, N_("out of memory (ceiling %1 bytes)"), N_("less input or more memory"), \
	  N_("close other programs, or split the input")) \
	X(SANDBOX, ENVIRONMENT, N_("the sandbox cannot be set up: %1"), N_("a kernel with seccomp"), \
	  N_("run on a kernel that has it; nothing was read")) \
	X(SIGNATURE, INPUT, N_("the signature is refused: %1"), N_("the SSH signature of the enrolled key over these very bytes"), \
	  N_("take nothing from this file; have the collector make a new one")) \
	X(KEY_FORMAT, INPUT, N_("not a key that can be used here: %1"), N_("%2"), \
	  N_("copy the key again, or make a new one with 'sekisho enrol'")) \
	X(KEY_MODE, INPUT, N_("others than its owner may use this secret key (mode %1)"), N_("mode 0600"), \
	  N_("'chmod 600' it; if others were on this host meanwhile, make a new key with 'sekisho enrol'")) \
	X(CHAIN, INPUT, N_("this does not continue its chain: %1"), N_("number %2 of the chain, naming the digest of the one before"), \
	  N_("bring the files of a collector in the order they were made, each once")) \
	X(HEADS_FORMAT, INPUT, N_("the list of chains is damaged: %1"), N_("sorted lines of collector, host, number and SHA-256"), \
	  N_("restore it from a copy; without it an old file could pass for a new one")) \
	X(RANDOM, ENVIRONMENT, N_("the system gives no random numbers: %1"), N_("a system with getrandom"), \
	  N_("run on such a system; nothing was made")) \
	X(BUNDLE_JSON, INPUT, N_("this line is not JSON"), N_("one JSON object on one line"), \
	  N_("copy the bundle again; if it is so at its source, have the collector make a new one")) \
	X(BUNDLE_DUPLICATE, INPUT, N_("a key stands twice in this line"), N_("each key once"), \
	  N_("have the collector make a new bundle")) \
	X(BUNDLE_CUT, INPUT, N_("the bundle ends too early"), N_("%1"), N_("copy it again, whole")) \
	X(BUNDLE_SIZE, INPUT, N_("too many %1"), N_("at most %2"), N_("have the collector write several bundles")) \
	X(BUNDLE_ORDER, INPUT, N_("this line does not belong here"), N_("%1"), N_("copy the bundle again; nobody may edit it")) \
	X(BUNDLE_NUMBER, INPUT, N_("coverage %1 stands where coverage %2 belongs"), N_("coverage numbered 1, 2, 3 and so on"), \
	  N_("copy the bundle again; nobody may edit it")) \
	X(BUNDLE_FACT, INPUT, N_("a fact under coverage %1, which is '%2'"), N_("facts only where coverage is complete or partial"), \
	  N_("have the collector make a new bundle")) \
	X(BUNDLE_COUNT, INPUT, N_("the end counts %2 under '%1', there are %3"), N_("the numbers of what stands before it"), \
	  N_("copy it again, whole; nobody may edit it")) \
	X(BUNDLE_KIND, INPUT, N_("there is no kind of fact '%1'"), N_("a kind listed by 'sekisho evidence kinds'"), \
	  N_("bring Sekisho to the version of the collector, or correct the collector")) \
	X(BUNDLE_PERSON, INPUT, N_("'%1' holds 12 digits that can be a My Number"), N_("no My Number anywhere"), \
	  N_("take it away where it came from and make a new bundle; nothing was stored, and it is not repeated here")) \
	X(BUNDLE_SECRET, INPUT, N_("'%1' holds what looks like a private key or the hash of a password"), N_("no secrets anywhere"), \
	  N_("correct the collector and delete this file; nothing was stored")) \
	X(EVIDENCE_COLLECTOR, INPUT, N_("no collector '%1' is enrolled here"), N_("an 'id' under 'collectors:' in site.yaml"), \
	  N_("enrol it with its key, or take nothing from this file")) \
	X(EVIDENCE_HOST, INPUT, N_("collector '%1' is not enrolled on host '%2'"), N_("'%3'"), \
	  N_("take nothing from this file; it was made on another host")) \
	X(EVIDENCE_KEY_DAY, INPUT, N_("no key of collector '%1' is valid on %2"), N_("a day between 'valid-from:' and 'valid-until:'"), \
	  N_("enrol the collector's new key, or take nothing from this file")) \
	X(EVIDENCE_REVOKED, INPUT, N_("the key of collector '%1' is revoked since %2"), N_("a key that nobody else has"), \
	  N_("take nothing from this file; enrol a new key on the host")) \
	X(EVIDENCE_SUBJECT, INPUT, N_("collector '%1' may not speak about '%2'"), N_("a subject under its 'subjects:' in site.yaml"), \
	  N_("take nothing from this file, or add the subject to the collector")) \
	X(EVIDENCE_PLACE, INPUT, N_("'%1' cannot be known of '%2'"), N_("a kind that stands at its place (%3)"), \
	  N_("correct the subject or the collector; nothing was taken")) \
	X(EVIDENCE_LATER, INPUT, N_("it was made at %1, which is still to come"), N_("a time up to %2"), N_("correct the clock of the host; nothing was taken")) \
	X(EVIDENCE_ORDER, INPUT, N_("it was made at %1, before the one before it (%2)"), N_("times that go forward along a chain"), \
	  N_("correct the clock of the host; nothing was taken")) \
	X(EVIDENCE_NAME, INPUT, N_("the file is not named like its content"), N_("%1"), N_("restore the folder from a copy; nothing of this chain counts")) \
	X(EVIDENCE_CHAIN, INPUT, N_("another file of its chain is refused: %1"), N_("a chain that is whole"), \
	  N_("restore the folder from a copy; nothing of this chain counts")) \
	X(EVIDENCE_MANY, INPUT, N_("collector '%1' on host '%2' brings more than can be judged at once"), \
	  N_("at most 320000 facts known at once of one collector on a host, and 400000 of all (96 and 128 MiB)"), \
	  N_("have it look at less and bring that, or take away its oldest files; nothing of this chain counts")) \
	X(EVIDENCE_HEAVY, INPUT, N_("with it, collector '%1' on host '%2' would bring more than can be judged at once"), \
	  N_("at most 320000 facts known at once of one collector on a host, and 400000 of all (96 and 128 MiB)"), \
	  N_("have it look at less and bring that, or take away the oldest files of '%1' on '%2'; all that lies there counts as before")) \
	X(EVIDENCE_MISSING, INPUT, N_("number %1 of the chain of %2 on %3 is not here"), N_("the files of a chain up to its head, without gaps"), \
	  N_("restore the folder from a copy; nothing of this chain counts")) \
	X(EVIDENCE_CHANGED, INPUT, N_("this is not what was taken as number %1"), N_("the bytes with the SHA-256 %2"), \
	  N_("restore the folder from a copy; nothing of this chain counts")) \
	X(EVIDENCE_GONE, INPUT, N_("this chain told something about '%1' at %2, and in site.yaml it does not stand there"), N_("a subject of that id at that place, or one that is gone under 'retired:'"), \
	  N_("if it has another name or place now, give it the old ones back; if it is gone, say so: retired: [{subject: %1, by: ..., date: ..., reason: ...}]")) \
	X(EVIDENCE_OTHER, INPUT, N_("another file lies in its place: %1"), N_("no file of that name, or one with the same bytes"), \
	  N_("see 'sekisho evidence list': if that file was not taken, take it away and bring this one again")) \
	X(EVIDENCE_FORKED, INPUT, N_("%1 lies there, and goes on from another bundle than this one"), N_("the bundle with the SHA-256 %2"), \
	  N_("bring the bundle that it goes on from; if there is none, see 'sekisho evidence list' and take that file away")) \
	X(EVIDENCE_LOOKED, INPUT, N_("it was looked at %1, after the bundle was made (%2)"), N_("looking first, then the bundle"), \
	  N_("correct the collector; nothing was taken")) \
	X(LOOK_UNKNOWN, INPUT, N_("this is no evidence that is known here"), N_("settings as a device prints them (Yamaha: show config; NEC IX: show running-config; Linux: iptables-save, nft list ruleset; Windows: its firewall's export; swanctl.conf, hostapd.conf), or a bundle of a collector"), \
	  N_("a letter or a mail is none of these: ask whoever maintains the device for what it prints, and bring a collector's file as it was written")) \
	X(LOOK_KIND, INPUT, N_("this is %1, and no settings"), N_("what the device prints of its settings, as a file of text alone"), \
	  N_("ask whoever maintains the device for that file; a document, a picture or a packed file holds none that can be read")) \
	X(LOOK_SUBJECT, INPUT, N_("it is not said whose settings these are"), N_("--subject with one of: %1"), N_("type it again with the one they are of: sekisho look %2 --subject ID")) \
	X(LOOK_NOWHERE, INPUT, N_("no subject of this site can have such settings (%1)"), N_("a subject at one of the places: %2"), \
	  N_("add the device under 'subjects:' in site.yaml")) \
	X(CONFIG_SYNTAX, INPUT, N_("not understood: %1"), N_("%2"), N_("bring the configuration as the device prints it; nothing was judged")) \
	X(CONFIG_CHAIN, INPUT, N_("there is no chain '%1'"), N_("choose with --chain: %2"), N_("write --chain \"NAME\", or bring the configuration whole")) \
	X(CONFIG_HOOKS, INPUT, N_("chains of the name '%1' stand at different hooks, and no packet meets all of them"), N_("choose a hook with --chain: %2"), N_("ask about one hook after the other")) \
	X(PACKETS, INPUT, N_("these words for packets are not understood: %1"), N_("%2"), \
	  N_("write it as: tcp port 445, or: tcp port 445 from 192.168.1.0/24 state new")) \
	X(CONFIG_LOOP, INPUT, N_("chain '%1' jumps to itself"), N_("chains that end"), N_("bring the configuration as the device prints it")) \
	X(CONFIG_SIZE, INPUT, N_("too many %1"), N_("at most %2"), N_("bring a smaller part of it")) \
	X(CONFIG_CUT, INPUT, N_("the configuration ends too early: %1"), N_("%2"), N_("copy it again, whole")) \
	X(CERTIFICATE_SIZE, INPUT, N_("the certificate would have more than %1"), N_("a certificate of at most that"), \
	  N_("ask about fewer packets: name addresses, a port, an interface; no certificate was written")) \
	X(CERTIFICATE_OTHER, INPUT, N_("what lies here already is no certificate"), N_("a free name, or that of an older certificate"), \
	  N_("choose another name; nothing was written")) \
	X(CHECK_SQL, INPUT, N_("the query of check '%1' is refused: %2"), N_("one SELECT over the kinds under 'needs:', within the fence of docs/checks.md"), \
	  N_("correct 'sql:'; nothing was judged")) \
	X(CHECK_FORM, INPUT, N_("check '%1' does not fit its query: %2"), N_("%3"), N_("correct the check; nothing was judged")) \
	X(CHECK_ROW, INPUT, N_("check '%1' returned %2"), N_("rows of subject, reason and fact: %3"), N_("correct 'sql:'; nothing was judged")) \
	X(CHECK_LONG, INPUT, N_("check '%1' goes on too long or takes too much memory"), N_("a query within %2 steps and 16 MiB"), \
	  N_("make 'sql:' simpler; nothing was judged")) \
	X(SELECT_SIZE, INPUT, N_("too many %1 to plan for"), N_("at most %2"), N_("settle some of them first, or set the line higher")) \
	X(SELECT_HARD, INPUT, N_("no exact plan within the work that is allowed (%1)"), N_("fewer controls that are open, or fewer that overlap"), \
	  N_("settle or assume some of the controls first; nothing was estimated instead")) \
	X(STORE_FORMAT, INPUT, N_("this is no store of verdicts that can be used: %1"), N_("a file that this version of Sekisho made"), \
	  N_("name another file, or restore it from a copy; nothing was changed")) \
	X(ANSWER_SHEET, INPUT, N_("this cannot be taken as answers of this site: %1"), N_("an answer sheet that 'sekisho papers' made for this site, filled in"), \
	  N_("make a new one with 'sekisho papers' and copy the answers there; nothing was changed")) \
	X(ATTACHMENT, INPUT, N_("this file cannot be attached: %1"), N_("%2"), N_("give another file, or answer without one; nothing of it was kept")) \
	X(LEDGER_SHEET, INPUT, N_("this cannot be taken as the device ledger of this site: %1"), N_("a ledger sheet that 'sekisho papers' made for this site, filled in"), \
	  N_("make a new one with 'sekisho papers ledger' and copy the rows there; nothing was changed")) \
	X(FONT, ENVIRONMENT, N_("the font of the report cannot be read"), N_("IPAex Gothic (Debian: fonts-ipaexfont-gothic)"), \
	  N_("install that font; every other paper can be written without it")) \
	X(STORE_NEWER, INPUT, N_("a later version of Sekisho made this file (version %1 of its tables)"), N_("version %2 or older"), \
	  N_("read it with that version of Sekisho, or a later one; nothing was changed")) \
	X(HISTORY_NONE, INPUT, N_("no assessment is kept as '%1'"), N_("%2"), N_("'sekisho history' lists them")) \
	X(HISTORY_MOVED, INPUT, N_("this file was written while it was read"), N_("files that stay as they are meanwhile"), \
	  N_("do it again when nobody writes there; nothing was kept")) \
	X(STORE_ACCESS, ENVIRONMENT, N_("the store of verdicts cannot be read or written: %1"), N_("room, permission, and nobody who holds it"), \
	  N_("mend that and do it again; what stood there before still stands")) \
	X(SHEET_KIND, INPUT, N_("this is %1"), N_("an Excel workbook (.xlsx), or a table as CSV in UTF-8, UTF-16 or Shift_JIS (CP932)"), \
	  N_("%2")) \
	X(SHEET_DAMAGED, INPUT, N_("the workbook is damaged: %1"), N_("a whole .xlsx file"), \
	  N_("open it in the program that made it, save it as 'Excel workbook (.xlsx)' and bring that")) \
	X(SHEET_PART, INPUT, N_("the workbook is damaged: its part '%1' %2"), N_("a whole .xlsx file"), \
	  N_("open it in the program that made it, save it as 'Excel workbook (.xlsx)' and bring that")) \
	X(SHEET_XML, INPUT, N_("the workbook is damaged: its part '%1' cannot be read from its line %2 on (\"%3\")"), N_("a whole .xlsx file"), \
	  N_("open it in the program that made it, save it as 'Excel workbook (.xlsx)' and bring that")) \
	X(SHEET_BROKEN, INPUT, N_("the workbook is damaged: cell %1 holds %2"), N_("a whole .xlsx file"), \
	  N_("open it in the program that made it, save it as 'Excel workbook (.xlsx)' and bring that")) \
	X(SHEET_SIZE, INPUT, N_("there are too many %1"), N_("at most %2"), \
	  N_("take out what is not needed, save it and bring that")) \
	X(SHEET_SIGN, INPUT, N_("cell %1 holds a sign that may not stand in it (%2)"), N_("letters, digits and signs that are seen"), \
	  N_("type the text of this cell anew, save the file and bring it again")) \
	X(SHEET_LONG, INPUT, N_("the text of cell %1 is too long"), N_("at most %2 bytes"), \
	  N_("shorten it, save the file and bring it again")) \
	X(SHEET_CSV, INPUT, N_("%1"), N_("fields as CSV has them: a field with a separator, a quote or a line break stands in quotes, and a quote in it twice"), \
	  N_("correct this line, or save the table as 'Excel workbook (.xlsx)' and bring that")) \
	X(SHEET_BYTES, INPUT, N_("%1"), N_("UTF-8, UTF-16 with its mark, or Shift_JIS (CP932), one of them throughout"), \
	  N_("save the table as 'CSV UTF-8' or 'Excel workbook (.xlsx)' and bring that")) \
	X(SHEET_NAME, INPUT, N_("no sheet is called '%1'"), N_("one of: %2"), \
	  N_("give the sheet its name back, save the file and bring it again")) \
	X(SHEET_HEADER, INPUT, N_("the row of %1 has no column '%2'"), N_("one of its columns is '%2'; there are: %3"), \
	  N_("give the column its name back, save the file and bring it again")) \
	X(SHEET_TWICE, INPUT, N_("cell %1 is a second column '%2' (the first is column %3)"), N_("each column once"), \
	  N_("rename one of the two, save the file and bring it again")) \
	X(SHEET_CELL, INPUT, N_("cell %1 holds '%2'"), N_("%3"), \
	  N_("correct this cell, save the file and bring it again")) \
	X(SHEET_EMPTY, INPUT, N_("cell %1 is empty"), N_("%2"), \
	  N_("fill this cell, save the file and bring it again")) \
	X(SHEET_PERSON, INPUT, N_("'%1' holds 12 digits that can be a My Number"), N_("no My Number anywhere"), \
	  N_("take the digits out, save the file and bring it again; nothing was kept"))

/* Marks a text for translation without translating it there. */
#define N_(text) text

enum sk_error_id {
#define SK_ERROR_ENUM(name, class, text, expected, mend) SK_E_##name,
	SK_ERROR_LIST(SK_ERROR_ENUM)
#undef SK_ERROR_ENUM
	SK_E_COUNT
};

/* Outcome of every call that can fail. A struct, so that it is neither ignored nor taken for a number. */
typedef struct sk_outcome {
	enum sk_error_class class;
} sk_outcome;

/* Every function that can fail is declared SK_OUTCOME name(...): ignoring it does not compile. */
#define SK_OUTCOME SK_MUST_USE sk_outcome
#define SK_OK ((sk_outcome){SK_CLASS_OK})

static inline SK_MUST_USE bool sk_failed(sk_outcome outcome)
{
	return outcome.class != SK_CLASS_OK;
}

/* Hands a failure to the caller. */
#define SK_TRY(call) \
	do { \
		sk_outcome sk_try_ = (call); \
		if (sk_failed(sk_try_)) \
			return sk_try_; \
	} while (0)

enum { SK_ERROR_ARGUMENTS = 3, SK_ERROR_TEXT = 320 };

/* Position in a file: line and column from 1, columns in code points; 0 = not known. Borrowed file name. */
struct sk_place {
	const char *file;
	uint32_t line, column;
};

/* The caller owns it; a callee fills it only when it fails. Holds copies, borrows nothing. */
struct sk_error {
	enum sk_error_id id;
	char file[SK_ERROR_TEXT];
	uint32_t line, column;
	char argument[SK_ERROR_ARGUMENTS][SK_ERROR_TEXT];
};

/* A text from outside as it may stand on a terminal and in JSON: what is no UTF-8 and every control character become '?', tab
 * and newline a space, and the digits of what can be a My Number '*'; a long one is cut on a code point and ends in "...". NULL counts as "". */
void sk_text_shown(char to[SK_ERROR_TEXT], const char *from);
/* Fills *error and returns its class. Missing arguments may be NULL. Arguments are shown by sk_text_shown. */
SK_OUTCOME sk_error_set(struct sk_error *error, enum sk_error_id id, const struct sk_place *place,
			const char *argument1, const char *argument2, const char *argument3);
/* The same for an argument that is a number. */
SK_OUTCOME sk_error_set_number(struct sk_error *error, enum sk_error_id id, const struct sk_place *place, size_t number);

const char *sk_error_name(enum sk_error_id id);		     /* "yaml-depth": for JSON, never translated */
enum sk_error_class sk_error_class_of(enum sk_error_id id);
enum sk_exit sk_exit_of(enum sk_error_class class);

/* ---- arena --------------------------------------------------------------------------------------------- */

/* Memory that ends at once. Grows in blocks up to a ceiling in bytes. */
struct sk_arena;

/* NULL when there is no memory. */
SK_MUST_USE struct sk_arena *sk_arena_new(size_t ceiling);
void sk_arena_free(struct sk_arena *arena); /* takes NULL */
size_t sk_arena_used(const struct sk_arena *arena);

/* Zeroed, aligned for any type, never NULL on SK_OK. SK_E_MEMORY past the ceiling or without memory. */
SK_OUTCOME sk_arena_take(struct sk_arena *arena, size_t count, size_t size, void **out, struct sk_error *error);
/* The same, not zeroed: room for the most there may be of what is counted as it is written, so that the rest of it costs nothing. */
SK_OUTCOME sk_arena_room(struct sk_arena *arena, size_t count, size_t size, void **out, struct sk_error *error);
/* Copy of length bytes plus a NUL. */
SK_OUTCOME sk_arena_text(struct sk_arena *arena, const char *text, size_t length, const char **out, struct sk_error *error);
/* printf into the arena. */
SK_OUTCOME sk_arena_print(struct sk_arena *arena, const char **out, struct sk_error *error, const char *format, ...)
	SK_PRINTF(4, 5);

static inline void sk_arena_cleanup(struct sk_arena **arena)
{
	sk_arena_free(*arena);
}
#define SK_ARENA_SCOPE __attribute__((cleanup(sk_arena_cleanup))) struct sk_arena *

/* ---- buffer -------------------------------------------------------------------------------------------- */

/*
 * Growing bytes with a ceiling, always NUL-terminated once anything was added. Zero-initialise with SK_BUF(ceiling).
 * A failed append leaves it as it was and is remembered in `failed`, so that a writer may append many times and ask once.
 */
struct sk_buf {
	char *bytes;	/* NULL until the first append */
	size_t length;	/* without the NUL */
	size_t room;	/* allocated */
	size_t ceiling; /* most bytes it may hold */
	bool failed;
};
#define SK_BUF(ceiling_) ((struct sk_buf){.ceiling = (ceiling_)})

void sk_buf_add(struct sk_buf *buf, const char *bytes, size_t length);
void sk_buf_text(struct sk_buf *buf, const char *text);
/* Copy of its bytes in the arena, aligned for any type, with a NUL; never NULL on SK_OK. */
SK_OUTCOME sk_buf_keep(const struct sk_buf *buf, struct sk_arena *arena, void **out, struct sk_error *error);
void sk_buf_print(struct sk_buf *buf, const char *format, ...) SK_PRINTF(2, 3);
void sk_buf_print_list(struct sk_buf *buf, const char *format, va_list arguments) SK_PRINTF(2, 0);
/* Makes room for `length` more bytes and returns where they go, or NULL (and `failed`). Call sk_buf_added after filling. */
SK_MUST_USE char *sk_buf_room(struct sk_buf *buf, size_t length);
void sk_buf_added(struct sk_buf *buf, size_t length);
void sk_buf_clear(struct sk_buf *buf);	 /* keeps the memory */
void sk_buf_release(struct sk_buf *buf); /* back to empty; takes NULL */
/* SK_E_MEMORY when any append failed. */
SK_OUTCOME sk_buf_check(const struct sk_buf *buf, struct sk_error *error);

#define SK_BUF_SCOPE __attribute__((cleanup(sk_buf_release))) struct sk_buf

/* ---- text ---------------------------------------------------------------------------------------------- */

enum sk_lang { SK_LANG_EN, SK_LANG_JA };

/* A text in both languages; either may be NULL where the owner says so. Borrowed. */
struct sk_label {
	const char *ja, *en;
};

/* The text in the language, else in the other one, else "". */
const char *sk_label_in(const struct sk_label *label, enum sk_lang lang);
/* It is the label in one of its languages. */
bool sk_label_is(const struct sk_label *label, const char *text);

/* Length in bytes of the code point that starts at text[0], 0 when it is not valid UTF-8 (overlong, surrogate, cut). */
size_t sk_utf8_step(const char *text, size_t length);
/* True when all is valid UTF-8 without control characters other than tab and newline, and without what is not seen: signs of format such as those that
 * turn the direction of a line, separators of lines, letters without a shape. Variation selectors pass. *bad = offset of the first bad byte. */
bool sk_utf8_clean(const char *text, size_t length, size_t *bad);
/* Whether a text holds 12 digits that can be a My Number (個人番号) by their check digit, alone or between other characters; digits of all scripts
 * count, in groups with blanks, hyphens or one sign between them, but for what has the form of an address, a time, a UUID or a digest (decision
 * 0014). Twelve zeros are nobody's number. It is kept nowhere. */
bool sk_my_number_inside(const char *text, size_t length);
/* Puts '*' in the place of its digits, where one is inside: for names from outside that cannot be refused. */
void sk_my_number_hide(char *text);
/* The last part of a path; borrowed from it. */
const char *sk_text_file(const char *path);
/* Columns on a terminal: wide characters count 2, combining ones 0. Needs no locale. */
size_t sk_text_columns(const char *text);
/* Bytes of the longest head of text that fits in `columns`. */
size_t sk_text_fit(const char *text, size_t columns);
/* Edit distance of two short ASCII words, at most `most` + 1: to suggest the right spelling. */
unsigned sk_text_distance(const char *a, const char *b, unsigned most);

/* ---- time ---------------------------------------------------------------------------------------------- */

/* Seconds since 1970-01-01T00:00:00Z, proleptic Gregorian, no leap seconds. */
typedef int64_t sk_time;
enum { SK_DAY = 86400 };
/* 2999-12-31T23:59:59Z, the last one that can be written. */
#define SK_TIME_LAST INT64_C(32503679999)

/* "2026-04-01" -> start of that day in UTC; or "2026-04-01T09:00:00Z" with Z or an offset +09:00. False when it is no such time.
 * Years 1900 to 2999. */
bool sk_time_parse(const char *text, size_t length, sk_time *out);
/* True when the text is exactly YYYY-MM-DD and the day exists. */
bool sk_date_parse(const char *text, size_t length, sk_time *out);
enum { SK_TIME_TEXT = 32 };
/* The calendar day that `at` falls on in Japan (UTC+9 all year), as sk_date_parse gives it. */
sk_time sk_day_in_japan(sk_time at);
void sk_time_print(sk_time time, char out[SK_TIME_TEXT]); /* 2026-04-01T00:00:00Z */
void sk_time_print_japan(sk_time time, char out[SK_TIME_TEXT]); /* 2026-04-01 09:00, as clocks in Japan show it */
void sk_date_print(sk_time time, char out[SK_TIME_TEXT]); /* 2026-04-01 */

/* ---- env ----------------------------------------------------------------------------------------------- */

enum sk_entry_kind { SK_ENTRY_FILE, SK_ENTRY_FOLDER, SK_ENTRY_OTHER, SK_ENTRY_NONE };

/*
 * The only door to clock, files and environment variables; a gate of the build holds it. The table can be replaced, so that
 * tests run on a simulated clock and disk. Paths are UTF-8, '/' separated. Functions returning int give 0 or an errno value.
 * `handle` is an open file, >= 0.
 */
struct sk_env {
	void *self;
	sk_time (*now)(void *self);
	int (*random)(void *self, void *out, size_t length); /* unpredictable bytes, all of them or an error */
	const char *(*variable)(void *self, const char *name); /* NULL when not set; borrowed until the next call */
	/* The folder that holds bin/ and share/, without a trailing '/'. Written to out, NUL-terminated. */
	int (*prefix)(void *self, char *out, size_t room);
	enum sk_entry_kind (*kind)(void *self, const char *path);
	int (*open_read)(void *self, const char *path, int *handle);
	/* Who may do what with an open file, as the lower nine bits of Unix. */
	int (*mode)(void *self, int handle, unsigned *mode);
	int (*set_mode)(void *self, int handle, unsigned mode); /* of a file made by open_new: exactly this */
	/* The path of the file that `path` means, through symbolic links; written to out, NUL-terminated. */
	int (*target)(void *self, const char *path, char *out, size_t room);
	int (*open_new)(void *self, const char *path, unsigned mode, int *handle); /* must not exist */
	int (*read)(void *self, int handle, char *out, size_t room, size_t *got); /* *got = 0 at the end */
	int (*write)(void *self, int handle, const char *bytes, size_t length, size_t *put);
	int (*sync)(void *self, int handle);
	int (*close)(void *self, int handle);
	int (*rename)(void *self, const char *from, const char *to);
	int (*remove)(void *self, const char *path);	    /* file or empty folder; no error when absent */
	int (*make_folder)(void *self, const char *path, unsigned mode);
	int (*sync_folder)(void *self, const char *path);
	/* Waits until no other process holds this folder; `close` lets go of it, and so does the end of the process. */
	int (*lock_folder)(void *self, const char *path, int *handle);
	/* Calls `each` with every entry's name but . and .. in any order; stops when it returns false. */
	int (*list)(void *self, const char *path, bool (*each)(void *context, const char *name), void *context);
};

/* Whole file into *out (appended), refused past `ceiling` bytes. Only regular files. `shown` is the name used in errors. */
SK_OUTCOME sk_env_read_file(const struct sk_env *env, const char *path, const char *shown, size_t ceiling, struct sk_buf *out,
			    struct sk_error *error);
/* write to a new file beside it, fsync, rename over it, fsync the folder: after a crash the file is whole, old or new. */
SK_OUTCOME sk_env_write_file(const struct sk_env *env, const char *path, const char *bytes, size_t length, unsigned mode,
			     struct sk_error *error);
/* The same where nobody else writes this file meanwhile, because all of its writers hold a lock: leftovers of a crash that take every name beside it
 * are removed. */
SK_OUTCOME sk_env_write_file_alone(const struct sk_env *env, const char *path, const char *bytes, size_t length, unsigned mode,
				   struct sk_error *error);
/* New bytes for a file that is there: it keeps its mode, and where path is a symbolic link, the file that it means is written. */
SK_OUTCOME sk_env_replace_file(const struct sk_env *env, const char *path, const char *bytes, size_t length, struct sk_error *error);
/* Waits for the folder's lock; held until env->close(env->self, *handle). */
SK_OUTCOME sk_env_lock_folder(const struct sk_env *env, const char *path, int *handle, struct sk_error *error);
/* An errno value in words, in the chosen language; bare systems carry no translation of the C library's. In scratch or for ever. */
enum { SK_REASON_TEXT = 64 };
const char *sk_env_reason(int number, char scratch[SK_REASON_TEXT]);
/* Sorted names of a folder's entries that end in `suffix` (NULL: all); at most `most`. In the arena. */
SK_OUTCOME sk_env_list(const struct sk_env *env, struct sk_arena *arena, const char *path, const char *suffix, size_t most,
		       const char *const **names, size_t *count, struct sk_error *error);

/* ---- messages ------------------------------------------------------------------------------------------ */

/*
 * Chooses the language of all messages of this process and where the translations lie (`folder`/ja/LC_MESSAGES).
 * Called once at the start. Without it messages are English.
 */
void sk_messages_open(enum sk_lang lang, const char *folder);
/* The message in the chosen language. Borrowed for ever. */
const char *sk_message(const char *id) __attribute__((format_arg(1)));
#define _(text) sk_message(text)

/* ja only when the first set of LC_ALL, LC_MESSAGES, LANG says ja and UTF-8, and the terminal is not the kernel's console,
 * which has no Japanese letters. */
enum sk_lang sk_lang_of_env(const struct sk_env *env);
/* True when the locale says UTF-8 and the terminal is not the kernel's console; otherwise output keeps to ASCII. */
bool sk_utf8_of_env(const struct sk_env *env);

/* The whole error as two or three lines, "file:line:column: error: ...", "  expected: ...", "  mend: ...". */
void sk_error_print(const struct sk_error *error, struct sk_buf *out);
/* Replaces %1 %2 %3 of the format by the arguments. */
void sk_message_fill(struct sk_buf *out, const char *format, const char *const *arguments, size_t count);

#endif

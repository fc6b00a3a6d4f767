/*
 * How the tables of kinds are written. Private to fact/; kinds_host.h, kinds_network.h and kinds_practice.h are data, included once by
 * kinds.c.
 *
 * What holds for every column: nothing that is a secret has a column to stand in. Where one is tempting, a comment says what stands
 * there instead. Names that a system shows in its own language (profiles, interfaces, groups) are not taken: ids are.
 */
#ifndef SK_FACT_KINDS_H
#define SK_FACT_KINDS_H

#include "fact/fact.h"

enum { MAY = false, MUST = true };

/* Ceilings in bytes of texts that occur often. */
enum { MOST_ID = 64, MOST_NAME = 128, MOST_VERSION = 64, MOST_IDENTITY = 184, MOST_ADDRESS = 64, MOST_PATH = 512, DIGEST = 64, ADDRESS_KEY = 32 };
/* Numbers that only have to be sane. */
enum { MOST_DAYS = 36500, MOST_COUNT = 1000000, MOST_SECONDS = 31622400 };

#define LINE(need_, name_, most_, ja_, en_) \
	{.name = #name_, .type = SK_COLUMN_TEXT, .form = SK_FORM_LINE, .needed = need_, .low = 1, .high = most_, .meaning = {ja_, en_}}
#define CODE(need_, name_, most_, ja_, en_) \
	{.name = #name_, .type = SK_COLUMN_TEXT, .form = SK_FORM_CODE, .needed = need_, .low = 1, .high = most_, .meaning = {ja_, en_}}
#define HEX(need_, name_, length_, ja_, en_) \
	{.name = #name_, .type = SK_COLUMN_TEXT, .form = SK_FORM_HEX, .needed = need_, .low = length_, .high = length_, .meaning = {ja_, en_}}
#define WORD(need_, name_, words_, ja_, en_) \
	{.name = #name_, .type = SK_COLUMN_CHOICE, .needed = need_, .choices = words_, .meaning = {ja_, en_}}
#define NUMBER(need_, name_, low_, high_, unit_, ja_, en_) \
	{.name = #name_, .type = SK_COLUMN_INTEGER, .needed = need_, .low = low_, .high = high_, .unit = unit_, .meaning = {ja_, en_}}
#define FLAG(need_, name_, ja_, en_) {.name = #name_, .type = SK_COLUMN_FLAG, .needed = need_, .high = 1, .meaning = {ja_, en_}}
#define TIME(need_, name_, ja_, en_) {.name = #name_, .type = SK_COLUMN_TIME, .needed = need_, .meaning = {ja_, en_}}
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

#define KIND(name_, places_, methods_, ja_, en_, meaning_ja_, meaning_en_) \
	{.name = #name_, .label = {ja_, en_}, .meaning = {meaning_ja_, meaning_en_}, .places = places_, .methods = methods_, \
	 .columns = columns_##name_, .column_count = SK_COUNT(columns_##name_)}

#define BIT(method_) (1u << SK_FACT_##method_)
#define BY_CONFIGURATION BIT(CONFIGURED)
#define BY_LOOKING (BIT(CONFIGURED) | BIT(OBSERVED))
#define BY_TRYING (BIT(CONFIGURED) | BIT(OBSERVED) | BIT(EXERCISED))
#define BY_WORD BIT(ATTESTED)
#define BY_ANY (BY_WORD | BY_TRYING)

/* Ids of catalogue/places.yaml. */
#define HOSTS "terminal", "claim-terminal", "receipt-computer"
#define ROUTERS "router-a", "router-b"
#define HUBS "hub-1", "hub-2"
#define AT_HOSTS WORDS(HOSTS)
#define AT_HOSTS_AND_PRACTICE WORDS(HOSTS, "practice")
#define AT_ROUTERS WORDS(ROUTERS)
#define AT_NETWORK WORDS(ROUTERS, HUBS, "wireless")
#define AT_HOSTS_AND_NETWORK WORDS(HOSTS, ROUTERS, HUBS, "wireless")
#define AT_DEVICES WORDS(HOSTS, ROUTERS, HUBS, "wireless", "reader")
#define AT_PRACTICE WORDS("practice")

#define FAMILIES WORDS("ipv4", "ipv6")

#endif

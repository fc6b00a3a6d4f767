/* Building JSON with jansson. Private to report/. */
#ifndef SK_REPORT_JSON_H
#define SK_REPORT_JSON_H

#include "report/report.h"

#include <jansson.h>

/* jansson reports a lack of memory by NULL, and its *_new functions take NULL as a failure: so a tree is built without asking at
 * every step, json_put and json_add remember, and json_finish asks once at the end. */

json_t *json_text(const char *text);			  /* NULL text -> null */
json_t *json_label(const struct sk_label *label);	  /* {ja, en} */
json_t *json_date(sk_time time);			  /* 0 -> null */
json_t *json_time(sk_time time);
json_t *json_ids(const struct sk_ids *ids);
json_t *json_source(const struct sk_source *source, int row); /* {section, table, row}, null when empty */
void json_put(json_t *object, const char *key, json_t *value);
void json_add(json_t *array, json_t *value);
bool json_full(void); /* nothing more goes in: long loops may end */
bool json_detailed(void); /* there is room for details that may be left out */
/* Keys and table names as JSON has them: '_' for '-'. */
enum { JSON_KEY_ROOM = 64 };
void json_key(const char *name, char out[JSON_KEY_ROOM]);
void json_put_int(json_t *object, const char *key, long long value);

/* A struct bound by a shape, back to JSON: keys with '-' become '_', absent optional values are left out. */
json_t *json_shape(const struct sk_shape *shape, const void *from);

/* Parts of the register, shared by assess and why. */
json_t *json_head(const char *format, const struct sk_register *register_); /* format, at, site, line, counts */
json_t *json_risk(const struct sk_risk *risk);
json_t *json_verdict(const struct sk_verdicts *verdicts, const struct sk_verdict *verdict);
json_t *json_attachments(const struct sk_attachment *items, size_t count);
json_t *json_counts(const struct sk_counts *counts);
json_t *json_look(const struct sk_look *look);
json_t *json_brought(const struct sk_brought *brought);
json_t *json_moved(const struct sk_register *before, const struct sk_register *after); /* controls that are otherwise */
json_t *json_site(const struct sk_site *site);
/* Configurations among what was brought, with what checks say of them. */
json_t *json_settings(const struct sk_look_settings *looks, size_t count, const struct sk_verdicts *verdicts);
json_t *json_results(const struct sk_finding *finding); /* what checks say about it */
json_t *json_past_row(const struct sk_past_table *table, const void *row); /* counts as one object; row NULL: null */
json_t *json_past(const struct sk_past *past); /* without its rows */
/* Parts of the catalogue. */
json_t *json_scenario(const struct sk_catalogue *catalogue, const struct sk_scenario *from);
json_t *json_row(const struct sk_catalogue *catalogue, const struct sk_catalogue_table *kind, const void *row);
json_t *json_table(const struct sk_catalogue *catalogue, const struct sk_catalogue_table *kind);

/* Writes the tree with a final newline and frees it. SK_E_MEMORY when anything of it could not be made. */
SK_OUTCOME json_finish(const struct sk_report *report, json_t *root);

#endif

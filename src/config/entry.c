/* Where packets enter a filter. */
#include "config/config.h"

#include <string.h>
#include <strings.h>

enum { NAMES_MAX = 300 };

const struct sk_filter_chain *sk_filter_chain_named(const struct sk_filter *filter, const char *table, const char *name)
{
	for (size_t i = 0; i < filter->count; i++)
		if (strcmp(filter->chains[i].name, name) == 0 && (!table || strcmp(filter->chains[i].table, table) == 0))
			return &filter->chains[i];
	return NULL;
}

bool sk_filter_is_entry(const struct sk_filter_chain *chain)
{
	return chain->hook && chain->families && !chain->translates;
}

/* Behind those of the same priority. */
static void insert(struct sk_entry *entry, const struct sk_filter_chain *chain)
{
	size_t at = entry->count++;
	for (; at > 0 && entry->chains[at - 1]->priority > chain->priority; at--)
		entry->chains[at] = entry->chains[at - 1];
	entry->chains[at] = chain;
	entry->families |= chain->families;
}

/* Of a chain that packets enter: its name; of those called `name` the hook. NULL: nothing to tell of it. */
static const char *told(const struct sk_filter_chain *chain, const char *name)
{
	if (!sk_filter_is_entry(chain))
		return NULL;
	return !name ? chain->name : strcmp(chain->name, name) == 0 ? chain->hook : NULL;
}

/* What is told of them, each word once. */
static void list(const struct sk_filter *filter, const char *name, struct sk_buf *out)
{
	for (size_t i = 0; i < filter->count && out->length < NAMES_MAX; i++) {
		const char *word = told(&filter->chains[i], name);
		bool again = !word;
		for (size_t before = 0; before < i && !again; before++) {
			const char *one = told(&filter->chains[before], name);
			again = one && strcmp(one, word) == 0;
		}
		if (!again)
			sk_buf_print(out, "%s%s", out->length ? ", " : "", word);
	}
}

/* The words one can ask with: names of chains, or hooks of those that are all called so. */
static sk_outcome refuse(const struct sk_filter *filter, bool many, const char *name, struct sk_error *error)
{
	struct sk_place where = {.file = filter->file};
	SK_BUF_SCOPE words = SK_BUF(65536);
	list(filter, many ? name : NULL, &words);
	return sk_error_set(error, many ? SK_E_CONFIG_HOOKS : SK_E_CONFIG_CHAIN, &where, name, words.length ? words.bytes : "-", NULL);
}

static sk_outcome gather(const struct sk_filter *filter, const char *name, bool by_hook, struct sk_entry *out, struct sk_error *error)
{
	struct sk_place where = {.file = filter->file};
	*out = (struct sk_entry){.count = 0};
	for (size_t i = 0; i < filter->count; i++) {
		const struct sk_filter_chain *chain = &filter->chains[i];
		if (!sk_filter_is_entry(chain) || (by_hook ? strcasecmp(chain->hook, name) : strcmp(chain->name, name)) != 0)
			continue;
		/* What comes to the host and what it sends is never the same packet: both chains together answer for none. */
		if (out->count > 0 && strcasecmp(out->chains[0]->hook, chain->hook) != 0)
			return refuse(filter, true, name, error);
		if (out->count == SK_ENTRY_MAX)
			return sk_error_set(error, SK_E_CONFIG_SIZE, &where, _("chains that packets enter at one place"), "16", NULL);
		insert(out, chain);
	}
	return SK_OK;
}

SK_OUTCOME sk_filter_entry(const struct sk_filter *filter, const char *name, struct sk_entry *out, struct sk_error *error)
{
	SK_TRY(gather(filter, name, true, out, error));
	if (out->count == 0)
		SK_TRY(gather(filter, name, false, out, error));
	return out->count > 0 ? SK_OK : refuse(filter, false, name, error);
}

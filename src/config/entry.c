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

static sk_outcome gather(const struct sk_filter *filter, const char *name, bool by_hook, struct sk_entry *out, struct sk_error *error)
{
	struct sk_place where = {.file = filter->file};
	*out = (struct sk_entry){.count = 0};
	for (size_t i = 0; i < filter->count; i++) {
		const struct sk_filter_chain *chain = &filter->chains[i];
		if (!sk_filter_is_entry(chain) || (by_hook ? strcasecmp(chain->hook, name) : strcmp(chain->name, name)) != 0)
			continue;
		if (out->count == SK_ENTRY_MAX)
			return sk_error_set(error, SK_E_CONFIG_SIZE, &where, _("chains that packets enter at one place"), "16", NULL);
		insert(out, chain);
	}
	return SK_OK;
}

/* The names one can ask for; of chains that share one, once. */
static sk_outcome refuse(const struct sk_filter *filter, const char *name, struct sk_error *error)
{
	struct sk_place where = {.file = filter->file};
	SK_BUF_SCOPE names = SK_BUF(65536);
	for (size_t i = 0; i < filter->count && names.length < NAMES_MAX; i++) {
		const struct sk_filter_chain *chain = &filter->chains[i];
		bool told = !sk_filter_is_entry(chain);
		for (size_t before = 0; before < i && !told; before++)
			told = sk_filter_is_entry(&filter->chains[before]) && strcmp(filter->chains[before].name, chain->name) == 0;
		if (!told)
			sk_buf_print(&names, "%s%s", names.length ? ", " : "", chain->name);
	}
	return sk_error_set(error, SK_E_CONFIG_CHAIN, &where, name, names.length ? names.bytes : "-", NULL);
}

SK_OUTCOME sk_filter_entry(const struct sk_filter *filter, const char *name, struct sk_entry *out, struct sk_error *error)
{
	SK_TRY(gather(filter, name, true, out, error));
	if (out->count == 0)
		SK_TRY(gather(filter, name, false, out, error));
	return out->count > 0 ? SK_OK : refuse(filter, name, error);
}

/* What a section of strongswan.conf(5) inherits from those that it refers to: their keys and sections, behind its own. */
#include "settings/private.h"

#include <string.h>

/* The section at a path with dots, from the top of the file. */
static struct sk_swan_node *at_path(const struct sk_swan_tree *tree, const struct sk_swan_reference *reference)
{
	struct sk_swan_node *node = tree->root;
	for (size_t at = 0; node && at <= reference->length;) {
		const char *dot = at < reference->length ? memchr(reference->path + at, '.', reference->length - at) : NULL;
		size_t end = dot ? (size_t)(dot - reference->path) : reference->length;
		node = sk_swan_find(node, reference->path + at, end - at, true);
		at = end + 1;
	}
	return node;
}

/* What of `from` does not stand in `to` yet. Sections of one name become one; both are within the depth of a file. */
static sk_outcome take_over(struct sk_swan_tree *tree, struct sk_swan_node *to, const struct sk_swan_node *from, size_t at)
{
	to->open = to->open || from->open;
	for (const struct sk_swan_node *node = from->first; node; node = node->next) {
		SK_TRY(sk_swan_count(tree, at));
		struct sk_swan_node *own = sk_swan_find(to, node->name, strlen(node->name), node->section);
		if (!own) {
			SK_TRY(sk_swan_add(tree, to, &own));
			*own = (struct sk_swan_node){.name = node->name, .value = node->value, .line = node->line, .section = node->section, .open = node->open,
						     .state = SK_SWAN_DONE};
		}
		if (node->section)
			SK_TRY(take_over(tree, own, node, at));
	}
	return SK_OK;
}

/* One that is not here stands in a file that is included, or nowhere; one that leads back to itself is nobody's. */
static sk_outcome follow(struct sk_swan_tree *tree, struct sk_swan_node *section, const struct sk_swan_reference *reference)
{
	struct sk_swan_node *target = at_path(tree, reference);
	if (target)
		SK_TRY(sk_swan_inherit(tree, target));
	if (target && target->state == SK_SWAN_DONE)
		return take_over(tree, section, target, (size_t)(reference->path - tree->making->source->bytes));
	section->open = true;
	return sk_making_note(tree->making, reference->line, N_("a section refers to one that is not here"));
}

sk_outcome sk_swan_inherit(struct sk_swan_tree *tree, struct sk_swan_node *section)
{
	if (section->state != SK_SWAN_FRESH)
		return SK_OK;
	section->state = SK_SWAN_BUSY;
	for (struct sk_swan_node *node = section->first; node; node = node->next)
		if (node->section)
			SK_TRY(sk_swan_inherit(tree, node));
	for (const struct sk_swan_reference *reference = section->references; reference; reference = reference->next)
		SK_TRY(follow(tree, section, reference));
	section->state = SK_SWAN_DONE;
	return SK_OK;
}

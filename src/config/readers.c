/* The table of readers: one row each. */
#include "config/iptables.h"

static const struct sk_config_reader readers[] = {
	{"iptables-save", sk_ipt_knows, sk_ipt_read},
};

const struct sk_config_reader *sk_config_readers(size_t *count)
{
	*count = SK_COUNT(readers);
	return readers;
}

const struct sk_config_reader *sk_config_reader_of(const struct sk_config_source *source)
{
	for (size_t i = 0; i < SK_COUNT(readers); i++)
		if (readers[i].knows(source))
			return &readers[i];
	return NULL;
}

/* The table of readers: one row each. */
#include "config/gateway.h"
#include "config/iptables.h"
#include "config/nec_ix.h"
#include "config/nft_text.h"
#include "config/windows.h"
#include "config/yamaha.h"

static const struct sk_config_reader readers[] = {
	{"iptables-save", "iptables (iptables-save, ip6tables-save)", true, sk_ipt_knows, sk_ipt_read},
	{"nft", "nftables (nft -j list ruleset)", true, sk_nft_knows, sk_nft_read},
	{"nft-text", "nftables (nftables.conf, nft list ruleset)", true, sk_nft_text_knows, sk_nft_text_read},
	/* Before Yamaha's: a list may have a number for its name. */
	{"nec-ix", "NEC UNIVERGE IX (show running-config)", true, sk_ix_knows, sk_ix_read},
	{"gateway", "home gateway (sekisho-gateway/1)", false, sk_gateway_knows, sk_gateway_read},
	{"windows-firewall", "Windows (reg export)", false, sk_windows_knows, sk_windows_read},
	{"yamaha", "Yamaha RTX, NVR (show config)", true, sk_yamaha_knows, sk_yamaha_read},
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

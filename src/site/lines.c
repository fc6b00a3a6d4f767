/* What is alike wherever YAML is written. */
#include "site/private.h"

#include <string.h>

size_t site_line_start(const char *text, size_t length, uint32_t line)
{
	size_t at = 0;
	for (uint32_t now = 1; now < line && at < length; now++) {
		const char *end = memchr(text + at, '\n', length - at);
		at = end ? (size_t)(end - text) + 1 : length;
	}
	return at;
}

void site_put_quoted(struct sk_buf *out, const char *text)
{
	sk_buf_text(out, "\"");
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			sk_buf_text(out, "\\");
		if (*text == '\n')
			sk_buf_text(out, "\\n");
		else
			sk_buf_add(out, text, 1);
	}
	sk_buf_text(out, "\"");
}

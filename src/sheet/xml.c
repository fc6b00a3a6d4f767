/*
 * One part as XML, with expat. A document type is refused where it begins, so no entity is ever declared. A part is handed over whole: in
 * pieces, expat 2.5 begins a long token anew with each.
 */
#include "sheet/private.h"

#include <expat.h>
#include <stdio.h>
#include <string.h>

/* Between namespace and local name, as expat is told; no namespace can hold it. */
#define BETWEEN '\n'

struct xml {
	const struct reader *reader;
	const struct part *part;
	const struct handler *handler;
	XML_Parser parser;
	size_t depth;
	size_t foreign; /* depth of the foreign element that we are in; 0 = none */
	sk_outcome outcome;
};

/* Excel's usual ones, and those of the strict form. */
static const char *const ours[] = {
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
	"http://purl.oclc.org/ooxml/spreadsheetml/main",
	"http://schemas.openxmlformats.org/package/2006/relationships",
	"http://schemas.openxmlformats.org/package/2006/content-types",
};

static const char *const relation_ids[] = {
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships\nid",
	"http://purl.oclc.org/ooxml/officeDocument/relationships\nid",
};

/* NULL for an element of a foreign namespace, or of none. */
static const char *local_name(const char *name)
{
	const char *end = strrchr(name, BETWEEN);
	for (size_t i = 0; end && i < SK_COUNT(ours); i++)
		if (strlen(ours[i]) == (size_t)(end - name) && strncmp(name, ours[i], strlen(ours[i])) == 0)
			return end + 1;
	return NULL;
}

/* The first failure stands. */
static void stop(struct xml *xml, sk_outcome outcome)
{
	if (!sk_failed(outcome) || sk_failed(xml->outcome))
		return;
	xml->outcome = outcome;
	(void)XML_StopParser(xml->parser, XML_FALSE);
}

static void on_open(void *self, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *xml = self;
	const char *local = local_name(name);
	if (sk_failed(xml->outcome))
		return;
	if (++xml->depth > SK_SHEET_DEPTH_MAX) {
		stop(xml, sk_sheet_too_much(xml->reader, N_("levels in a part of the workbook"), SK_SHEET_DEPTH_MAX));
		return;
	}
	if (!local && !xml->foreign)
		xml->foreign = xml->depth;
	if (!xml->foreign)
		stop(xml, xml->handler->open(xml->handler->self, local, attributes));
}

static void on_close(void *self, const XML_Char *name)
{
	struct xml *xml = self;
	if (sk_failed(xml->outcome))
		return;
	if (!xml->foreign && xml->handler->close)
		stop(xml, xml->handler->close(xml->handler->self, local_name(name)));
	if (xml->foreign == xml->depth)
		xml->foreign = 0;
	xml->depth--;
}

static void on_text(void *self, const XML_Char *text, int length)
{
	struct xml *xml = self;
	if (!sk_failed(xml->outcome) && !xml->foreign && xml->handler->text)
		stop(xml, xml->handler->text(xml->handler->self, text, (size_t)length));
}

static void on_document_type(void *self, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	struct xml *xml = self;
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	stop(xml, sk_sheet_part_damaged(xml->reader, xml->part->name, N_("declares a document type, which no workbook needs")));
}

static sk_outcome not_xml(const struct xml *xml)
{
	enum XML_Error code = XML_GetErrorCode(xml->parser);
	struct sk_place place = {.file = xml->reader->book->file};
	char line[32];
	if (code == XML_ERROR_NO_MEMORY)
		return sk_error_set_number(xml->reader->error, SK_E_MEMORY, NULL, xml->part->bytes.length);
	(void)snprintf(line, sizeof(line), "%lu", (unsigned long)XML_GetCurrentLineNumber(xml->parser));
	return sk_error_set(xml->reader->error, SK_E_SHEET_XML, &place, xml->part->name, line, XML_ErrorString(code));
}

static void free_parser(XML_Parser *parser)
{
	if (*parser)
		XML_ParserFree(*parser);
}

sk_outcome sk_sheet_xml(const struct reader *reader, const struct part *part, const struct handler *handler)
{
	__attribute__((cleanup(free_parser))) XML_Parser parser = XML_ParserCreateNS(NULL, BETWEEN);
	struct xml xml = {.reader = reader, .part = part, .handler = handler, .parser = parser, .outcome = SK_OK};
	if (!parser)
		return sk_error_set_number(reader->error, SK_E_MEMORY, NULL, part->bytes.length);
	XML_SetUserData(parser, &xml);
	XML_SetElementHandler(parser, on_open, on_close);
	XML_SetCharacterDataHandler(parser, on_text);
	XML_SetStartDoctypeDeclHandler(parser, on_document_type);
	enum XML_Status status = XML_Parse(parser, part->bytes.bytes ? part->bytes.bytes : "", (int)part->bytes.length, XML_TRUE);
	SK_TRY(xml.outcome);
	return status == XML_STATUS_OK ? SK_OK : not_xml(&xml);
}

/* ---- attributes ---- */

const char *sk_sheet_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

const char *sk_sheet_relation_id(const char **attributes)
{
	const char *value = NULL;
	for (size_t i = 0; !value && i < SK_COUNT(relation_ids); i++)
		value = sk_sheet_attribute(attributes, relation_ids[i]);
	return value;
}

bool sk_sheet_attribute_true(const char **attributes, const char *name)
{
	const char *value = sk_sheet_attribute(attributes, name);
	return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

bool sk_sheet_digits(const char *text, uint32_t *out)
{
	uint32_t value = 0;
	size_t length = strspn(text, "0123456789");
	if (length == 0 || length > 9 || text[length])
		return false;
	for (; *text; text++)
		value = value * 10 + (uint32_t)(*text - '0');
	*out = value;
	return true;
}

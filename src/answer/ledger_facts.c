/*
 * The ledger as facts of the kind `device`: a bundle without signature, as a proof is recorded (prove/facts.c). So what people say of their devices moves the register as everything else does: somebody
 * signs it with a key that site.yaml knows, it is brought with `look`, and H21's checks judge it. Known because people say so, and no better.
 */
#include "answer/answer.h"

#include "record/record.h"

#include <string.h>

enum { FACT_ROOM = 4 << 10, AROUND_ROOM = 16 << 10, JAPAN = 9 * 3600 };

/* When that day begins in Japan. */
static void put_day(struct sk_record *record, const char *column, sk_time day)
{
	if (day)
		sk_record_time(record, column, day - JAPAN);
	else
		sk_record_null(record, column);
}

static void put_level(struct sk_record *record, const char *column, int level)
{
	if (level)
		sk_record_integer(record, column, level);
	else
		sk_record_null(record, column);
}

static void put_flag(struct sk_record *record, const char *column, int said)
{
	if (said >= 0)
		sk_record_flag(record, column, said == 1);
	else
		sk_record_null(record, column);
}

/* The words of the kind stand in the order of those of the ledger. */
static const char *word_of(const struct sk_fact_kind *kind, const char *column, int position)
{
	return position < 0 ? NULL : sk_fact_column_named(kind, column)->choices[position];
}

static void put_device(struct sk_record *record, const struct sk_fact_kind *kind, const struct sk_device *device)
{
	sk_record_fact_begin(record);
	sk_record_text(record, "number", device->values[SK_DEVICE_NUMBER]);
	sk_record_text(record, "name", device->values[SK_DEVICE_NAME]);
	sk_record_text(record, "device_class", word_of(kind, "device_class", device->class));
	sk_record_text(record, "maker", device->values[SK_DEVICE_MAKER]);
	sk_record_text(record, "model", device->values[SK_DEVICE_MODEL]);
	sk_record_flag(record, "listed", true);
	sk_record_null(record, "seen"); /* nobody went to look */
	put_level(record, "confidentiality_level", device->c);
	put_level(record, "integrity_level", device->i);
	put_level(record, "availability_level", device->a);
	sk_record_text(record, "responsible", word_of(kind, "responsible", device->responsible));
	put_flag(record, "networked", device->networked);
	put_flag(record, "remote_maintenance", device->remote);
	put_flag(record, "disclosure", device->disclosure);
	put_day(record, "entered_on", device->entered);
	put_day(record, "reviewed_on", device->reviewed);
	put_day(record, "disposed_on", device->disposed);
	sk_record_fact_end(record);
}

/* The ledger is the practice's; all of it is told, as all of it was read. */
static size_t put_practices(struct sk_record *record, const struct sk_site *site, const struct sk_ledger *ledger, const struct sk_prove_recorder *who)
{
	const struct sk_fact_kind *kind = sk_fact_kind_named("device");
	struct sk_record_coverage coverage = {.kind = kind->name, .source = SK_LEDGER_FILE, .status = "complete", .method = "attested", .digest = ledger->digest, .at = who->at};
	size_t count = 0;
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects) {
		if (!sk_fact_can_be_at(kind, subject->place_id) || !sk_ids_hold(&who->collector->subjects, subject->id))
			continue;
		coverage.subject = subject->id;
		sk_record_coverage_line(record, &coverage);
		SK_LIST_EACH(struct sk_device, device, &ledger->devices)
			put_device(record, kind, device);
		count++;
	}
	return count;
}

SK_OUTCOME sk_answer_record_ledger(struct sk_arena *arena, const struct sk_site *site, const struct sk_ledger *ledger, const struct sk_prove_recorder *who, struct sk_buf *out,
				   struct sk_error *error)
{
	struct sk_record record;
	const struct sk_collector *collector = who->collector;
	size_t room = AROUND_ROOM + (site->subjects.count + 1) * FACT_ROOM + collector->subjects.count * ledger->devices.count * FACT_ROOM;
	void *bytes;
	SK_TRY(sk_arena_take(arena, room, 1, &bytes, error));
	sk_record_open(&record, bytes, room);
	struct sk_record_head head = {.collector = collector->id, .host = collector->host, .previous = who->previous, .origin = "live", .tool = "sekisho-ledger", .sequence = who->sequence, .at = who->at};
	sk_record_head_line(&record, &head);
	size_t told = put_practices(&record, site, ledger, who);
	sk_record_end_line(&record);
	if (told == 0)
		return sk_error_set(error, SK_E_CONFLICT, &collector->where, _("the collector may not speak about the practice, whose the ledger is"), _("the subject at the place practice among its 'subjects:'"), NULL);
	SK_INVARIANT(!record.failed);
	sk_buf_add(out, record.bytes, record.length);
	return sk_buf_check(out, error);
}

/*
 * Sheets to print and write on: the round through the rooms (kinds P of the guidance and what answers its environmental threats), notices to patients (H09) and to staff (H08),
 * a record of training, and what to do in the first hour of an incident. The sentences are ours.
 */
#include "papers/document.h"

#include <string.h>

enum { ROUND_COLUMNS = 5, LINES = 12 };

SK_OUTCOME paper_begin(struct doc *doc, const char *title)
{
	const char *site, *day, *whole;
	SK_TRY(paper_site(doc->papers, &site));
	SK_TRY(paper_date(doc->papers, doc->papers->register_->verdicts->day, &day));
	SK_TRY(paper_text(doc->papers, &whole, "%s — %s", title, site));
	return doc->writer->begin(doc, whole, day);
}

SK_OUTCOME paper_end(struct doc *doc)
{
	doc->writer->paragraph(doc, DOC_QUIET, _("Made by Sekisho after the ministry's security assessment of January 2021; not a paper of the ministry. Patients' names and My Numbers do not belong on this sheet."));
	return doc->writer->end(doc);
}

/* A row to be written on. */
static void put_blank(struct doc *doc, const char *first)
{
	struct doc_cell cells[DOC_COLUMNS_MAX] = {{first, DOC_PLAIN}};
	for (size_t i = 1; i < doc->in->count; i++)
		cells[i] = (struct doc_cell){"\n ", DOC_PLAIN};
	doc->writer->row(doc, cells, false);
}

/* Lines to be written on, under these heads. */
static void put_form(struct doc *doc, const char *id, const struct doc_column *columns, size_t count)
{
	doc->writer->table(doc, &(struct doc_table){.id = id, .caption = "", .columns = columns, .count = count});
	for (int i = 0; i < LINES; i++)
		put_blank(doc, "\n ");
	doc->writer->table_end(doc);
}

static void put_lines(struct doc *doc, const char *const *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		doc->writer->paragraph(doc, DOC_PLAIN, sk_message(lines[i]));
}

/* ---- the round ---- */

/* Physical controls, and ours for what surrounds the devices. */
static bool is_seen_on_a_round(const struct sk_control *control)
{
	return control->layer == SK_LAYER_GUIDANCE && (control->kind == SK_CONTROL_P || strncmp(control->row.id, "S-P", 3) == 0 || strncmp(control->row.id, "S-E", 3) == 0);
}

static void put_round_row(struct doc *doc, const struct sk_control *control, const struct sk_finding *finding)
{
	const struct sk_subject *subject = finding->subject;
	const char *name = subject ? paper_in(doc->papers, &subject->name) : "";
	const struct sk_place_row *place = sk_catalogue_place_row(doc->papers->register_->site->catalogue, finding->place);
	const struct doc_cell cells[ROUND_COLUMNS] = {
		{control->row.id, DOC_CODE}, {*name ? name : paper_in(doc->papers, &place->label), DOC_PLAIN}, {paper_in(doc->papers, &control->question), DOC_PLAIN},
		{_("□ yes   □ no   □ don't know"), DOC_PLAIN}, {sk_word_state(finding->state), doc_mark_of(finding->state)},
	};
	doc->writer->row(doc, cells, false);
}

static sk_outcome tell_round(struct doc *doc)
{
	const struct doc_column columns[ROUND_COLUMNS] = {{_("Number"), 8}, {_("Where"), 18}, {_("Question"), 44}, {_("Seen today"), 20}, {_("Last time"), 10}};
	const struct sk_verdicts *verdicts = doc->papers->register_->verdicts;
	SK_TRY(paper_begin(doc, _("Inspection round")));
	doc->writer->paragraph(doc, DOC_PLAIN, _("Walk past every device with this sheet. Look, do not ask from memory. Who went: ____________  Day: ____________"));
	doc->writer->table(doc, &(struct doc_table){.id = "round", .caption = _("Afterwards the answers go into the answer sheet of the facility, or 'sekisho answer'."), .columns = columns, .count = ROUND_COLUMNS});
	for (size_t i = 0; i < verdicts->count; i++)
		for (size_t k = 0; is_seen_on_a_round(verdicts->items[i].control) && k < verdicts->items[i].count; k++)
			if (verdicts->items[i].findings[k].counts)
				put_round_row(doc, verdicts->items[i].control, &verdicts->items[i].findings[k]);
	doc->writer->table_end(doc);
	return paper_end(doc);
}

/* ---- notices ---- */

static sk_outcome tell_patients(struct doc *doc)
{
	static const char *const lines[] = {
		N_("We check your health insurance online with your My Number card, or with your insurance certificate."),
		N_("Please put the card on the reader yourself. Our staff do not take it, and do not ask for the 12 digits of your My Number."),
		N_("What is shown to us of your medicines and checkups is shown only when you agree on the screen of the reader. You may say no."),
		N_("If you agreed by mistake, or want to know what was looked at, please tell us at once at the desk."),
		N_("Please do not photograph the screens, and do not leave the card behind."),
	};
	SK_TRY(paper_begin(doc, _("To our patients")));
	put_lines(doc, lines, SK_COUNT(lines));
	return paper_end(doc);
}

static sk_outcome tell_staff(struct doc *doc)
{
	static const char *const lines[] = {
		N_("Your account is yours alone. Lend it to nobody, write its password nowhere, and lock the screen when you leave your seat."),
		N_("The patient puts the card on the reader. Do not take cards, and write down no My Number anywhere."),
		N_("Look at the name and the date of birth before you open a record or hand anything over."),
		N_("Look at medicines and checkups only with consent, only for the patient before you."),
		N_("Connect no USB memory, telephone or other device to the terminal that is not on the list."),
		N_("Open no attachment and no page that has nothing to do with work on the eligibility terminal."),
		N_("Put papers with patients' data away, and shred what is not needed."),
		N_("Something is strange: the screen asks for money, files do not open, a stranger calls about maintenance. Touch nothing more, pull the network cable, and tell the responsible person at once."),
	};
	SK_TRY(paper_begin(doc, _("Rules for everyone who works here")));
	put_lines(doc, lines, SK_COUNT(lines));
	doc->writer->paragraph(doc, DOC_PLAIN, _("Read and understood:"));
	const struct doc_column columns[] = {{_("Day"), 20}, {_("Name"), 50}, {_("Signature"), 30}};
	put_form(doc, "signed", columns, SK_COUNT(columns));
	return paper_end(doc);
}

static sk_outcome tell_training(struct doc *doc)
{
	const struct doc_column columns[] = {{_("Day"), 14}, {_("What was taught (rules, passwords, strange mails, first hour)"), 46}, {_("Who taught"), 18}, {_("Present / staff in all"), 12}, {_("Signature"), 10}};
	SK_TRY(paper_begin(doc, _("Record of training")));
	doc->writer->paragraph(doc, DOC_PLAIN, _("One line for each meeting. Who was not there is told afterwards, on a line of its own."));
	put_form(doc, "training", columns, SK_COUNT(columns));
	return paper_end(doc);
}

/* ---- the first hour ---- */

static void put_contacts(struct doc *doc)
{
	const struct doc_column columns[] = {{_("Whom"), 30}, {_("Name"), 26}, {_("Telephone"), 24}, {_("Remark"), 20}};
	doc->writer->table(doc, &(struct doc_table){.id = "contacts", .caption = _("From 'contacts:' of site.yaml; write in by hand what is missing."), .columns = columns, .count = SK_COUNT(columns)});
	SK_LIST_EACH(struct sk_contact, contact, &doc->papers->register_->site->contacts) {
		const struct doc_cell cells[] = {{paper_in(doc->papers, &contact->role), DOC_PLAIN}, {contact->name, DOC_PLAIN}, {contact->phone, DOC_CODE}, {contact->note ? contact->note : "", DOC_QUIET}};
		doc->writer->row(doc, cells, false);
	}
	static const char *const always[] = {
		N_("person responsible for the safety of the system"), N_("vendor of the system"), N_("carrier of the line"), N_("ministry (contact for cyber incidents of medical institutions)"),
		N_("police (cyber crime desk of the prefecture)"), N_("medical or pharmaceutical association"),
	};
	for (size_t i = 0; doc->papers->register_->site->contacts.count == 0 && i < SK_COUNT(always); i++)
		put_blank(doc, sk_message(always[i]));
	doc->writer->table_end(doc);
}

static sk_outcome tell_incident(struct doc *doc)
{
	static const char *const steps[] = {
		N_("1. Stop: touch nothing more on the device. Do not switch it off, do not log out."),
		N_("2. Pull the network cable of the device that is strange, then that of the router to the outside (router B). Switch wireless off."),
		N_("3. Write down the time, what is seen, and who saw it. Photograph the screen, without patients' data where that can be."),
		N_("4. Call the responsible person, then the vendor. Let nobody connect from afar before they say so."),
		N_("5. Go on with patients on paper: insurance certificates, the telephone, the continuity plan."),
		N_("6. Keep backups off the network. Do not connect one to look whether it is whole."),
		N_("7. Pay nothing, answer no message on the screen."),
		N_("8. The responsible person finds out to whom, and by when, a possible leak of personal data has to be reported, and reports it."),
	};
	const struct doc_column columns[] = {{_("Time"), 16}, {_("What was seen or done"), 64}, {_("Who"), 20}};
	SK_TRY(paper_begin(doc, _("The first hour of an incident")));
	put_lines(doc, steps, SK_COUNT(steps));
	doc->writer->heading(doc, "whom", _("Whom to call"), false);
	put_contacts(doc);
	doc->writer->heading(doc, "log", _("What happened"), false);
	put_form(doc, "events", columns, SK_COUNT(columns));
	return paper_end(doc);
}

#define SHEET(name_, teller_) \
	static sk_outcome write_##name_(const struct sk_papers *papers, struct sk_buf *out) \
	{ \
		return doc_write_pdf(papers, teller_, out); \
	}

SHEET(round, tell_round)
SHEET(patients, tell_patients)
SHEET(staff, tell_staff)
SHEET(training, tell_training)
SHEET(incident, tell_incident)

const struct sk_paper papers_sheets[5] = {
	{"round", "round.pdf", N_("the round through the rooms, to write on"), write_round, false, false},
	{"notice-patients", "notice-patients.pdf", N_("a notice to patients"), write_patients, false, false},
	{"notice-staff", "notice-staff.pdf", N_("rules for the staff, to sign"), write_staff, false, false},
	{"training", "training.pdf", N_("a record of training, to write on"), write_training, false, false},
	{"incident", "incident.pdf", N_("the first hour of an incident"), write_incident, false, false},
};

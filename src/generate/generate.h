/*
 * generate: settings for a device of a site that let through what work needs, and nothing else.
 *
 * What is needed (catalogue and site) becomes permits at the device: which packets, as the first of a flow, come by which interface and leave by
 * which. A writer, one for each language of filters, prints them. What it printed is read back by the reader of that language (config/), put in the place of what the
 * device has now, and every policy and need of the site is asked again: nothing is given out that fails.
 *
 * The judge is what the device could do at best. A policy that does not hold although the device let nothing through, and traffic that does not come through although
 * it let everything through, is not the device's to mend.
 *
 * Settings of a program (tunnels, wireless networks) are made of what site.yaml says of the node. What was printed is read back as facts (settings/), as `look` would, and
 * judged by the checks of the control it is for (check/), beside nothing else that is known of the site; and each fact has to be what the site means. No secret is written.
 *
 * Guidance 4-4, T11, T17, T18 and T20; 4-5, examples of implementation. Nothing is sent to a device.
 *
 * Owner: the arena. Borrowed: site, network.
 */
#ifndef SK_GENERATE_H
#define SK_GENERATE_H

#include "check/check.h"
#include "prove/prove.h"
#include "settings/settings.h"

/* ---- permits ---- */

enum sk_permit_dim { SK_PERMIT_SOURCE, SK_PERMIT_TARGET, SK_PERMIT_SOURCE_PORT, SK_PERMIT_TARGET_PORT, SK_PERMIT_DIMS };
/* Any value of each: together the first packets of flows. Ports count for tcp and udp only. */
struct sk_permit {
	const struct sk_net_interface *in, *out; /* NULL: it begins, or ends, at the device itself */
	unsigned family;			 /* one */
	unsigned protocol_low, protocol_high;
	struct sk_ranges values[SK_PERMIT_DIMS]; /* not touching */
	const struct sk_site_policy *need; /* the first that wants it */
};
struct sk_intent {
	const struct sk_site *site;
	const struct sk_site_node *place; /* of the site */
	const struct sk_net_node *node;
	const struct sk_permit *permits;
	size_t count;
};
/* `node`: position in the network. Needs that nobody stands at an end of are left out. */
SK_OUTCOME sk_intent_make(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, size_t node, struct sk_intent *out, struct sk_error *error);

/* Of IPv6, on the wires of the device: they are let through beside the permits. */
bool sk_intent_has_neighbours(const struct sk_intent *intent);
/* "tcp from 192.168.1.20 to 203.0.113.0/24 source-port 1024-65535 port 443". */
void sk_permit_text(const struct sk_permit *permit, struct sk_buf *out);

/* ---- writers ---- */

enum sk_handover_part { SK_HANDOVER_BEFORE, SK_HANDOVER_APPLY, SK_HANDOVER_AFTER, SK_HANDOVER_BACK, SK_HANDOVER_PARTS };
enum { SK_HANDOVER_STEPS = 6 };
/* What a person does with it at the device, step by step: message ids in which %1 is the file of the settings, %2 the node; NULL behind the last. */
struct sk_handover {
	const char *steps[SK_HANDOVER_PARTS][SK_HANDOVER_STEPS];
};
/* Settings of a program for a node. */
struct sk_settings_task {
	const struct sk_site *site;
	const struct sk_site_node *place;
	sk_time at;
};
struct sk_settings_writer {
	const char *control; /* "T11": whose checks judge it */
	/* SK_E_CONFLICT where the node says nothing of the kind. */
	sk_outcome (*write)(const struct sk_settings_task *task, struct sk_buf *out, struct sk_error *error);
	/* The column of a fact that is not what the task means; NULL: all of it is. */
	const char *(*astray)(const struct sk_settings_task *task, const struct sk_settings *settings, size_t fact);
};
struct sk_generator {
	const char *name;   /* "nftables" */
	const char *reader; /* that reads it back (config/, or settings/) */
	const struct sk_handover *handover;
	/* Of filters; NULL: settings of a program. SK_E_CONFLICT where the language has no words for a permit, or no such interface. */
	sk_outcome (*write)(const struct sk_intent *intent, struct sk_buf *out, struct sk_error *error);
	const struct sk_settings_writer *settings;
};
const struct sk_generator *sk_generators(size_t *count);
/* Of filters: whose language a device speaks, by what its interfaces are called under 'links:'; NULL: there is no such node. */
const struct sk_generator *sk_generator_for(const struct sk_site *site, const char *node);

/* ---- read back and proven ---- */

struct sk_generated_answer {
	const struct sk_site_policy *policy;
	enum sk_proof now;		/* with what the device has */
	const struct sk_policy_answer *was; /* the same, whole */
	struct sk_policy_answer answer; /* with what was made for it */
	bool elsewhere;			/* the device cannot mend it */
	bool fails;			/* it could, and this does not */
};
/* What settings say when they are read back. */
struct sk_generated_check {
	const struct sk_control *control;
	const struct sk_result *result;
	bool fails;
};
struct sk_generated_settings {
	const struct sk_settings *read;
	const struct sk_subject *subject; /* that they were judged at */
	const struct sk_generated_check *checks; /* each of the control that reads such facts */
	size_t check_count;
	const char *astray; /* the first column that is not what site.yaml means, at `line`; NULL: none */
	uint32_t line;
};
struct sk_generated {
	const struct sk_generator *generator;
	struct sk_intent intent; /* of settings of a program: without permits */
	const struct sk_generated_settings *settings; /* NULL: a filter */
	struct sk_buf text; /* released by sk_generated_end */
	struct sk_network network; /* with it */
	const struct sk_generated_answer *answers; /* policies, then needs */
	size_t count, policy_count;
	bool proven; /* none fails */
};
/* All of it, as of `at`. `file`: as what was made is called in answers. */
SK_OUTCOME sk_generate(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, size_t node, const struct sk_generator *generator, const char *file, sk_time at,
		       struct sk_generated *out, struct sk_error *error);
/* Whether these bytes are what the settings of a node have to be: as it is asked of what was made. */
SK_OUTCOME sk_generate_judge(struct sk_arena *arena, const struct sk_settings_task *task, const struct sk_generator *generator, const struct sk_config_source *source,
			     struct sk_generated_settings *out, bool *proven, struct sk_error *error);
void sk_generated_end(struct sk_generated *generated);

/* ---- fix: the smallest difference from what is there ---- */

/* What lets through what a policy refuses is taken out of the files of the devices, one rule after the other, as the fewest changes that close it say (sk_net_mend); what
 * work needs and came through before is let through again, in the place of what was taken out. Asked again after each change. */
struct sk_fix_line {
	const char *text; /* without its end */
	uint32_t was;	  /* its number in the file as it is; 0: it is new */
	bool gone;
};
/* Of what was there; of what is there then. A line that was put in and taken out again is neither. */
static inline bool sk_fix_line_out(const struct sk_fix_line *line)
{
	return line->gone && line->was != 0;
}
static inline bool sk_fix_line_in(const struct sk_fix_line *line)
{
	return !line->gone && line->was == 0;
}
struct sk_fix_file {
	const char *name; /* of the site's configs/ */
	const struct sk_net_node *node;
	const struct sk_filter *filter; /* as it was read */
	const struct sk_fix_line *lines;
	size_t count;
};
/* What no file says: a person does it, and then says so in site.yaml. */
enum sk_fix_hand_kind {
	SK_FIX_STAYS,	 /* a host is to forward nothing */
	SK_FIX_CLOSED,	 /* a bridge is to pass no frames of a family */
	SK_FIX_FILTERED, /* nothing filters there: settings have to be made for it (sk_generate) */
	SK_FIX_FORM,	 /* its file is in a form that nobody edits */
};
struct sk_fix_hand {
	enum sk_fix_hand_kind kind;
	const struct sk_net_node *node;
	unsigned family;
};
/* Two that a person has to choose between: packets that the policy refuses are packets that the need asks for. */
struct sk_fix_claim {
	const struct sk_site_policy *policy, *need;
	const char *permits;  /* of an exception that lets the need be: packets in words; NULL: none can be said */
	bool outside;	      /* the need is that of somebody outside: his addresses stand in `permits`, and not his node, as no device sees that */
	const char *nameless; /* of these the first whose addresses nobody stated, so that they stand in no words; NULL: none */
	bool forged;	      /* the policy is about somebody inside, who can send it under the addresses of who needs it: these stand in `permits` */
};
enum { SK_FIX_CLAIMS_MAX = 8, SK_FIX_HANDS_MAX = 16, SK_FIX_FILES_MAX = 256 };
struct sk_fixed {
	const char *wanted;
	struct sk_fix_file files[SK_FIX_FILES_MAX]; /* that change */
	size_t file_count;
	struct sk_fix_hand hands[SK_FIX_HANDS_MAX];
	size_t hand_count;
	struct sk_network network;		   /* with the changes; where none of files mends it, with what is done by hand alone */
	const struct sk_policy_answer *unknown;	   /* where none of files mends it: what was wanted and cannot be decided then, or whatever all files refuse; NULL: nothing */
	const struct sk_site_policy *against;	   /* the last need that had to be let through again, NULL: none had to */
	struct sk_fix_claim claims[SK_FIX_CLAIMS_MAX]; /* where none of files mends it: what a person has to decide about what was wanted */
	size_t claim_count;
	bool more; /* with exceptions for all of them it would not hold either, as the network is: more comes there */
	bool bare; /* what was wanted holds, by one computer's own firewall alone; with the changes a router stops it, too (sk_prove_bare) */
	const struct sk_generated_answer *answers; /* policies, then needs; `fails`: what was wanted does not hold, or what held does no more */
	size_t count, policy_count;
	const struct sk_permitted *shuts; /* what an exception lets in from outside now, and gets in no more with the changes; NULL: nothing */
	bool fixed; /* none fails */
	bool needless; /* what was wanted held already */
	bool silent;   /* nothing of what was wanted could be asked: nothing stands at an end of it, or no packet is as it says */
};
/* `wanted`: the id of a policy, of a need, or of a control that policies are about. SK_E_CHOICE when there is none. */
SK_OUTCOME sk_fix_make(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const struct sk_network *network, const char *wanted, struct sk_fixed *out,
		       struct sk_error *error);
const struct sk_handover *sk_fix_handover(const struct sk_fix_file *file);
/* What is typed at the device, line by line, for the change or for the way back; false: nothing is, the file is loaded whole. */
bool sk_fix_paste(const struct sk_fix_file *file, bool back, struct sk_buf *out);
/* The way back of what was generated, where it is typed line by line; nothing where the sheet says all. */
SK_OUTCOME sk_generated_undo(struct sk_arena *arena, const struct sk_generated *made, struct sk_buf *out, struct sk_error *error);
/* The text of a file with its changes. */
void sk_fix_text(const struct sk_fix_file *file, struct sk_buf *out);

#endif

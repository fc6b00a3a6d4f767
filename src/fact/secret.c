/*
 * Secrets that are known by how they are written: hashes of passwords, private keys, keys of cloud services.
 *
 * A public key, a fingerprint and a digest are written in the same letters: what is refused has a mark, a label or a form that only secrets have. A key of
 * WireGuard without its label, or one hash of Windows alone, cannot be told from them, and passes.
 */
#include "fact/secret.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define BASE64 CAPITALS "abcdefghijklmnopqrstuvwxyz+/="
#define HEX "0123456789abcdefABCDEF"

enum { NT_DIGITS = 32, KEY_LETTERS = 44 /* 32 bytes in base64 */, SCHEME_LEAST = 16, AWS_LETTERS = 16 };

/* Where something may begin, or stand between a label and its value: letters that are not frequent. */
static const bool begins[UINT8_MAX + 1] = {['$'] = true, ['-'] = true, ['{'] = true, ['P'] = true, ['A'] = true, ['3'] = true, ['='] = true, [':'] = true};

/* What crypt(3) and its kin write, behind the '$'. */
static const char *const hashes[] = {"1$",  "2$",  "2a$", "2b$", "2x$", "2y$",	 "3$",	  "5$",	  "6$",	     "7$",	"8$",	    "9$",	"y$",	  "gy$",
				     "P$",  "H$",  "S$",  "NT$", "apr1$", "sha1$", "md5$", "argon2", "scrypt$", "pbkdf2", "bcrypt",  "krb5",	"DCC2$"};

/* How private keys begin: PEM, PuTTY, age, OpenSSH's without its first line; and half a hash of Windows that is empty. */
static const char *const marks[] = {"-----BEGIN", "PRIVATE KEY", "PuTTY-User-Key-File-", "Private-Lines:", "Private-MAC:", "AGE-SECRET-KEY-1", "3BlbnNzaC1rZXktdjE",
				    "3b435b51404ee"};

/* Before a hash in a directory (RFC 2307), in letters of either case. */
static const char *const schemes[] = {"{SSHA}", "{SHA}", "{SSHA256}", "{SHA256}", "{SSHA384}", "{SHA384}", "{SSHA512}", "{SHA512}", "{SMD5}", "{MD5}",
				      "{CRYPT}", "{PBKDF2}", "{PBKDF2-SHA256}", "{PBKDF2-SHA512}", "{BLF-CRYPT}", "{NT}", "{LANMAN}", "{PKCS5S2}"};

/* Before '=' or ':' and 32 bytes in base64. */
static const char *const labels[] = {"privatekey", "private_key", "private-key", "private key", "presharedkey", "preshared_key", "preshared-key", "preshared key"};

static bool begins_with(const char *text, const char *mark)
{
	return *text == *mark && strncmp(text, mark, strlen(mark)) == 0;
}

static bool begins_with_one(const char *text, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begins_with(text, list[i]))
			return true;
	return false;
}

static bool is_letter(char letter)
{
	return letter != '\0' && strchr(BASE64, letter) && letter != '+' && letter != '/' && letter != '=';
}

/* The scheme alone is a setting. */
static bool is_directory_hash(const char *at)
{
	for (size_t i = 0; i < COUNT(schemes); i++) {
		size_t length = strlen(schemes[i]);
		if (strncasecmp(at, schemes[i], length) == 0 && strspn(at + length, BASE64 "$.") >= SCHEME_LEAST)
			return true;
	}
	return false;
}

/* A whole word. */
static bool is_aws_key(const char *text, const char *at)
{
	return (begins_with(at, "AKIA") || begins_with(at, "ASIA")) && strspn(at, CAPITALS) == 4 + AWS_LETTERS && !is_letter(at[4 + AWS_LETTERS]) &&
	       (at == text || !is_letter(at[-1]));
}

/* `at`: the colon between two hashes, as Windows' own tools write them. */
static bool is_pair_of_hashes(const char *text, const char *at)
{
	size_t before = 0;
	while (at - before > text && strchr(HEX, at[-1 - (ptrdiff_t)before]))
		before++;
	return *at == ':' && before == NT_DIGITS && strspn(at + 1, HEX) == NT_DIGITS && !is_letter(at[1 + NT_DIGITS]);
}

static bool is_space_or_quote(char letter)
{
	return letter == ' ' || letter == '\t' || letter == '"' || letter == '\'';
}

/* `at`: the sign behind the label. */
static bool is_labelled_key(const char *text, const char *at)
{
	const char *value = at + 1, *end = at;
	value += strspn(value, " \t\"'");
	while (end > text && is_space_or_quote(end[-1]))
		end--;
	if (strspn(value, BASE64) != KEY_LETTERS || value[KEY_LETTERS - 1] != '=')
		return false;
	for (size_t i = 0; i < COUNT(labels); i++) {
		size_t length = strlen(labels[i]);
		if ((size_t)(end - text) >= length && strncasecmp(end - length, labels[i], length) == 0)
			return true;
	}
	return false;
}

/* `at`: a letter of `begins`. */
static bool begins_secret(const char *text, const char *at)
{
	switch (*at) {
	case '$':
		return begins_with_one(at + 1, hashes, COUNT(hashes));
	case '{':
		return is_directory_hash(at);
	case '=':
	case ':':
		return is_pair_of_hashes(text, at) || is_labelled_key(text, at);
	default:
		return begins_with_one(at, marks, COUNT(marks)) || is_aws_key(text, at);
	}
}

bool secret_inside(const char *text)
{
	for (const char *at = text; *at; at++)
		if (begins[(unsigned char)*at] && begins_secret(text, at))
			return true;
	return false;
}

bool secret_may_begin(const char *line, size_t length)
{
	static const char begin[] = "-----BEGIN", private[] = "PRIVATE KEY";
	return memchr(line, '$', length) || memmem(line, length, begin, sizeof(begin) - 1) || memmem(line, length, private, sizeof(private) - 1);
}

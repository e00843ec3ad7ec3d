/* tokens.c - mutations of SQL that keep its tokens whole and its parentheses in pairs */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "fuzz.h"

/* libFuzzer's own mutations of bytes; not there without it. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

static uint32_t state;

static size_t
pick(size_t n)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return n == 0 ? 0 : state % n;
}

static int
is_word(char c)
{
	return isalnum((unsigned char) c) || c == '_' || (c & 0x80) != 0;
}

/* The end of what begins at AT: a word, something quoted, one character; not exactly a lexer. */
static size_t
token_end(const char *text, size_t len, size_t at)
{
	size_t end = at + 1;

	if (is_word(text[at])) {
		while (end < len && is_word(text[end]))
			end++;
	} else if (text[at] == '\'' || text[at] == '"') {
		while (end < len && text[end] != text[at])
			end++;
		end += end < len;
	}
	return end;
}

/* The end of a piece that begins at AT, of about N tokens, closing what it opens. */
static size_t
piece_end(const char *text, size_t len, size_t at, size_t n)
{
	size_t open = 0;

	while (at < len && (n > 0 || open > 0)) {
		if (text[at] == ')' && open-- == 0)
			return at;
		open += text[at] == '(';
		at = token_end(text, len, at);
		n -= n > 0;
	}
	return at;
}

/* Where a token begins, about in the middle of nowhere. */
static size_t
piece_start(const char *text, size_t len)
{
	size_t want = pick(len + 1), at = 0;

	while (at < want)
		at = token_end(text, len, at);
	return at;
}

/* A piece of the text, or of a seed, in the place of another, which may be empty. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	char *text = (char *) data, piece[256];
	size_t nseeds = 0, start, end, len, from;
	const char *other;

	state = seed | 1;
	if (LLVMFuzzerMutate != NULL && pick(8) == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	while (fuzz_seeds[nseeds] != NULL)
		nseeds++;
	other = fuzz_seeds[pick(nseeds)];
	len = strlen(other);
	if (pick(2) == 0 && size > 0) {
		other = text;
		len = size;
	}
	from = len < sizeof piece && pick(2) == 0 ? 0 : piece_start(other, len);
	len = piece_end(other, len, from, from == 0 ? len : 1 + pick(1u << pick(6))) - from;
	if (len > sizeof piece)
		len = sizeof piece;
	memcpy(piece, other + from, len);
	start = piece_start(text, size);
	end = pick(3) == 0 ? start : piece_end(text, size, start, 1 + pick(1u << pick(5)));
	if (size - (end - start) + len > max_size)
		return size;
	memmove(text + start + len, text + end, size - end);
	memcpy(text + start, piece, len);
	return size - (end - start) + len;
}

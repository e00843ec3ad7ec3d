/* url_parts.h - what a parsed URL is, for who reads it and who parses it */
#ifndef DN_BASE_URL_PARTS_H
#define DN_BASE_URL_PARTS_H

#include "base/url.h"

#define URL_PARTS (DUNLIN_URL_DATABASE + 1)

struct url_param {
	char *key, *value;
	bool added; /* from elsewhere: not part of what people see */
};

struct dunlin_url {
	char *part[URL_PARTS];
	bool added_password;
	struct url_param *params;
	size_t nparams;
};

#endif

/* double.c - the text of floating-point numbers, as PostgreSQL writes it */
#include "config.h"

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"

/* The fewest digits that are read as the same number, and no point behind a whole one. */
#define DIGITS(x, g, e) \
	"printf(CASE WHEN abs(" x ") < 1e15 THEN '%!." g "g' ELSE '%!." e "e' END, " x ")"
#define SHORTEST(x, g, e) "CAST(" DIGITS(x, g, e) " AS REAL) = " x " THEN " DIGITS(x, g, e)
#define BY_PRINTF(x)                                                                              \
	"CASE WHEN typeof(" x ") NOT IN ('real', 'integer') THEN CAST(" x " AS TEXT) WHEN abs(" x \
	") < 1e15 AND " x " = CAST(" x " AS INTEGER) THEN CAST(CAST(" x                           \
	" AS INTEGER) AS TEXT) WHEN abs(" x                                                       \
	") = 9e999 THEN replace('-Infinity', substr('-', 1, " x                                   \
	" > 0), '') ELSE replace(CASE WHEN " SHORTEST(x, "15", "14") " WHEN " SHORTEST(           \
	    x, "16", "15") " ELSE " DIGITS(x, "17", "16") " END, '.0e', 'e') END"

/*
 * SQLite writes and reads digits by way of long double, of which the sixteenth is wrong where that
 * is no longer than double.  So the digits are made of sums and products of doubles alone:
 *
 * dn_p  P: the power of ten that leaves 17 digits before the point of A
 * dn_s  B = 10^P; C and D: the upper halves of A and B, whose products are exact; U: from A to the
 *       next double (Dekker, "A floating-point technique for extending the available precision",
 *       1971)
 * dn_l  H + L = A * B, and nothing is lost
 * dn_h  0 <= L < 1; E: how far the product may be from what is read as A, and EVEN whether as far
 * dn_c  C: the nearest number of K digits, of which U is the last
 * dn_d  the first that is near enough: its digits, the exponent of the first
 *
 * What is not between LEAST, of which P leaves the digits that are needed, and 9.2e18 is left to
 * printf().
 */
#define EXACT(value, least, lengths, half, limit)                                                  \
	"(WITH dn_x (x) AS MATERIALIZED (" value                                                   \
	"), dn_p (x, a, p) AS MATERIALIZED (SELECT x, abs(x) + 0.0, CASE WHEN abs(x) >= 1 "        \
	"THEN max(17 - length(CAST(abs(x) AS INTEGER)), 0) WHEN abs(x) >= 0.1 THEN 17 WHEN "       \
	"abs(x) >= 0.01 THEN 18 WHEN abs(x) >= 0.001 THEN 19 WHEN abs(x) >= 0.0001 THEN 20 "       \
	"WHEN abs(x) >= 0.00001 THEN 21 ELSE 22 END FROM dn_x WHERE typeof(x) IN ('real', "        \
	"'integer') AND abs(x) BETWEEN " least " AND 9.2e18), dn_s (x, a, p, b, c, d, u) AS "      \
	"MATERIALIZED (SELECT x, a, p, b, a * 134217729.0 - (a * 134217729.0 - a), b * "           \
	"134217729.0 - (b * 134217729.0 - b), a + a * (1.5 / 9007199254740992) - a FROM "          \
	"(SELECT x, a, p, CAST('1e' || p AS REAL) AS b FROM dn_p)), dn_l (x, a, p, b, u, h, "      \
	"l) AS MATERIALIZED (SELECT x, a, p, b, u, CAST(a * b AS INTEGER), c * d - a * b + c "     \
	"* (b - d) + (a - c) * d + (a - c) * (b - d) FROM dn_s), dn_h (x, p, h, l, e, even) "      \
	"AS MATERIALIZED (SELECT x, p, h + CAST(l AS INTEGER) - (l < CAST(l AS INTEGER)), l "      \
	"- CAST(l AS INTEGER) + (l < CAST(l AS INTEGER)), u * b * " half                           \
	", CAST(a / u AS INTEGER) % 2 = 0 FROM dn_l), dn_u (x, p, h, l, e, even, k, u) AS "        \
	"MATERIALIZED (SELECT x, p, h, l, e, even, column1, CAST(substr('100000000000000', 1, "    \
	"max(length(h) - column1, 0) + 1) AS INTEGER) FROM dn_h, (VALUES " lengths                 \
	")), dn_c (x, p, h, l, e, even, k, u, c) AS MATERIALIZED (SELECT x, p, h, l, e, even, "    \
	"k, u, h / u + ((h % u + l) * 2 > u OR ((h % u + l) * 2 = u AND h / u % 2 = 1)) FROM "     \
	"dn_u), dn_d (x, d, e) AS MATERIALIZED (SELECT x, rtrim(c, '0'), length(c) + "             \
	"length(u) - 2 - p FROM dn_c WHERE abs(c * u - h - l) < e OR (abs(c * u - h - l) = e "     \
	"AND even) OR k = (SELECT max(k) FROM dn_c) ORDER BY k LIMIT 1) SELECT "                   \
	"coalesce((SELECT CASE WHEN x < 0 THEN '-' ELSE '' END || CASE WHEN e < -4 OR e >= " limit \
	" THEN substr(d, 1, 1) || CASE WHEN length(d) > 1 THEN '.' ELSE '' END || substr(d, "      \
	"2) || printf('e%+03d', e) WHEN e < 0 THEN '0.' || substr('000', 1, -e - 1) || d "         \
	"WHEN length(d) <= e + 1 THEN d || substr('00000000000000', 1, e + 1 - length(d)) "        \
	"ELSE substr(d, 1, e + 1) || '.' || substr(d, e + 2) END FROM dn_d), " BY_PRINTF(          \
	    "x") ") FROM dn_x)"

static const char of_double[] = EXACT("SELECT $1", "1e-6", "(15), (16), (17)", "0.5", "15");
/* Of 24 bits: the 29 others are rounded off. */
static const char of_real[] =
    EXACT("SELECT CASE WHEN typeof(x) IN ('real', 'integer') AND abs(x) < 9.2e18 THEN x * "
	  "536870913.0 - (x * 536870913.0 - x) ELSE x END FROM (SELECT $1 AS x)",
	"1e-12", "(6), (7), (8), (9)", "268435456.0", "6");
/* Where no query may stand. */
static const char by_printf[] = BY_PRINTF("$1");

const char *
dn_sqlite_double_text(const struct sqlite_print *p, const struct dn_type *type)
{
	return !p->query ? by_printf : type->kind == DN_TYPE_REAL ? of_real : of_double;
}

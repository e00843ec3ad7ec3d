/* report.js - what was found about the histories, as bench/REPORT.md says it
 *
 *   report.js DIFFERENCES FOLDER     FOLDER as histories.sh left it in DUNLIN_HISTORIES
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');

const [list, folder] = process.argv.slice(2);
const read = (...parts) => {
	const file = path.join(folder, ...parts);
	return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
};
const lines = (text) => text.split('\n').filter(Boolean);
const row = (...cells) => `| ${cells.map((c) => String(c).replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head, rows) => [row(...head), row(...head.map(() => '---')), ...rows].join('\n');
const words = ['exact', 'enforced', 'approximated', 'impossible'];
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const percent = (part, all) => (all === 0 ? '' : `${((100 * part) / all).toFixed(1)} %`);
/* [key, values] of what GROUP names, most first. */
function grouped(items, group) {
	const map = new Map();
	items.forEach((item) => map.set(group(item), [...(map.get(group(item)) ?? []), item]));
	return [...map].sort((a, b) => b[1].length - a[1].length);
}

/* What a history says in code that only PostgreSQL can run. */
const procedural = /FUNCTION|TRIGGER|PROCEDURE|RULE|^DO$/;

/* What each is called in words, in the list of differences, and where what was found is. */
const engines = [
	{
		title: 'SQLite',
		page: 'dunlin-sqlite(7)',
		prefix: '',
		fidelity: 'fidelity.json',
		rows: 'rows.sqlite',
		twin: 'twin.db',
	},
	{
		title: 'MariaDB',
		page: 'dunlin-mysql(7)',
		prefix: 'mariadb-',
		fidelity: 'fidelity.mariadb.json',
		rows: 'rows.mariadb',
		twin: 'twin.mariadb',
	},
];

function load(engine, name) {
	const fidelity = JSON.parse(read(name, engine.fidelity));
	const rows = lines(read(name, engine.rows)).map((line) => line.split('\t'));
	const reasons = (against) =>
		lines(
			execFileSync(
				'node',
				[
					path.join(__dirname, 'differ.js'),
					'--reasons',
					list,
					name,
					engine.prefix + against,
				],
				{ input: read(name, `differs.${engine.prefix}${against}`) },
			).toString(),
		).map((line) => line.split('\t'));
	const kinds = Object.entries(fidelity.kinds);
	const counts = (entries) =>
		words.map((word) => sum(entries.map(([, count]) => count[word])));
	return {
		name,
		fidelity,
		reasons,
		packages: lines(read(name, 'packages')),
		revisions: fs.readdirSync(path.join(folder, name, 'versions')).length,
		head: read(name, `differs.${engine.prefix}upgrade`) === '',
		counts: counts(kinds),
		core: counts(kinds.filter(([kind]) => !procedural.test(kind))),
		twin: fs.existsSync(path.join(folder, name, engine.twin)),
		rows,
		asked: rows.find(([what]) => what === 'rows') ?? ['rows', 0, 0, 0],
	};
}

function differences(histories, against) {
	return histories.flatMap((h) =>
		grouped(h.reasons(against), ([, reason]) => reason).map(([reason, items]) =>
			row(h.name, items.length, items[0][0], reason),
		),
	);
}

/* A statement's own trouble, or that of what it needs. */
function trouble({ code, statement, message }) {
	if (code) return `${statement}: ${code}`;
	if (/which (SQLite|MariaDB) did not run$/.test(message))
		return `${statement}: needs what an earlier statement would have made`;
	return `${statement}: ${message.replace(/^.* cannot be translated to (SQLite|MariaDB): /, '').replace(/'[^']*'/g, '...')}`;
}

function findings(h, fidelity) {
	const place = (f) => `${path.basename(f.file)}:${f.line}`;
	return grouped(
		h.fidelity.findings.filter((f) => f.fidelity === fidelity),
		trouble,
	).map(([what, items]) =>
		row(
			h.name,
			items.length,
			what,
			items.slice(0, 3).map(place).join(', ') + (items.length > 3 ? ', ...' : ''),
		),
	);
}

const names = fs
	.readdirSync(folder)
	.filter((name) => fs.existsSync(path.join(folder, name, 'fidelity.json')));
const total = (all, key) => words.map((_, i) => sum(all.map((h) => h[key][i])));
const good = (counts) => percent(counts[0] + counts[1], sum(counts));
const wrong = (h, what) => h.rows.filter(([kind]) => kind === what).length;
const counted = (h) =>
	h.rows.filter(([kind, , , , value]) => kind === 'accepted' && !/next number/.test(value))
		.length;

const expected = (all) => `
And of the schema that the project has for PostgreSQL behind a revision ("-"), with what SQLite
has there ("+"); the number is the revision's.

${table(['history', 'facts', 'such as', 'why'], differences(all, 'expected'))}
`;

const part = (engine, all) => `# Real histories on ${engine.title}

Made by \`make report\`; tests/histories/ says from what and how. Each history is upgraded from
empty to its head on PostgreSQL and, from the same files, on ${engine.title}, with
\`untranslatable = notice\`: what is impossible is left out, and what needs it with it.
${engine.page} explains the words and the codes.

${table(
	['history', 'package', 'revisions', 'statements', ...words, `head on ${engine.title}`],
	[
		...all.map((h) =>
			row(
				h.name,
				h.packages.join(', '),
				h.revisions,
				sum(h.counts),
				...h.counts,
				h.head ? 'yes' : '**no**',
			),
		),
		row(
			'all',
			'',
			sum(all.map((h) => h.revisions)),
			sum(total(all, 'counts')),
			...total(all, 'counts'),
			'',
		),
	],
)}

Exact or enforced are ${good(total(all, 'counts'))} of all statements, and ${good(total(all, 'core'))} of those
that are not functions, procedures, triggers, rules or DO blocks.

## Approximated

${table(
	['history', 'statements', 'what', 'where'],
	all.flatMap((h) => findings(h, 'approximated')),
)}

## Impossible

${table(
	['history', 'statements', 'what', 'where'],
	all.flatMap((h) => findings(h, 'impossible')),
)}

## ${engine.title} and PostgreSQL's catalog

Tables, columns, NOT NULL, keys, unique sets and foreign keys of both databases at head; "-" is
PostgreSQL's alone, "+" ${engine.title}'s. Where nothing is listed, nothing differs.

${table(['history', 'facts', 'such as', 'why'], [...differences(all, 'postgresql'), ...differences(all, 'upgrade')])}

## The project's own schemas

The same facts of the schema that the project itself has for ${engine.title} ("-") and of PostgreSQL's
("+"). Compared:
${all
	.filter((h) => h.twin)
	.map((h) => h.name)
	.join(', ')}.

${table(['history', 'facts', 'such as', 'why'], differences(all, 'twin'))}
${engine.prefix === '' ? expected(all) : ''}
## The same rows

Rows made from PostgreSQL's catalog, one column at a time with values of its type, good and bad,
into every table of both. A false refusal is a row that PostgreSQL takes and ${engine.title} refuses;
a false acceptance the other way. Of these, NULL for a key that numbers itself counts apart:
${engine.title} gives such a row the next number, as it does where the column is left out.

${table(
	[
		'history',
		'tables',
		'taken by PostgreSQL',
		'refused by it',
		'false refusals',
		'false acceptances',
		'NULL for the next number',
	],
	[
		...all.map((h) =>
			row(
				h.name,
				h.asked[3],
				h.asked[1],
				h.asked[2],
				wrong(h, 'refused'),
				counted(h),
				wrong(h, 'accepted') - counted(h),
			),
		),
		row(
			'all',
			...[3, 1, 2].map((i) => sum(all.map((h) => Number(h.asked[i])))),
			sum(all.map((h) => wrong(h, 'refused'))),
			`${sum(all.map(counted))} (${percent(sum(all.map(counted)), sum(all.map((h) => Number(h.asked[2]))))})`,
			sum(all.map((h) => wrong(h, 'accepted') - counted(h))),
		),
	],
)}

${table(['history', 'rows', 'such as', 'why'], differences(all, 'rows'))}`;

console.log(
	engines
		.map((engine) => part(engine, names.map((name) => load(engine, name))))
		.join('\n\n'),
);

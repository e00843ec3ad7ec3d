/* rows.js - the same rows for every table of a history on both engines: who takes which?
 *
 *   NODE_PATH=... node rows.js SQLITE_FILE     PostgreSQL as the environment says
 *
 * Both databases are at the history's head and get rows.  Values come from PostgreSQL's catalog
 * (types, lengths, nullability, enums, literals of checks) and nothing else, so a run is as the
 * one before it.  Prints a line for each row that one refuses and the other takes:
 *   refused|accepted  TABLE  COLUMN  TYPE  VALUE  SQLSTATE of PostgreSQL
 *   absent  TABLE      SQLite does not have it
 *   none    TABLE      no row was found that PostgreSQL takes
 * and at last: rows  GOOD  BAD  TABLES  what PostgreSQL took and refused.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { Client } = require('pg');

const file = process.argv[2];
const quote = (text) => `'${text.replaceAll("'", "''")}'`;
const name = (text) => `"${text.replaceAll('"', '""')}"`;
/* A value as a client of each writes it. */
const both = (sql) => ({ pg: sql, sqlite: sql });
const texts = (...list) => list.map((text) => both(quote(text)));
const numbers = (...list) => list.map((number) => both(String(number)));

const catalog = fs.readFileSync(path.join(__dirname, 'catalog.sql'), 'utf8');

const day = '2024-02-29';
const instants = (time) =>
	texts(
		`${day} ${time}`,
		`${day}T${time}Z`,
		`${day} ${time}+02`,
		day,
		'2023-02-29 01:02:03',
		'2024-13-01 00:00:00',
		'2024-01-02 25:00:00',
		'x',
		'',
	);
const integers = (bits) => {
	const max = 2n ** BigInt(bits - 1);
	return [...numbers(1, 0, -1, max - 1n, -max, max, -max - 1n), ...texts('12', 'x', '')];
};
/* By the name of the type in the catalog: what is good comes first. */
const forms = {
	int2: integers(16),
	int4: integers(32),
	int8: integers(64),
	float4: [...numbers(1.5, -2, '1e30'), ...texts('x', '')],
	float8: [...numbers(1.5, -2, '1e300'), ...texts('x', '')],
	bool: [{ pg: 'true', sqlite: '1' }, { pg: 'false', sqlite: '0' }, ...texts('x', '', '2')],
	text: texts('a', '', 'äöü 漢字', 'x'.repeat(300)),
	bytea: [{ pg: "'\\x00ff'", sqlite: "x'00ff'" }],
	date: texts(day, `${day} 01:02:03`, '2023-02-29', '2024-13-01', 'x', ''),
	time: texts('01:02:03', '01:02', '25:00:00', 'x', ''),
	timetz: texts('01:02:03+02', '25:00:00+00', 'x', ''),
	timestamp: instants('01:02:03.678'),
	timestamptz: instants('01:02:03.678'),
	interval: texts('1 day', '01:02:03', 'x', ''),
	uuid: texts(
		'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
		'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
		'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12',
		'c0eebc99-9c0b-4ef8-bb6d-6bb9bd380a13',
		'a0eebc99',
		'x',
		'',
	),
	json: texts('{"a": [1, null]}', 'null', '"x"', '1', '{', "{'a': 1}", 'x', ''),
	inet: texts('10.0.0.1', '10.0.0.0/8', '::1', 'x', ''),
	cidr: texts('10.0.0.0/8', '::/0', 'x', ''),
	macaddr: texts('08:00:2b:01:02:03', 'x', ''),
	tsvector: texts('a b'),
	xml: texts('<a/>'),
};
forms.jsonb = forms.json;
forms.citext = forms.text;
forms.name = texts('a', '');
forms.oid = forms.int4;

function lengths(column) {
	const n = column.mod - 4;
	return [
		...texts(
			'a',
			'',
			'ä'.repeat(n),
			'x'.repeat(n),
			`${'x'.repeat(n)} `,
			'x'.repeat(n + 1),
		),
	];
}

function decimals(column) {
	if (column.mod < 0) return [...numbers(1, '1.25', '-1e20'), ...texts('x', '')];
	const scale = (column.mod - 4) & 0xffff,
		precision = (column.mod - 4) >> 16;
	return [
		...numbers(
			1,
			'0.5',
			`-${'9'.repeat(precision - scale)}`,
			`1${'0'.repeat(precision - scale)}`,
		),
		...texts('x', ''),
	];
}

function valuesOf(column) {
	if (column.array) {
		const number = /^(int|float|numeric)/.test(column.type);
		return texts(number ? '{1,2}' : '{a,b}', '{}', 'x', ...(number ? ['{x}'] : []));
	}
	if (column.kind === 'e') return texts(...column.labels, '~', '');
	if (column.type === 'numeric') return decimals(column);
	if ((column.type === 'varchar' || column.type === 'bpchar') && column.mod > 4)
		return lengths(column);
	return forms[column.type] ?? forms.text;
}

/* What a check says in quotes or as a number is good or nearly so. */
function valuesOfChecks(table, column) {
	const list = [];
	for (const check of table.checks.filter((c) => c.keys?.includes(column.key))) {
		for (const [, text] of check.text.matchAll(/'((?:[^']|'')*)'/g))
			list.push(
				...texts(
					text.replaceAll("''", "'"),
					`${text.replaceAll("''", "'")}~`,
				),
			);
		for (const [, number] of check.text.matchAll(/[^\w."'](-?\d+)\b/g))
			list.push(...numbers(Number(number) - 1, number, Number(number) + 1));
	}
	return list.filter(
		(value) => /^'/.test(value.pg) !== /^(int|float|numeric)/.test(column.type),
	);
}

function prepare(table, tables) {
	table.rows = [];
	table.writable = table.columns.filter((column) => !column.made);
	for (const column of table.writable) {
		const seen = new Set();
		column.good = [];
		column.values = [
			...valuesOf(column),
			...valuesOfChecks(table, column),
			both('NULL'),
		].filter((value) => !seen.has(value.pg) && seen.add(value.pg));
	}
	table.parents = table.parents.map((p) => ({
		...p,
		table: tables.find((t) => t.oid === p.table),
	}));
}

/* Parents before children; in a circle the table whose columns may be NULL comes first. */
function ordered(tables) {
	const rest = [...tables],
		list = [];
	const mayBeNull = (table, p) =>
		p.keys.some((key) => !table.columns.find((c) => c.key === key).notNull);
	const ready = (table, weak) =>
		table.parents.every(
			(p) =>
				p.table === table ||
				list.includes(p.table) ||
				(weak && mayBeNull(table, p)),
		);

	while (rest.length > 0) {
		const next =
			rest.find((t) => ready(t, false)) ??
			rest.find((t) => ready(t, true)) ??
			rest[0];
		list.push(...rest.splice(rest.indexOf(next), 1));
	}
	return list;
}

/* The columns that a parent's row decides, each with its value; the first row of a table that refers
 * to itself is its own parent, each other one has the row before it. */
function given(table, n) {
	const row = new Map();
	for (const { keys, refs, table: parent } of table.parents) {
		const rows = parent === table ? parent.rows.slice(-1) : parent.rows;
		keys.forEach((key, i) => {
			const own =
				parent === table &&
				n === 0 &&
				parent.columns.find((c) => c.key === refs[i]).values?.[0];
			row.set(key, own || (rows[n % rows.length]?.get(refs[i]) ?? both('NULL')));
		});
	}
	return row;
}

const sqliteTables = new Set(sqlite("SELECT name FROM sqlite_master WHERE type = 'table';"));

class Database {
	constructor() {
		this.client = new Client({
			host: process.env.PGHOST,
			port: process.env.PGPORT,
			user: process.env.PGUSER,
			database: process.env.PGDATABASE,
		});
		this.script = [];
		this.cases = [];
	}
	insert(table, row, dialect) {
		const columns = table.writable.filter((column) => row.has(column.key));
		return columns.length === 0
			? `INSERT INTO ${name(table.name)} DEFAULT VALUES`
			: `INSERT INTO ${name(table.name)} (${columns.map((c) => name(c.name)).join(', ')}) ` +
					`VALUES (${columns.map((c) => row.get(c.key)[dialect]).join(', ')})`;
	}
	/* The SQLSTATE and constraint of a row that leaves nothing behind. */
	async attempt(table, row) {
		try {
			await this.client.query(
				`BEGIN; SET CONSTRAINTS ALL IMMEDIATE; ${this.insert(table, row, 'pg')}`,
			);
			return {};
		} catch (e) {
			return { code: e.code, constraint: e.constraint };
		} finally {
			await this.client.query('ROLLBACK');
		}
	}
	/* SQLite is asked at the end; it says how much was changed of a row that it takes. */
	ask(table, row, about) {
		if (!sqliteTables.has(table.name)) return;
		this.script.push(
			'BEGIN;',
			'.changes on',
			`${this.insert(table, row, 'sqlite')};`,
			'.changes off',
			`SELECT ${this.cases.length}, NOT EXISTS (SELECT 1 FROM ` +
				`pragma_foreign_key_check(${quote(table.name)}));`,
			'ROLLBACK;',
		);
		this.cases.push(about);
	}
	async keep(table, row) {
		await this.client.query(this.insert(table, row, 'pg'));
		this.script.push(`${this.insert(table, row, 'sqlite')};`);
		table.rows.push(row);
	}
}

/* A row that PostgreSQL takes: the first values, others where a check wants that. */
async function goodRow(db, table) {
	const row = given(table, 0),
		fixed = new Map(row);
	for (const column of table.writable) {
		if (!row.has(column.key)) row.set(column.key, column.values[0]);
	}
	let answer = await db.attempt(table, row);
	for (let round = 0; answer.code === '23514' && round < 8; round++) {
		const check = table.checks.find((c) => c.name === answer.constraint);
		const columns = table.writable
			.filter((c) => check?.keys?.includes(c.key))
			.map((c) => ({
				key: c.key,
				values: fixed.has(c.key)
					? [fixed.get(c.key), both('NULL')]
					: c.values,
			}));
		answer = await search(db, table, row, columns, 0, answer);
	}
	return answer.code === undefined ? row : null;
}

/* Every mix of values of some columns, until that check is content. */
async function search(db, table, row, columns, i, refusal) {
	if (i === columns.length) return db.attempt(table, row);
	const before = row.get(columns[i].key);
	for (const value of columns[i].values) {
		row.set(columns[i].key, value);
		const answer = await search(db, table, row, columns, i + 1, refusal);
		if (
			answer.code === undefined ||
			(answer.code === '23514' && answer.constraint !== refusal.constraint)
		)
			return answer;
	}
	row.set(columns[i].key, before);
	return refusal;
}

/* Each column with each of its values, the others good. */
async function probe(db, table, good) {
	const one = async (column, value, row) => {
		const { code } = await db.attempt(table, row);
		if (code === undefined && value !== null) column.good.push(value);
		const shown =
			value === null
				? 'DEFAULT'
				: value.pg === 'NULL' && column.numbered
					? 'NULL for the next number'
					: value.pg.length > 40
						? `${value.pg.slice(0, 37)}...`
						: value.pg;
		db.ask(table, row, [table.name, column.name, column.full, shown, code]);
	};
	for (const column of table.writable) {
		for (const value of column.values)
			await one(column, value, new Map(good).set(column.key, value));
		const without = new Map(good);
		without.delete(column.key);
		await one(column, null, without);
	}
}

async function fill(db, table) {
	if (!sqliteTables.has(table.name)) console.log(['absent', table.name].join('\t'));
	const good = await goodRow(db, table);
	if (good === null) {
		console.log(['none', table.name].join('\t'));
		return;
	}
	await probe(db, table, good);
	await db.keep(table, good);
	const { code } = await db.attempt(table, good);
	db.ask(table, good, [table.name, 'row', 'row', 'the same again', code]);
}

/* Rows that have other values in every column, as far as PostgreSQL takes them. */
async function further(db, table, n) {
	const parents = given(table, n),
		row = new Map(table.rows[0]);
	for (const { key, good } of table.writable)
		row.set(key, parents.get(key) ?? good[n % good.length] ?? row.get(key));
	let answer = await db.attempt(table, row);
	for (let round = 0; answer.code === '23514' && round < 8; round++) {
		const check = table.checks.find((c) => c.name === answer.constraint);
		check?.keys?.forEach((key) => row.set(key, table.rows[0].get(key)));
		answer = await db.attempt(table, row);
	}
	if (answer.code !== undefined) return;
	db.ask(table, row, [table.name, 'row', 'row', 'another', undefined]);
	await db.keep(table, row);
}

function sqlite(script) {
	const { stdout } = spawnSync('sqlite3', [file], { input: script, maxBuffer: 2 ** 28 });
	return stdout.toString().trim().split('\n');
}

/* What the migrations put in is not the question. */
async function empty(db, tables) {
	await db.client.query(
		`TRUNCATE ${tables.map((table) => name(table.name)).join(', ')} CASCADE`,
	);
	db.script.push(
		...tables.map((table) => `DELETE FROM ${name(table.name)};`),
		'PRAGMA foreign_keys = ON;',
	);
}

async function main() {
	const db = new Database();
	await db.client.connect();
	const tables = (await db.client.query(catalog)).rows.map((row) => row.t);
	tables.forEach((table) => prepare(table, tables));
	await empty(db, tables);
	for (const table of ordered(tables)) await fill(db, table);
	for (let n = 1; n < 4; n++)
		for (const table of ordered(tables))
			if (table.rows.length > 0) await further(db, table, n);
	await db.client.end();

	const taken = new Map();
	let changed = false;
	for (const line of sqlite(`.separator "\t"\n${db.script.join('\n')}\n`)) {
		const [number, whole] = line.split('\t');
		if (!line.startsWith('changes:')) taken.set(number, changed && whole === '1');
		changed = line.startsWith('changes:');
	}
	let bad = 0;
	db.cases.forEach((about, i) => {
		const code = about[4];
		bad += code === undefined ? 0 : 1;
		if ((taken.get(String(i)) ?? false) !== (code === undefined))
			console.log(
				[code === undefined ? 'refused' : 'accepted', ...about].join('\t'),
			);
	});
	console.log(
		['rows', db.cases.length - bad, bad, tables.filter((t) => t.rows.length > 0).length].join('\t'),
	);
}
main().catch((e) => {
	console.error(e);
	process.exit(1);
});

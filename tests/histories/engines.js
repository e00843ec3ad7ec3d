/* engines.js - what rows.js asks beside PostgreSQL: each by its own client
 *
 * MariaDB is at the socket DUNLIN_TEST_MARIADB.
 */
'use strict';
const { spawnSync } = require('node:child_process');

const quote = (text) => `'${text.replaceAll("'", "''")}'`;
const name = (text) => `"${text.replaceAll('"', '""')}"`;

/* An engine is asked at the end: all that is to be done is a script of its own client. */
class Engine {
	constructor() {
		this.script = [];
		this.cases = [];
	}
	ask(table, row, about) {
		if (!this.tables.has(table.name)) return;
		this.script.push(...this.attempt(table, this.cases.length, insert(this, table, row)));
		this.cases.push(about);
	}
	keep(table, row) {
		this.script.push(`${insert(this, table, row)};`);
	}
	/* Of the cases, those whose row it takes. */
	taken() {
		return new Set(this.run(this.script.join('\n')).filter(Boolean).map(Number));
	}
}

class Sqlite extends Engine {
	dialect = 'sqlite';
	nothing = 'DEFAULT VALUES';
	name = name;
	constructor(file) {
		super();
		this.file = file;
		this.tables = new Set(this.run("SELECT name FROM sqlite_master WHERE type = 'table';"));
	}
	empty(tables) {
		this.script.push(
			...tables.map((table) => `DELETE FROM ${name(table.name)};`),
			'PRAGMA foreign_keys = ON;',
		);
	}
	/* It says how much was changed of a row that it takes. */
	attempt(table, n, sql) {
		return [
			'BEGIN;',
			'.changes on',
			`${sql};`,
			'.changes off',
			`SELECT ${n}, NOT EXISTS (SELECT 1 FROM ` +
				`pragma_foreign_key_check(${quote(table.name)}));`,
			'ROLLBACK;',
		];
	}
	run(input) {
		const { stdout } = spawnSync('sqlite3', [this.file], { input, maxBuffer: 2 ** 28 });
		return stdout.toString().trim().split('\n');
	}
	taken() {
		const taken = new Set();
		let changed = false;
		for (const line of this.run(`.separator "\t"\n${this.script.join('\n')}\n`)) {
			const [number, whole] = line.split('\t');
			if (changed && whole === '1') taken.add(Number(number));
			changed = line.startsWith('changes:');
		}
		return taken;
	}
}

class Mariadb extends Engine {
	dialect = 'mariadb';
	nothing = '() VALUES ()';
	constructor(database) {
		super();
		this.database = database;
		this.tables = new Set(this.run('SHOW TABLES;'));
	}
	name(text) {
		return `\`${text.replaceAll('`', '``')}\``;
	}
	empty(tables) {
		this.script.push(
			'SET foreign_key_checks = 0;',
			...tables.map((table) => `DELETE FROM ${this.name(table.name)};`),
			'SET foreign_key_checks = 1;',
		);
	}
	/* A statement that fails changed -1 rows. */
	attempt(table, n, sql) {
		return [
			'BEGIN;',
			`${sql};`,
			`SELECT ${n} FROM DUAL WHERE row_count() = 1;`,
			'ROLLBACK;',
		];
	}
	/* As dunlin-mysql(7) wants it of applications. */
	run(input) {
		const options = ['--no-defaults', '-u', 'root', '-S', process.env.DUNLIN_TEST_MARIADB];
		const mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_AUTO_VALUE_ON_ZERO';
		const { stdout } = spawnSync(
			'mariadb',
			[...options, '--default-character-set=utf8mb4', '-f', '-N', '-B', this.database],
			{
				input: `SET sql_mode = '${mode}', time_zone = '+00:00';\n${input}\n`,
				maxBuffer: 2 ** 28,
			},
		);
		return stdout.toString().trim().split('\n');
	}
}

function insert(engine, table, row) {
	const columns = table.writable.filter((column) => row.has(column.key));
	return columns.length === 0
		? `INSERT INTO ${engine.name(table.name)} ${engine.nothing}`
		: `INSERT INTO ${engine.name(table.name)} ` +
				`(${columns.map((c) => engine.name(c.name)).join(', ')}) ` +
				`VALUES (${columns.map((c) => row.get(c.key)[engine.dialect]).join(', ')})`;
}

module.exports = { Sqlite, Mariadb, insert, quote, name };

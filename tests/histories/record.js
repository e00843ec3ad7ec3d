/* record.js - runs migrations of TypeORM and writes what they say to PostgreSQL as revisions
 *
 *   NODE_PATH=... node record.js CACHE NAME OUT     PostgreSQL as the environment says, MariaDB at
 *                                                   the socket DUNLIN_TEST_MARIADB
 *
 * OUT/versions gets a file for each migration; OUT/twin.db is what the same project's migrations
 * for SQLite make, OUT/twin.mariadb what those for MariaDB say, where there are such.  All
 * databases are real ones: migrations ask them what is there.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const Module = require('node:module');
const { execFileSync } = require('node:child_process');

const [cache, name, out] = process.argv.slice(2);
const at = (...parts) => path.join(cache, ...parts);

/*
 * Modules of the applications that their migrations name: what these want of them on an empty
 * database is a constant or nothing.
 */
class Named extends Error {}
const service = { n8nFolder: '/nonexistent', encrypt: (x) => x, decrypt: (x) => x };
let config;
const stubs = {
	'n8n-workflow': {
		UnexpectedError: Named,
		UserError: Named,
		jsonParse: JSON.parse,
		ERROR_TRIGGER_NODE_TYPE: 'n8n-nodes-base.errorTrigger',
		EXECUTE_WORKFLOW_TRIGGER_NODE_TYPE: 'n8n-nodes-base.executeWorkflowTrigger',
	},
	'n8n-core': { InstanceSettings: service, Cipher: service },
	'@n8n/backend-common': { Logger: { info() {}, warn() {}, debug() {}, error() {} } },
	'@n8n/config': { GlobalConfig: null },
	'@n8n/di': { Container: { get: (what) => what ?? config } },
	'@n8n/constants': {
		LDAP_FEATURE_NAME: 'features.ldap',
		LDAP_DEFAULT_CONFIGURATION: { loginEnabled: false },
	},
	'@n8n/utils/generate-nano-id': { generateNanoId: () => '0123456789abcdef' },
	nanoid: { nanoid: () => '0123456789abcdef' },
	'../../../utils/logger': {},
	'../../../utils/encryption.util': {},
	'../../entities': { ApiKey: class {}, WorkflowEntity: class {} },
};
const load = Module._load;
stubs.typeorm = require('@n8n/typeorm');
Module._load = (id, ...rest) => (id in stubs ? stubs[id] : load(id, ...rest));

const { DataSource } = stubs.typeorm;

/* SQLite without a compiled module, under the names that TypeORM knows it by. */
async function sqliteDriver() {
	const sqlite = await require('sql.js')();

	class Database {
		constructor(file, done) {
			this.file = file;
			this.db = new sqlite.Database();
			setImmediate(done, null);
		}
		all(sql, parameters, done) {
			const rows = [];
			try {
				const statement = this.db.prepare(
					sql,
					parameters?.length ? parameters : null,
				);
				while (statement.step()) rows.push(statement.getAsObject());
				statement.free();
			} catch (e) {
				return setImmediate(done, e);
			}
			setImmediate(() =>
				done.call({ changes: this.db.getRowsModified() }, null, rows),
			);
		}
		run(sql, parameters, done) {
			this.all(sql, done ? parameters : [], done ?? parameters);
		}
		close(done) {
			fs.writeFileSync(this.file, this.db.export());
			done(null);
		}
	}
	return { verbose: () => ({ Database }) };
}

/* Where a project keeps the list of its migrations for a database. */
const projects = {
	flowise: (db) => at('flowise/dist/database/migrations', db),
	'n8n-db': (db) => at('n8n-db/dist/migrations', { postgres: 'postgresdb' }[db] ?? db),
};

function migrationsOf(db) {
	const type = { postgres: 'postgresdb' }[db] ?? db;
	config = { executions: { mode: 'regular' }, database: { tablePrefix: '', type } };
	config.database[type] = { database: process.env.PGDATABASE };
	for (const file of Object.keys(require.cache)) {
		if (file.includes('/migrations/')) delete require.cache[file];
	}
	return Object.values(require(projects[name](db))).find(Array.isArray);
}

/* The text with its parameters in place. */
function whole(sql, parameters) {
	const literal = (value) => {
		if (value === null || value === undefined) return 'NULL';
		if (typeof value === 'number' || typeof value === 'boolean') return String(value);
		const text =
			value instanceof Date
				? value.toISOString()
				: typeof value === 'object'
					? JSON.stringify(value)
					: value;
		return `'${text.replaceAll("'", "''")}'`;
	};
	let next = 0;
	return parameters?.length
		? sql.replace(/\$(\d+)|\?/g, (_, n) => literal(parameters[n ? n - 1 : next++]))
		: sql;
}

/* Reading leaves nothing behind, and every revision is a transaction. */
function isPassing(sql) {
	const text = sql.replace(/^\s*--.*$/gm, '');
	return (
		/^\s*(SHOW|START TRANSACTION|BEGIN|COMMIT|ROLLBACK)/i.test(text) ||
		/^\s*(WITH|SELECT)\b(?!.*\b(setval|nextval|INSERT|UPDATE|DELETE)\b)/is.test(text)
	);
}

/* While a migration goes up, what it says is kept. */
function listen(migration, said) {
	const up = migration.prototype.up;
	migration.prototype.up = async function (runner) {
		const query = runner.query;
		const statements = [];

		runner.query = (sql, parameters, ...rest) => {
			if (!isPassing(sql)) statements.push(whole(sql, parameters));
			return query.call(runner, sql, parameters, ...rest);
		};
		runner.manager.count = async () => 0;
		await up.call(this, runner);
		runner.query = query;
		said.push({ name: migration.name, statements });
	};
}

async function run(db, options, said) {
	const migrations = migrationsOf(db);
	const helpers = at(name, 'dist/migrations/migration-helpers.js');
	const source = await new DataSource({ type: db, migrations, ...options }).initialize();

	if (fs.existsSync(helpers)) migrations.forEach(require(helpers).wrapMigration);
	migrations.forEach((migration) => listen(migration, said));
	await source.runMigrations({ transaction: 'each' });
	await source.query('DROP TABLE migrations');
	await source.destroy();
}

/* MariaDB by its own client, with what migrations ask of TypeORM's runner. */
class MariaRunner {
	constructor(database) {
		this.connection = { options: { database } };
		this.manager = { count: async () => 0 };
	}
	async query(sql, parameters) {
		const options = ['--no-defaults', '-u', 'root', '-S', process.env.DUNLIN_TEST_MARIADB, '-B'];
		const [head, ...rows] = execFileSync(
			'mariadb',
			[...options, this.connection.options.database],
			{ input: whole(sql, parameters) },
		)
			.toString()
			.split('\n')
			.filter(Boolean)
			.map((line) => line.split('\t'));
		return rows.map((row) => Object.fromEntries(row.map((value, i) => [head[i], value])));
	}
	async getTable(table) {
		const columns = await this.query(
			`SELECT column_name AS name FROM information_schema.columns ` +
				`WHERE table_schema = database() AND table_name = '${table}'`,
		);
		return columns.length > 0 ? { columns } : undefined;
	}
	async hasColumn(table, column) {
		const { columns } = (await this.getTable(table)) ?? { columns: [] };
		return columns.some(({ name }) => name === column);
	}
}

/* In the order of the times that their names end with, as TypeORM runs them. */
async function runOnMaria(said) {
	const time = (migration) => Number(migration.name.slice(-13));
	const migrations = [...migrationsOf('mariadb')].sort((a, b) => time(a) - time(b));
	const runner = new MariaRunner(`record-${name}`);

	migrations.forEach((migration) => listen(migration, said));
	for (const migration of migrations) await new migration().up(runner);
}

function write(revisions) {
	fs.mkdirSync(path.join(out, 'versions'), { recursive: true });
	revisions.forEach(({ name: title, statements }, i) => {
		const id = String(i).padStart(4, '0');
		const text = statements.map((s) => s.trim().replace(/;?$/, ';\n')).join('');
		fs.writeFileSync(
			path.join(out, 'versions', `${id}_${title}.sql`),
			`-- ${title}\n-- dunlin: revision ${id}\n\n${text}`,
		);
	});
}

(async () => {
	/* TypeORM itself says this when it connects for the first time. */
	const first = 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"';
	const said = [{ name: 'extension', statements: [first] }];
	const host = process.env.PGHOST,
		port = Number(process.env.PGPORT);

	await run(
		'postgres',
		{
			host,
			port,
			username: process.env.PGUSER,
			password: '',
			database: process.env.PGDATABASE,
			installExtensions: true,
			uuidExtension: 'uuid-ossp',
		},
		said,
	);
	write(said);
	if (name === 'flowise') {
		const maria = [];
		await runOnMaria(maria);
		fs.writeFileSync(
			path.join(out, 'twin.mariadb'),
			maria.flatMap((m) => m.statements).map((s) => s.trim().replace(/;?$/, ';\n')).join(''),
		);
	}
	await run(
		'sqlite',
		{ database: path.join(out, 'twin.db'), driver: await sqliteDriver() },
		[],
	);
})().catch((e) => {
	console.error(e);
	process.exit(1);
});

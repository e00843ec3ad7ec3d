/* What TypeORM binds on better-sqlite3 for its column types. */
'use strict';
require('reflect-metadata');
const { at, uuid, query, print } = require('./probe.js');
const { DataSource, EntitySchema } = require('typeorm');
const path = require('path');
const fs = require('fs');

/* its package.json is not among its exports */
const home = path.dirname(require.resolve('typeorm'));
const version = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8')).version;

const cases = [
  ['timestamptz', 'datetime, Date', 'datetime', at],
  ['timestamptz', 'datetime, text with offset', 'datetime', '2024-01-02T03:04:05+05:30'],
  ['timestamp', 'datetime, Date', 'datetime', at],
  ['timestamp', 'Date as type', Date, at],
  ['date', 'date, Date', 'date', at],
  ['date', 'date, text', 'date', '2024-01-02'],
  ['time', 'time, text', 'time', '03:04:05'],
  ['time', 'time, Date', 'time', at],
  ['uuid', 'varchar, text', 'varchar', uuid],
  ['uuid', 'uuid column (generated: uuid)', 'uuid', uuid],
  ['boolean', 'boolean, true', 'boolean', true],
  ['boolean', 'boolean, false', 'boolean', false],
  ['json', 'simple-json', 'simple-json', { a: [1, null], b: 'é' }],
  ['jsonb', 'json', 'json', { a: 1 }],
  ['jsonb', 'jsonb', 'jsonb', ['a']],
  ['varchar[]', 'simple-json, array', 'simple-json', ['a', 'b c']],
  ['numeric(10,2)', 'decimal, number', 'decimal', 12.5],
  ['numeric(10,2)', 'decimal, text', 'decimal', '12.50'],
  ['double precision', 'double', 'double', 0.1],
  ['double precision', 'Number as type', Number, 1],
  ['bytea', 'blob', 'blob', Buffer.from([0, 255])],
  ['integer', 'integer', 'integer', 5],
  ['bigint', 'bigint, text', 'bigint', '4611686018427387904'],
  ['bigint', 'bigint, number', 'bigint', 2 ** 40],
  ['varchar(20)', 'varchar', 'varchar', 'pending'],
  ['varchar(20)', 'simple-enum', 'simple-enum', 'active'],
  ['text', 'text', 'text', 'x'],
];

async function run([type, what, column, value]) {
  const entity = new EntitySchema({
    name: 'probe',
    columns: {
      id: { type: 'integer', primary: true, generated: true },
      v: { type: column, ...(column === 'simple-enum' ? { enum: ['pending', 'active'] } : {}) },
    },
  });
  try {
    const source = new DataSource({ type: 'better-sqlite3', database: ':memory:', entities: [entity] });
    await source.initialize();
    await source.query('CREATE TABLE probe (id INTEGER PRIMARY KEY, v)');
    await source.getRepository('probe').insert({ v: value });
    const [{ t, s }] = await source.query(query);
    print('typeorm', version, type, what, t, s);
    await source.destroy();
  } catch (e) {
    print('typeorm', version, type, what, 'refused', e.name);
  }
}

(async () => {
  for (const c of cases)
    await run(c);
})();

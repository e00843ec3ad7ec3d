/* What Sequelize binds through node's sqlite3 for its types. */
'use strict';
const { at, uuid, query, print } = require('./probe.js');
const { Sequelize, DataTypes, QueryTypes } = require('sequelize');
const version = require('sequelize/package.json').version;

const cases = [
  ['timestamptz', 'DATE', DataTypes.DATE, at],
  ['timestamptz', 'DATE(6)', DataTypes.DATE(6), at],
  ['date', 'DATEONLY', DataTypes.DATEONLY, at],
  ['time', 'TIME', DataTypes.TIME, '03:04:05'],
  ['uuid', 'UUID', DataTypes.UUID, uuid],
  ['boolean', 'BOOLEAN, true', DataTypes.BOOLEAN, true],
  ['boolean', 'BOOLEAN, false', DataTypes.BOOLEAN, false],
  ['json', 'JSON', DataTypes.JSON, { a: [1, null] }],
  ['varchar[]', 'JSON, array', DataTypes.JSON, ['a', 'b c']],
  ['numeric(10,2)', 'DECIMAL(10, 2), number', DataTypes.DECIMAL(10, 2), 12.5],
  ['numeric(10,2)', 'DECIMAL(10, 2), text', DataTypes.DECIMAL(10, 2), '12.50'],
  ['double precision', 'DOUBLE', DataTypes.DOUBLE, 0.1],
  ['double precision', 'DOUBLE, Infinity', DataTypes.DOUBLE, Infinity],
  ['bytea', 'BLOB', DataTypes.BLOB, Buffer.from([0, 255])],
  ['integer', 'INTEGER', DataTypes.INTEGER, 5],
  ['bigint', 'BIGINT, text', DataTypes.BIGINT, '4611686018427387904'],
  ['varchar(20)', 'STRING(20)', DataTypes.STRING(20), 'pending'],
  ['varchar(20)', 'ENUM', DataTypes.ENUM('pending', 'active'), 'active'],
  ['text', 'TEXT', DataTypes.TEXT, 'x'],
];

async function run([type, what, column, value]) {
  const db = new Sequelize({ dialect: 'sqlite', storage: ':memory:', logging: false });
  try {
    const model = db.define('probe', { v: column }, { tableName: 'probe', timestamps: false });
    await db.query('CREATE TABLE probe (id INTEGER PRIMARY KEY, v)');
    await model.create({ v: value });
    const [{ t, s }] = await db.query(query, { type: QueryTypes.SELECT });
    print('sequelize', version, type, what, t, s);
  } catch (e) {
    print('sequelize', version, type, what, 'refused', e.name);
  }
  await db.close();
}

(async () => {
  for (const c of cases)
    await run(c);
})();

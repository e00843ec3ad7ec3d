/* What better-sqlite3 binds. */
'use strict';
const { query, print, values } = require('./probe.js');
const Database = require('better-sqlite3');
const version = require('better-sqlite3/package.json').version;

const db = new Database(':memory:');
db.exec('CREATE TABLE probe (v)');
for (const [type, what, value] of values) {
  db.exec('DELETE FROM probe');
  try {
    db.prepare('INSERT INTO probe VALUES (?)').run(value);
  } catch (e) {
    print('better-sqlite3', version, type, what, 'refused', e.name);
    continue;
  }
  const { t, s } = db.prepare(query).get();
  print('better-sqlite3', version, type, what, t, s);
}

/* What knex binds through better-sqlite3 and through node's sqlite3. */
'use strict';
const { query, print, values } = require('./probe.js');
const knex = require('knex');
const version = require('knex/package.json').version;

async function run(client) {
  const db = knex({
    client, connection: { filename: ':memory:' }, useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  const name = 'knex ' + client;
  await db.raw('CREATE TABLE probe (v)');
  for (const [type, what, value] of values) {
    await db('probe').delete();
    try {
      await db('probe').insert({ v: value });
    } catch (e) {
      print(name, version, type, what, 'refused', e.name);
      continue;
    }
    const [{ t, s }] = await db.raw(query);
    print(name, version, type, what, t, s);
  }
  await db.destroy();
}

run('better-sqlite3').then(() => run('sqlite3'));

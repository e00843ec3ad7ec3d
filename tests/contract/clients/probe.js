/* One line of clients.tsv: what a client left in the untyped column probe.v. */
'use strict';

const query =
  "SELECT typeof(v) AS t, CASE typeof(v) WHEN 'blob' THEN hex(v) " +
  "WHEN 'real' THEN printf('%!.17g', v) ELSE CAST(v AS TEXT) END AS s FROM probe";

function escape(s) {
  return String(s).replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\t/g, '\\t');
}

function print(client, version, type, what, storage, stored) {
  /* what the client itself made unreadable is no form of the value */
  if (stored === '[object Object]')
    [storage, stored] = ['refused', 'mangled'];
  process.stdout.write(
    [client, version, type, what, storage, escape(stored === null ? '' : stored)].join('\t') + '\n');
}

const at = new Date(Date.UTC(2024, 0, 2, 3, 4, 5, 678));
const uuid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';

/* type, what, value: the same for the clients that take plain values */
const values = [
  ['timestamptz', 'Date', at],
  ['timestamptz', 'Date of 1970', new Date(0)],
  ['timestamptz', 'Date before 1970', new Date(-86400000)],
  ['timestamptz', 'Date.toISOString()', at.toISOString()],
  ['timestamptz', 'Date.now() like number', at.getTime()],
  ['timestamptz', 'BigInt of milliseconds', BigInt(at.getTime())],
  ['timestamptz', 'seconds', Math.floor(at.getTime() / 1000)],
  ['timestamptz', 'toISOString() as MySQL writes it', at.toISOString().slice(0, 19).replace('T', ' ')],
  ['timestamp', 'Date', at],
  ['date', 'Date', new Date(Date.UTC(2024, 0, 2))],
  ['date', "toISOString().slice(0, 10)", at.toISOString().slice(0, 10)],
  ['time', 'text', '03:04:05'],
  ['uuid', 'crypto.randomUUID() like', uuid],
  ['uuid', 'digits alone', '12345678901234567890123456789012'],
  ['uuid', 'Buffer', Buffer.from(uuid.replace(/-/g, ''), 'hex')],
  ['boolean', 'true', true],
  ['boolean', 'false', false],
  ['boolean', '1', 1],
  ['boolean', '1n', 1n],
  ['jsonb', 'object', { a: 1 }],
  ['jsonb', 'JSON.stringify(object)', JSON.stringify({ a: [1, null], b: 'é' })],
  ['jsonb', 'JSON.stringify(text)', JSON.stringify('x')],
  ['jsonb', 'number', 5],
  ['varchar[]', 'array', ['a', 'b c']],
  ['varchar[]', 'JSON.stringify(array)', JSON.stringify(['a', 'b c'])],
  ['numeric(10,2)', 'number', 12.5],
  ['numeric(10,2)', 'whole number', 12],
  ['numeric(10,2)', 'text', '12.50'],
  ['double precision', 'number', 0.1],
  ['double precision', 'whole number', 1],
  ['double precision', 'Infinity', Infinity],
  ['bytea', 'Buffer', Buffer.from([0, 255, 97])],
  ['bytea', 'Uint8Array', new Uint8Array([1, 2])],
  ['integer', 'number', 5],
  ['integer', 'BigInt', 5n],
  ['integer', 'text', '5'],
  ['bigint', 'number', 2 ** 40],
  ['bigint', 'BigInt', 2n ** 62n],
  ['bigint', 'text', '4611686018427387904'],
  ['varchar(20)', 'text', 'pending'],
  ['text', 'number', 5],
  ['inet', 'text', '10.0.0.1'],
  ['interval', 'text', '1 day'],
];

module.exports = { at, uuid, query, print, values };

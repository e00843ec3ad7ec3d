/* differ.js - differences that are not in the list, and lines of the list that nothing meets
 *
 *   differ.js LIST HISTORY AGAINST <differences    prints those that are not listed
 *   differ.js --reasons LIST HISTORY AGAINST       each that is, with its reason
 *   differ.js --unmet LIST                         lines of it that no difference met so far
 *
 * LIST has lines of HISTORY ("*": any), AGAINST, a pattern in which "*" is anything, and the
 * reason.  What was met is kept in the file DUNLIN_DIFFER_MET.
 */
'use strict';
const fs = require('node:fs');

const args = process.argv.slice(2);
const mode = args[0].startsWith('--') ? args.shift() : '';
const [list, history, against] = args;
const met = `${process.env.DUNLIN_DIFFER_MET ?? '/dev/null'}`;
const pattern = (glob) =>
	new RegExp(
		`^${glob
			.split('*')
			.map((s) => s.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
			.join('.*')}$`,
	);
const entries = fs
	.readFileSync(list, 'utf8')
	.split('\n')
	.filter((line) => line && !line.startsWith('#'))
	.map((line) => line.split('\t'))
	.map(([name, where, glob, reason]) => ({
		name,
		where,
		glob,
		reason,
		pattern: pattern(glob),
	}));

if (mode === '--unmet') {
	const seen = new Set(fs.readFileSync(met, 'utf8').split('\n'));
	for (const { name, where, glob } of entries) {
		if (!seen.has([name, where, glob].join('\t')))
			console.log([name, where, glob].join(' '));
	}
} else {
	const ours = entries.filter((e) => [history, '*'].includes(e.name) && e.where === against);
	for (const line of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
		const text = line.replaceAll('\t', ' ').trimEnd();
		const entry = ours.find((e) => e.pattern.test(text));
		if (entry)
			fs.appendFileSync(met, `${[entry.name, against, entry.glob].join('\t')}\n`);
		if (mode === '--reasons' ? entry : !entry)
			console.log(mode ? `${text}\t${entry.reason}` : text);
	}
}

CREATE TABLE t (a text);
CREATE UNIQUE INDEX i ON t (a,
	(a ~ '(x|y)+z'));

CREATE TABLE t (
	b integer,
	EXCLUDE USING gist (b WITH <>)
);

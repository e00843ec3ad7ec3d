CREATE TABLE t (
	a integer,
	EXCLUDE USING btree (a WITH =)
);

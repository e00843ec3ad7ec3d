CREATE TABLE t (
	a text,
	b text DEFAULT md5('x')
);

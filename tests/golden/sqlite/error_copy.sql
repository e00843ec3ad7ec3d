CREATE TABLE t (a int, b text);
-- next
COPY t FROM stdin (FORMAT csv, FORCE_NULL (b));
1,""
\.

CREATE TABLE d (id int, ok text);
-- next
DO $$
DECLARE
	n bigint;
	m int := 1;
BEGIN
	SELECT count(*) INTO n FROM d WHERE id >= m;
	IF n > 0 THEN
		RAISE EXCEPTION 'it''s 100%% there: % of % %', n, m, (SELECT max(ok) FROM d)
			USING ERRCODE = '23505', HINT = 'x, y';
	END IF;
END $$;

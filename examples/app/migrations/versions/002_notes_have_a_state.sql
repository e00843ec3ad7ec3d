-- Notes have a state
-- dunlin: revision 002
-- dunlin: revises 001

-- dunlin: upgrade

ALTER TABLE notes ADD COLUMN state varchar(8) NOT NULL DEFAULT 'open'
    CONSTRAINT note_state_check CHECK (state IN ('open', 'done'));

-- dunlin: downgrade

ALTER TABLE notes DROP COLUMN state;

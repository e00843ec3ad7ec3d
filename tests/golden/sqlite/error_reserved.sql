CREATE TABLE sqlite_things (a integer);

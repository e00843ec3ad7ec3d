#!/usr/bin/perl
# What Perl's DBI with DBD::SQLite binds, by default and with a type given to bind_param.
use strict;
use warnings;
use DBI qw(:sql_types);
use DBD::SQLite;
use POSIX qw(strftime);

my $db = DBI->connect("dbi:SQLite:dbname=:memory:", "", "",
    { RaiseError => 1, PrintError => 0, sqlite_unicode => 1 });
my $client = "perl-dbi";
my $at = 1704164645;
my $five = "5";
my $sum = $five + 0;
my @cases = (
    ["timestamptz", "strftime %z", strftime("%Y-%m-%d %H:%M:%S%z", gmtime $at)],
    ["timestamptz", "strftime T, Z", strftime("%Y-%m-%dT%H:%M:%SZ", gmtime $at)],
    ["timestamptz", "time()", $at],
    ["timestamptz", "time() as SQL_TIMESTAMP", "$at", SQL_TIMESTAMP],
    ["timestamptz", "what psql prints", "2024-01-02 03:04:05.678901+00"],
    ["timestamp", "strftime", strftime("%Y-%m-%d %H:%M:%S", gmtime $at)],
    ["timestamp", "strftime T", strftime("%Y-%m-%dT%H:%M:%S", gmtime $at)],
    ["timestamp", "Time::HiRes::time() like", 1704164645.678],
    ["date", "strftime", strftime("%Y-%m-%d", gmtime $at)],
    ["date", "strftime with midnight", "2024-01-02 00:00:00"],
    ["time", "strftime", strftime("%H:%M:%S", gmtime $at)],
    ["uuid", "text", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
    ["uuid", "upper case (uuidgen of libuuid's uuid_unparse_upper)", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"],
    ["uuid", "digits alone", "12345678901234567890123456789012"],
    ["uuid", "pack H32 as SQL_BLOB", pack("H32", "a0eebc999c0b4ef8bb6d6bb9bd380a11"), SQL_BLOB],
    ["boolean", "1", 1],
    ["boolean", "0", 0],
    ["boolean", "text 1", "1"],
    ["boolean", "!!1", !!1],
    ["boolean", "1 as SQL_BOOLEAN", 1, SQL_BOOLEAN],
    ["json", "text", '{"a": 1}'],
    ["jsonb", "number", 5],
    ["numeric(10,2)", "number", 12.5],
    ["numeric(10,2)", "text", "12.50"],
    ["numeric(10,2)", "text as SQL_DECIMAL", "12.50", SQL_DECIMAL],
    ["double precision", "number", 0.1],
    ["double precision", "text", "0.1"],
    ["bytea", "bytes", "\x00\xffa"],
    ["bytea", "bytes as SQL_BLOB", "\x00\xffa", SQL_BLOB],
    ["integer", "number", 5],
    ["integer", "text", "5"],
    ["integer", "text used as number", $five],
    ["integer", "text as SQL_INTEGER", "5", SQL_INTEGER],
    ["bigint", "text", "9223372036854775807"],
    ["varchar(20)", "text", "pending"],
    ["text", "number", 5],
    ["interval", "text", "1 day 02:03:04"],
    ["inet", "text", "10.0.0.1/8"],
    ["varchar[]", "JSON text", '["a","b"]'],
);
for my $case (@cases) {
    my ($type, $what, $value, $as) = @$case;
    my @stored;
    $db->do("DROP TABLE IF EXISTS probe");
    $db->do("CREATE TABLE probe (v)");
    my $ok = eval {
        my $st = $db->prepare("INSERT INTO probe VALUES (?)");
        defined $as ? $st->bind_param(1, $value, $as) : $st->bind_param(1, $value);
        $st->execute;
        @stored = $db->selectrow_array("SELECT typeof(v), CASE typeof(v) WHEN 'blob' THEN hex(v)"
            . " WHEN 'real' THEN printf('%!.17g', v) WHEN 'text' THEN hex(v) ELSE v END FROM probe");
        1;
    };
    @stored = ("refused", "DBI::db") unless $ok;
    # text may hold anything: a NUL, a byte above 127
    if ($stored[0] eq "text") {
        $stored[1] = pack("H*", $stored[1]);
        $stored[1] =~ s/([\\\t\n\0])/$1 eq "\\" ? "\\\\" : sprintf("\\x%02x", ord $1)/ge;
    }
    print join("\t", $client, "DBD::SQLite " . $DBD::SQLite::VERSION, $type, $what, @stored), "\n";
}

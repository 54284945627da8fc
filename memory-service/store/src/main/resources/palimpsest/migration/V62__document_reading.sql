-- By which way of reading files a document's text was made: a file that was read in an older way is read again when it comes again.
alter table document add column reading integer not null default 1;

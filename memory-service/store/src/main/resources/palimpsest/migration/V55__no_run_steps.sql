-- run.commits counts the commits of a run, and an append sets it on condition of the number before: nothing writes or reads the rows that said the same.
drop table run_step;

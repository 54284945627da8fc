-- A turn that corrects another without saying what it is of ("No, it's 4412.") is found with that, whose words it lacks.
alter table memory_decision add column corrects uuid;
create index memory_decision_corrects on memory_decision (corrects) where corrects is not null;

-- Forgetting also keeps what runs in progress were asked from being taken in: the receipt says how many questions.
alter table memory_receipt add column unread integer not null default 0;

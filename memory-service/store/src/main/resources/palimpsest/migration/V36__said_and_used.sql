-- Words of questions and answers, for a search over all conversations. Two entries of each run are in it; line ends stand in the payload as JSON writes them,
-- and signs would make one word of a path or a number of an order.
create index event_said on event using gin (to_tsvector('simple', translate(replace(replace(left(payload, 100000), '\n', ' '), '\t', ' '), '"/\-_.:@&=?%#+,;', '                ')))
    where type in ('UserSpoke', 'RunFinished');

-- What models were asked for, by tenant and time: usage and cost of a month are read without the rest of the log.
create index event_used on event (tenant, at) where type = 'ModelAnswered';

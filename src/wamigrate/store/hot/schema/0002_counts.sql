-- How much a queue holds is counted in indexes alone: reading a million messages for it takes seconds.
drop index hot_held_queue;

create index hot_held_queue on hot_held (number, seq, size) where state <> 'parked';

create index hot_held_parked on hot_held (number, size) where state = 'parked';

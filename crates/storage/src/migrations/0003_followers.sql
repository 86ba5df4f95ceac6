-- Who hands events on to others, and how far each has got. One process at a time does so for a follower: it holds a
-- lease, and its token fences off whoever held it before.
CREATE TABLE event_followers (
    name {text} PRIMARY KEY,
    -- The last event that was handed on; -1 and 0 before the first.
    mark {int} NOT NULL,
    event_no {int} NOT NULL,
    -- Raised with each lease.
    token {int} NOT NULL,
    -- The lease is free from then on.
    leased_until {int} NOT NULL
) {keyed};

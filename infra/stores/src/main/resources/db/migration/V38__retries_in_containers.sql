-- What the opening of a later run leaves of what earlier runs ended without a result.
alter table step
    -- the occurrence that it left the step at; one in an instance that is at it still was not begun since
    add column left_occurrence int,
    -- of a container: the occurrence whose instances stand until another is entered, or a reviewer reopens it
    add column kept_from int;

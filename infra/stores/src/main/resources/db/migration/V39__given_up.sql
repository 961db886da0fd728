-- The call was given up while it went on, and charged at its worst case: its step's time was over, or its plan had ended. What it
-- says after all corrects that, and takes the mark away.
alter table attempt add column given_up boolean not null default false;

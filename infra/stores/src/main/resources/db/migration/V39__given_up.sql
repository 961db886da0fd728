-- The last call was charged at its worst case and may still answer: its step's time was over, its plan had ended, or it was taken
-- for lost and its attempt is held. What it says after all corrects that, and takes the mark away.
alter table attempt add column given_up boolean not null default false;

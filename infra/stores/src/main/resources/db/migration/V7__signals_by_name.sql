-- A signal's name, as the plan's document says it: what no wait has taken yet is told from the number of results, by name.
alter table outbox add column signal text;
update outbox set signal = '' where kind = 'SIGNAL';
alter table outbox add constraint outbox_signal_check check ((kind = 'SIGNAL') = (signal is not null));
create index outbox_signals on outbox (plan_id, id) where kind = 'SIGNAL';
